"""Why a request's fields do not fit, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from domain.texts import Locale, say

_KINDS: Final[Mapping[str, str]] = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "json_invalid": "json",
    "string_type": "text",
    "int_type": "integer",
    "int_parsing": "integer",
    "int_from_float": "integer",
    "int_parsing_size": "integer",
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "datetime_type": "time",
    "datetime_parsing": "time",
    "datetime_from_date_parsing": "time",
    "timezone_aware": "time",
    "enum": "choice",
    "literal_error": "choice",
    "string_too_short": "too_short",
    "too_short": "too_few",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "greater_than": "above",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
}
"""The validation library's kinds of error that have a sentence of their own."""

_MOST_TOLD: Final = 20
_LONGEST_NAME: Final = 80
_LOCATIONS: Final = frozenset({"body", "query", "path", "header", "cookie"})


class FieldProblem(BaseModel):
    field: str
    message: str


def field_problems(errors: Sequence[Any], locale: Locale) -> list[FieldProblem]:
    return [_field_problem(error, locale) for error in errors[:_MOST_TOLD]]


def _field_problem(error: Mapping[str, Any], locale: Locale) -> FieldProblem:
    kind = _KINDS.get(error["type"], "invalid")
    location = [str(part) for part in error["loc"]]
    named = location[1:] if location and location[0] in _LOCATIONS else location
    field = "" if kind == "json" else _shortened(".".join(named))
    values = error.get("ctx", {})
    message = say(
        f"field.{kind}",
        locale,
        field=field or say("field.body", locale),
        choices=values.get("expected", ""),
        least=_first(values, "min_length", "ge", "gt"),
        most=_first(values, "max_length", "le", "lt"),
    )
    return FieldProblem(field=field, message=message[:1].upper() + message[1:])


def _first(values: Mapping[str, Any], *names: str) -> object:
    return next((values[name] for name in names if name in values), "")


def _shortened(name: str) -> str:
    """A field that is not ours may be called anything."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
