"""Canonical JSON (RFC 8785): one value has exactly one byte string, so that it can be hashed."""

import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

_SAFE_INTEGER = 2**53 - 1
_encode = json.JSONEncoder(ensure_ascii=False).encode


def canonical(value: Json) -> bytes:
    """UTF-8 bytes of ``value``.

    Raises ValueError for what RFC 8785 cannot express: NaN, infinities, integers past 2**53,
    lone surrogates.
    """
    return _text(value).encode("utf-8")


def _text(value: Json) -> str:
    match value:
        case None | bool() | str():
            return _encode(value)
        case int():
            if abs(value) > _SAFE_INTEGER:
                raise ValueError(f"{value} does not fit a JSON number exactly")
            return str(value)
        case float():
            return _number(value)
        case Mapping():
            members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
            return "{" + ",".join(f"{_text(k)}:{_text(v)}" for k, v in members) + "}"
        case _:
            return "[" + ",".join(_text(item) for item in value) + "]"


def _number(value: float) -> str:
    """ECMAScript's Number::toString, which RFC 8785 section 3.2.2.3 prescribes."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a JSON number")
    if value == 0:
        return "0"
    # repr gives the shortest digits that read back as the same number, as the standard asks.
    _, digits, exponent = Decimal(repr(abs(value))).normalize().as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is not a JSON number")
    sign = "-" if value < 0 else ""
    return sign + _place("".join(map(str, digits)), len(digits) + exponent)


def _place(digits: str, point: int) -> str:
    """Where the decimal point goes: ``point`` digits stand before it."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = f"{'+' if point > 0 else '-'}{abs(point - 1)}"
    return f"{digits[0]}{'.' + digits[1:] if count > 1 else ''}e{exponent}"
