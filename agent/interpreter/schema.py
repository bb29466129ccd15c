"""What a tool's arguments are, as far as a sentence can fill them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, FutureDatetime

from agent.interpreter.lexicon import NOUNS
from domain.platforms import Platform


class Kind(StrEnum):
    NUMBER = "number"
    RATE = "rate"
    """A number per day."""
    DURATION = "duration"
    PLACE = "place"
    """A moment of a video, in seconds."""
    RANGE = "range"
    """The least and the most of a duration, two arguments at once."""
    PLATFORM = "platform"
    CHOICE = "choice"
    MOMENT = "moment"
    DAY = "day"
    REFERENCE = "reference"
    SOURCE = "source"
    TEXT = "text"
    TOPIC = "topic"
    """What is talked about."""
    FLAG = "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """``many`` takes several values; ``listed`` wants them as a list; ``whole`` wants an int.

    ``noun`` is the entity that a reference points at, None where any may stand; ``is_alike``:
    it is no object of the action, something is only to be like it.
    """

    name: str
    kind: Kind
    required: bool
    many: bool = False
    listed: bool = False
    whole: bool = False
    noun: str | None = None
    choices: tuple[str, ...] = ()
    unit_s: int = 1
    parts: tuple[str, ...] = ()
    is_alike: bool = False


_SOURCES: Final = frozenset({"source", "url", "path", "file", "link"})
_ANY_ENTITY: Final = frozenset({"entity", "ref", "reference", "target", "subject"})
_TOPICS: Final = frozenset({"about", "query"})
_PLACES: Final = frozenset({"start", "end", "cover"})
"""A number of this name is a moment of a video."""
_ALIKE: Final = "like"
"""The argument that points at a clip without being called after it."""
_SECONDS: Final[Mapping[str, int]] = {"seconds": 1, "s": 1, "minutes": 60, "hours": 3600}


def slots_of(args: type[BaseModel]) -> dict[str, Slot]:
    slots = {
        name: _slot(name, field.annotation, required=field.is_required())
        for name, field in args.model_fields.items()
    }
    return _with_ranges({name: slot for name, slot in slots.items() if slot is not None})


def _with_ranges(slots: dict[str, Slot]) -> dict[str, Slot]:
    """``min_seconds`` and ``max_seconds`` become one slot that fills both."""
    result = dict(slots)
    for name in slots:
        other = f"max_{name.removeprefix('min_')}"
        if not name.startswith("min_") or other not in slots:
            continue
        low, high = result.pop(name), result.pop(other)
        joint = f"{name}+{other}"
        result[joint] = Slot(
            name=joint,
            kind=Kind.RANGE,
            required=low.required or high.required,
            unit_s=low.unit_s,
            whole=low.whole,
            parts=(name, other),
        )
    return result


def _slot(name: str, annotation: Any, *, required: bool) -> Slot | None:
    inner, listed = _unwrap(annotation)
    many = listed or name.endswith("s")
    if get_origin(inner) is Literal:
        choices = tuple(str(v) for v in get_args(inner))
        return Slot(name=name, kind=Kind.CHOICE, required=required, listed=listed, choices=choices)
    if not isinstance(inner, type):
        return None
    kind = _kind(name, inner)
    if kind is None:
        return None
    return Slot(
        name=name,
        kind=kind,
        required=required,
        many=listed or (kind is Kind.REFERENCE and many),
        listed=listed,
        whole=issubclass(inner, int),
        noun=_noun(name) if kind is Kind.REFERENCE else None,
        choices=tuple(str(m.value) for m in inner) if issubclass(inner, Enum) else (),
        unit_s=_SECONDS.get(name.rpartition("_")[2], 1),
        is_alike=name == _ALIKE,
    )


def _unwrap(annotation: Any) -> tuple[Any, bool]:
    """The type without None, Annotated and list, and whether it was a list."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unwrap(get_args(annotation)[0])
    if origin in (Union, UnionType):
        kept = [a for a in get_args(annotation) if a is not type(None)]
        return _unwrap(kept[0])
    if origin is not None and origin is not Literal:
        items = [a for a in get_args(annotation) if a is not Ellipsis]
        return (_unwrap(items[0])[0], True) if len(items) == 1 else (annotation, False)
    return annotation, False


def _kind(name: str, inner: type) -> Kind | None:
    by_type: tuple[tuple[type, Kind], ...] = (
        (Platform, Kind.PLATFORM),
        (Enum, Kind.CHOICE),
        (bool, Kind.FLAG),
        (datetime, Kind.MOMENT),
        (AwareDatetime, Kind.MOMENT),
        (FutureDatetime, Kind.MOMENT),
        (date, Kind.DAY),
    )
    for type_, kind in by_type:
        if issubclass(inner, type_):
            return kind
    if issubclass(inner, (int, float)):
        return _number_kind(name)
    return _text_kind(name) if issubclass(inner, str) else None


def _number_kind(name: str) -> Kind:
    if name.endswith("_per_day"):
        return Kind.RATE
    if name in _PLACES:
        return Kind.PLACE
    return Kind.DURATION if name.rpartition("_")[2] in _SECONDS else Kind.NUMBER


def _text_kind(name: str) -> Kind:
    if name in _SOURCES:
        return Kind.SOURCE
    if name in _ANY_ENTITY or _noun(name) is not None:
        return Kind.REFERENCE
    return Kind.TOPIC if name in _TOPICS else Kind.TEXT


def _noun(name: str) -> str | None:
    base = name.removesuffix("_ids").removesuffix("_id").removesuffix("_ref")
    named = next((noun for noun in NOUNS if base in (noun, f"{noun}s")), None)
    return "clip" if name == _ALIKE else named
