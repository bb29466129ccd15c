"""JSON from outside: whole numbers stay text, so that no id loses digits, and ids are plain."""

import json
import re
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from domain.webhook import Unreadable

_ID: Final = re.compile(r"[!-~]{1,200}")
_SECONDS: Final = re.compile(r"[0-9]{1,11}")


def read_object(content: bytes | str) -> dict[str, Any]:
    """Raises Unreadable."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8")
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    if not isinstance(value, dict):
        raise Unreadable("not an object")
    return value


def id_of(value: object) -> str | None:
    """None for what cannot be an id: those are printable and short."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def ids_of(*values: object) -> tuple[str, ...]:
    return tuple(found for value in values if (found := id_of(value)))


def moment_of(value: object) -> datetime | None:
    """From seconds since 1970."""
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        return datetime.fromtimestamp(int(value), UTC)
    return None


def objects_of(value: object) -> list[dict[str, Any]]:
    """The objects of a list; whatever else is in it is passed over."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
