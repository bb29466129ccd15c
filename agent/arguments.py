"""From what a model wrote as arguments to a tool's own type, or to what would have worked."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.errors import DomainError
from domain.texts import Locale, say
from tools.spec import AnyTool


class BadArguments(DomainError):
    """Holds what pydantic found; the sentence is made when the language is known."""

    code = "bad_arguments"

    def __init__(self, *, tool: AnyTool, unknown: list[str], errors: list[ErrorDetails]) -> None:
        super().__init__(tool=tool.name)
        self._known = list(tool.args.model_fields)
        self._unknown = unknown
        self._errors = errors

    def text(self, locale: Locale) -> str:
        problems = [self._no_such(field, locale) for field in self._unknown]
        problems += [_problem(error, locale) for error in self._errors]
        return say(
            "error.bad_arguments",
            locale,
            tool=self.values["tool"],
            problems="; ".join(dict.fromkeys(problems)),
        )

    def _no_such(self, field: str, locale: Locale) -> str:
        if not self._known:
            return say("agent.args.unknown_any", locale, field=field)
        return say("agent.args.unknown", locale, field=field, known=", ".join(self._known))


def parse(tool: AnyTool, raw: Mapping[str, Any]) -> BaseModel:
    """Raises BadArguments, also for arguments that the tool does not have."""
    unknown = [name for name in raw if name not in tool.args.model_fields]
    known = {name: value for name, value in raw.items() if name not in unknown}
    try:
        args: BaseModel = tool.args.model_validate(known)
    except ValidationError as error:
        raise BadArguments(
            tool=tool, unknown=unknown, errors=error.errors(include_url=False)
        ) from error
    if unknown:
        raise BadArguments(tool=tool, unknown=unknown, errors=[])
    return args


def _problem(error: ErrorDetails, locale: Locale) -> str:
    field = ".".join(str(part) for part in error["loc"]) or "?"
    bounds = error.get("ctx", {})
    kind = error["type"]
    if kind == "missing":
        return say("agent.args.missing", locale, field=field)
    if kind in ("enum", "literal_error"):
        choices = str(bounds["expected"]).replace(" or ", ", ")
        return say("agent.args.choice", locale, field=field, choices=choices)
    if kind in _BOUNDS:
        key, limit = _BOUNDS[kind]
        return say(key, locale, field=field, limit=bounds[limit])
    return _kind_problem(kind, field, locale)


def _kind_problem(kind: str, field: str, locale: Locale) -> str:
    wanted = kind.removesuffix("_parsing").removesuffix("_type").removesuffix("_from_date")
    name = _KINDS.get(wanted)
    if name is None:
        return say("agent.args.other", locale, field=field)
    return say("agent.args.kind", locale, field=field, kind=say(f"agent.kind.{name}", locale))


_BOUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "greater_than_equal": ("agent.args.at_least", "ge"),
    "less_than_equal": ("agent.args.at_most", "le"),
    "greater_than": ("agent.args.more_than", "gt"),
    "less_than": ("agent.args.less_than", "lt"),
    "string_too_short": ("agent.args.too_short", "min_length"),
    "string_too_long": ("agent.args.too_long", "max_length"),
    "too_short": ("agent.args.too_short", "min_length"),
    "too_long": ("agent.args.too_long", "max_length"),
}
_KINDS: Final[Mapping[str, str]] = {
    "string": "string",
    "int": "int",
    "float": "float",
    "decimal": "float",
    "bool": "bool",
    "list": "list",
    "tuple": "list",
    "set": "list",
    "dict": "dict",
    "model": "dict",
    "date": "date",
    "datetime": "datetime",
}
