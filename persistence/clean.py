"""What Postgres or canonical JSON cannot keep, turned into what they can.

Both refuse NUL and lone surrogates; canonical JSON also refuses NaN, infinities and integers past
2**53. Such values come from broken files and hostile messages, and a record of them matters more
than their exact form.
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Final

from domain.canonical import Json

_LARGEST: Final = 2**53 - 1


def clean_text(text: str) -> str:
    """``text`` with U+FFFD for NUL and for lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # UTF-16 joins the surrogates that belong together and gives one mark for each other.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\x00", "\ufffd")


def clean(value: Json) -> Json:
    """The same value with every text clean and every impossible number as text."""
    match value:
        case str():
            return clean_text(value)
        case None | bool():
            return value
        case int():
            return value if abs(value) <= _LARGEST else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case Mapping():
            return {clean_text(name): clean(member) for name, member in value.items()}
        case _:
            return [clean(item) for item in value]


def to_json(value: Json) -> str:
    """JSON that ``jsonb`` takes. The search is cheap; cleaning is rare."""
    text = json.dumps(value, default=_plain)
    if "\\u0000" in text or "\\ud" in text or "NaN" in text or "Infinity" in text:
        return json.dumps(clean(value))
    return text


def _plain(value: object) -> object:
    """Read-only mappings and other sequences, which the JSON of the standard library refuses."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value)} has no place in JSON")
