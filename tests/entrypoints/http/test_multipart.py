from collections.abc import AsyncIterator, Sequence

import pytest
from starlette.requests import Request
from starlette.types import Message

from domain.errors import Invalid
from entrypoints.http.multipart import read_upload

BOUNDARY = "a-boundary"
FILE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="talk.mp4"\r\n'
    "Content-Type: video/mp4\r\n\r\n"
).encode()
TITLE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nMi charla ñ\r\n'
).encode()
END = f"\r\n--{BOUNDARY}--\r\n".encode()
BYTES = bytes(range(256)) * 8


def request_of(chunks: Sequence[bytes], *, kind: str | None = None) -> Request:
    waiting = list(chunks)

    async def receive() -> Message:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    content_type = kind or f"multipart/form-data; boundary={BOUNDARY}"
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/upload",
        "headers": [(b"content-type", content_type.encode())],
    }
    return Request(scope, receive)


def cut(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


class TestReadUpload:
    @pytest.mark.parametrize("size", [1, 2, 7, 64, 1_000, 100_000])
    async def test_gives_title_name_and_bytes_however_the_body_is_cut(self, size: int) -> None:
        upload = await read_upload(request_of(cut(TITLE + FILE + BYTES + END, size)))

        assert upload.filename == "talk.mp4"
        assert upload.fields == {"title": "Mi charla ñ"}
        assert await whole(upload.chunks) == BYTES

    async def test_keeps_bytes_that_look_like_a_boundary(self) -> None:
        tricky = b"\r\n--a-boundar" + b"\r\n--" * 50 + b"-"

        upload = await read_upload(request_of(cut(FILE + tricky + END, 5)))

        assert await whole(upload.chunks) == tricky

    async def test_reads_an_empty_file(self) -> None:
        upload = await read_upload(request_of([FILE + END]))

        assert await whole(upload.chunks) == b""

    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ('filename="d\u00eda.mp4"', "día.mp4"),
            ("filename*=UTF-8''d%C3%ADa%20uno.mp4", "día uno.mp4"),
            ('filename="a;b \\"c\\".mp4"', 'a;b "c".mp4'),
            ('filename=""', ""),
        ],
    )
    async def test_reads_names_as_browsers_write_them(self, given: str, name: str) -> None:
        part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; {given}\r\n\r\n'

        upload = await read_upload(request_of([part.encode() + BYTES + END]))

        assert upload.filename == name

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (TITLE + END[2:], "form_no_file"),
            (b"", "form_no_file"),
            (FILE.replace(b'"file"', b'"other"') + END, "form_no_file"),
            (b"not a form at all", "form"),
            (TITLE.replace("Mi charla ñ".encode(), b"x" * 5_000) + FILE + END, "form_field"),
        ],
    )
    async def test_refuses_before_the_first_byte(self, body: bytes, reason: str) -> None:
        with pytest.raises(Invalid) as refused:
            await read_upload(request_of(cut(body, 50) or [b""]))

        assert refused.value.values["reason"] == reason

    @pytest.mark.parametrize(
        ("after", "reason"),
        [
            (b"\r\n" + TITLE + END[2:], "form_order"),
            (b"\r\n" + FILE + END, "form_two_files"),
            (b"", "form"),
            (END[:-6], "form"),
        ],
    )
    async def test_refuses_at_the_end_of_the_bytes(self, after: bytes, reason: str) -> None:
        upload = await read_upload(request_of(cut(FILE + BYTES + after, 50)))

        with pytest.raises(Invalid) as refused:
            await whole(upload.chunks)

        assert refused.value.values["reason"] == reason

    @pytest.mark.parametrize(
        "kind",
        [
            "application/json",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=" + "x" * 500,
            "multipart/mixed; boundary=a",
        ],
    )
    async def test_refuses_other_content(self, kind: str) -> None:
        with pytest.raises(Invalid) as refused:
            await read_upload(request_of([b""], kind=kind))

        assert refused.value.values["reason"] == "form_type"
