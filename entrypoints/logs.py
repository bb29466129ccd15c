"""Log lines: JSON for machines, colours for a terminal, and never a secret in either.

Everything goes through structlog, the lines of libraries too, so that each carries the trace,
thread, job and actor that are bound at the time.
"""

import logging
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_HIDDEN: Final = "[hidden]"
_SECRET_NAME: Final = re.compile(
    r"authorization|cookie|passw|secret|token|api_?key|private_?key|credential|handle|signature|dsn",
    re.IGNORECASE,
)
_NOT_SECRET: Final = frozenset({"tokens_in", "tokens_out", "token_type"})
_SECRET_TEXT: Final = (
    (re.compile(r"(/media/)[^\s\"'<>]+"), rf"\1{_HIDDEN}"),
    (re.compile(r"\bstk_[A-Za-z0-9_-]{8,}"), _HIDDEN),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?"), _HIDDEN),
    (re.compile(r"\b(?:sk-|xox[a-z]-|xapp-|AIza|ya29\.|e2b_)[A-Za-z0-9._-]{8,}"), _HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {_HIDDEN}"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/@:]*:[^\s/@]*@"), rf"\1{_HIDDEN}@"),
    (re.compile(r"(\bhttps?://[^\s?\"'<>]*)\?[^\s\"'<>]*"), rf"\1?{_HIDDEN}"),
)
_MAX_DEPTH: Final = 6
_QUIET: Final = {
    "uvicorn.access": logging.ERROR,
    "uvicorn.error": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "procrastinate": logging.WARNING,
}
"""Libraries that say on every request or tick what our own lines say already, or better."""

_OWN_HANDLERS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access")


def configure(
    *,
    process: str,
    as_json: bool | None = None,
    quiet: bool = False,
    stream: TextIO | None = None,
) -> None:
    """``process`` names the part of Stakazo that speaks. Without ``as_json``: JSON unless a
    person is looking at a terminal. ``quiet`` leaves only warnings and worse."""
    stream = stream or sys.stderr
    for_machines = not stream.isatty() if as_json is None else as_json
    shared: Sequence[Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(process),
        structlog.processors.format_exc_info,
        redact,
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _handler(stream, shared, for_machines=for_machines)
    _route_libraries(handler, level=logging.WARNING if quiet else logging.INFO)


def current_trace() -> str | None:
    """The number of what is being done now, for the ledger's entries."""
    trace_id = structlog.contextvars.get_contextvars().get("trace_id")
    return trace_id if isinstance(trace_id, str) else None


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The last step before a line is written."""
    return {name: _clean(name, value, depth=0) for name, value in event.items()}


def _clean(name: str, value: Any, *, depth: int) -> Any:
    if _SECRET_NAME.search(name) and name not in _NOT_SECRET and value is not None:
        return _HIDDEN
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, bool | int | float | None) or name in ("exc_info", "_record"):
        return value
    if depth >= _MAX_DEPTH:
        return "…"
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), one, depth=depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", one, depth=depth + 1) for one in value]
    return _clean_text(str(value))


def _clean_text(text: str) -> str:
    for pattern, instead in _SECRET_TEXT:
        text = pattern.sub(instead, text)
    return text


def _named(process: str) -> Processor:
    def add(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event.setdefault("process", process)
        return event

    return add


def _handler(stream: TextIO, shared: Sequence[Processor], *, for_machines: bool) -> logging.Handler:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if for_machines
        else structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    return handler


def _route_libraries(handler: logging.Handler, *, level: int) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _OWN_HANDLERS:
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
