"""One uploaded file out of a multipart form, piece by piece: nothing of it is ever spooled."""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from domain.errors import Invalid

FILE_FIELD: Final = "file"
_MAX_FIELD_BYTES: Final = 4_096
_MAX_BOUNDARY: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """``fields`` are those that came before the file; ``chunks`` can be read once.

    Reading ``chunks`` to its end raises Invalid for a form that goes wrong after the file, so
    that whoever stores it keeps nothing.
    """

    filename: str
    fields: Mapping[str, str]
    chunks: AsyncIterator[bytes]


async def read_upload(request: Request) -> Upload:
    """Reads up to the file's first bytes. Raises Invalid."""
    form = _Form(_boundary(request.headers.get("content-type", "")))
    stream = request.stream()
    async for chunk in stream:
        form.feed(chunk)
        if form.filename is not None:
            break
    if form.filename is None:
        raise Invalid("form_no_file")
    return Upload(filename=form.filename, fields=form.fields, chunks=_file(form, stream))


async def _file(form: "_Form", stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for piece in form.taken():
        yield piece
    async for chunk in stream:
        form.feed(chunk)
        for piece in form.taken():
            yield piece
    form.require_end()


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 1 <= len(boundary) <= _MAX_BOUNDARY:
        raise Invalid("form_type")
    return boundary


@dataclass(slots=True)
class _Part:
    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""
    is_file: bool = False
    text: bytearray = field(default_factory=bytearray)


class _Form:
    """What the parser tells, gathered: small fields as text, the file as pieces to be taken."""

    def __init__(self, boundary: bytes) -> None:
        self.filename: str | None = None
        self.fields: dict[str, str] = {}
        self._part = _Part()
        self._header = ("", "")
        self._pieces: deque[bytes] = deque()
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._add_header_name,
                "on_header_value": self._add_header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._know_part,
                "on_part_data": self._add_data,
                "on_part_end": self._end_part,
                "on_end": self._end,
            },
        )

    def feed(self, chunk: bytes) -> None:
        """Raises Invalid."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise Invalid("form") from error

    def taken(self) -> list[bytes]:
        pieces = list(self._pieces)
        self._pieces.clear()
        return pieces

    def require_end(self) -> None:
        """Raises Invalid for a form that stops in the middle."""
        if not self._ended:
            raise Invalid("form")

    def _begin_part(self) -> None:
        self._part = _Part()

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        name, value = self._header
        self._header = (name + data[start:end].decode("latin-1"), value)

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        name, value = self._header
        self._header = (name, value + data[start:end].decode("utf-8", "replace"))

    def _end_header(self) -> None:
        name, value = self._header
        self._part.headers[name.lower()] = value
        self._header = ("", "")

    def _know_part(self) -> None:
        options = _options(self._part.headers.get("content-disposition", ""))
        self._part.name = options.get("name", "")
        self._part.is_file = "filename" in options
        if self._part.is_file and self._part.name == FILE_FIELD:
            if self.filename is not None:
                raise Invalid("form_two_files")
            self.filename = options["filename"]
        elif self._part.is_file:
            raise Invalid("form_no_file")
        elif self.filename is not None:
            raise Invalid("form_order")

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._part.is_file:
            self._pieces.append(data[start:end])
            return
        self._part.text += data[start:end]
        if len(self._part.text) > _MAX_FIELD_BYTES:
            raise Invalid("form_field", field=self._part.name[:40], most=_MAX_FIELD_BYTES)

    def _end_part(self) -> None:
        if not self._part.is_file:
            self.fields[self._part.name] = self._part.text.decode("utf-8", "replace")

    def _end(self) -> None:
        self._ended = True


def _options(disposition: str) -> dict[str, str]:
    """``name`` and ``filename`` of a Content-Disposition, the RFC 5987 spelling included."""
    header = Message()
    header["content-disposition"] = disposition.replace("\r", " ").replace("\n", " ")
    found: dict[str, str] = {}
    name = header.get_param("name", header="content-disposition")
    if isinstance(name, str):
        found["name"] = name
    filename = header.get_filename()
    if filename is not None:
        found["filename"] = filename
    return found
