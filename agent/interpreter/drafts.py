"""From the values that were read to calls: what is missing is asked for, lists become calls."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Final

from agent.interpreter import dates, references
from agent.interpreter.grammar import Grammar, ToolGrammar
from agent.interpreter.outcome import Ask, Call, Draft, Outcome, Plan, TooMany
from agent.interpreter.schema import Kind, Slot
from domain.platforms import Platform

MAX_CALLS: Final = 10
_ONE_CLIP: Final = re.compile(
    r"\d{1,3}(?: of .+)?|[0-9a-f]{6}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""A number or an id: what names one clip wherever it stands."""
_PICKS: Final = frozenset({"best", "last"})
"""What names one clip as long as the platform is the same."""

_UNNAMED: Final = (None, references.IT, references.THEM, references.ALL)


def settle(drafts: tuple[Draft, ...], grammar: Grammar, now: datetime) -> Outcome:
    """The calls, or the first thing that must be asked before any of them is made."""
    drafts = _in_turn(drafts, grammar)
    for index, draft in enumerate(drafts):
        tool = grammar.tools[draft.tool]
        missing = _missing(tool, draft)
        if missing is not None:
            sweeping = _is_sweeping(tool.slots[missing], draft, tool)
            return Ask(drafts=drafts, index=index, slot=missing, sweeping=sweeping)
    calls = tuple(c for draft in drafts for c in _calls(draft, grammar.tools[draft.tool], now))
    return Plan(calls=calls) if len(calls) <= MAX_CALLS else TooMany(count=len(calls))


def _in_turn(drafts: Sequence[Draft], grammar: Grammar) -> tuple[Draft, ...]:
    """The drafts with what each says about the step before it filled in."""
    done: list[Draft] = []
    for index, draft in enumerate(drafts):
        tool = grammar.tools[draft.tool]
        draft = _continued(draft, index, tool)
        if done:
            draft = _about_same_clip(draft, tool, done[-1], grammar.tools[done[-1].tool])
        done.append(draft)
    return tuple(done)


def _about_same_clip(
    draft: Draft, tool: ToolGrammar, before: Draft, tool_before: ToolGrammar
) -> Draft:
    """``score clip 3 and publish it``: it is clip 3."""
    named = next((str(before.values[n]) for n in _clip_slots(tool_before, before)), None)
    alike = before.values.get("platform") == draft.values.get("platform")
    if named is None or not (_ONE_CLIP.fullmatch(named) or (alike and named in _PICKS)):
        return draft
    video = before.values.get("video")
    if video not in _UNNAMED and named.isdecimal():
        named = f"{named}{references.OF}{video}"
    same = {n: named for n in _clip_slots(tool, draft) if draft.values[n] == references.IT}
    return replace(draft, values={**draft.values, **same})


def _clip_slots(tool: ToolGrammar, draft: Draft) -> Sequence[str]:
    return [s.name for s in tool.slots.values() if s.noun == "clip" and s.name in draft.values]


def _continued(draft: Draft, index: int, tool: ToolGrammar) -> Draft:
    """A later step without an object goes on with what the step before it made."""
    if index == 0 or tool.is_strict:
        return draft
    lacking = {
        s.name: references.IT
        for s in tool.slots.values()
        if s.required and s.kind is Kind.REFERENCE and s.name not in draft.values
    }
    return replace(draft, values={**lacking, **draft.values})


def _missing(tool: ToolGrammar, draft: Draft) -> str | None:
    for slot in tool.slots.values():
        value = draft.values.get(slot.name)
        if value is None and slot.required:
            return slot.name
        if _is_sweeping(slot, draft, tool):
            return slot.name
        if isinstance(value, dates.When) and slot.kind is Kind.MOMENT and _has_no_time(slot, value):
            return slot.name
    return None


def _is_sweeping(slot: Slot, draft: Draft, tool: ToolGrammar) -> bool:
    """Everything at once is never a clear object of an effect."""
    value = draft.values.get(slot.name)
    if slot.kind is not Kind.REFERENCE or not tool.is_effect:
        return False
    if value == references.ALL:
        return tool.is_strict or not slot.many
    return value == references.EVERYTHING or (
        tool.is_strict and not slot.many and value == references.THEM
    )


def _has_no_time(slot: Slot, when: dates.When) -> bool:
    """The beginning or the end of a period may be a whole day; a moment may not."""
    return when.clock is None and when.exact is None and not _bounds_period(slot)


def _bounds_period(slot: Slot) -> bool:
    return slot.name in {"start", "end", "since", "until", "from", "to"}


def _calls(draft: Draft, tool: ToolGrammar, now: datetime) -> Iterator[Call]:
    """One call, or one for each value of an argument that takes only one at a time."""
    names = list(draft.values)
    options = [_options(tool.slots[name], draft.values[name], now) for name in names]
    for combination in product(*options):
        args: dict[str, object] = {}
        for name, value in zip(names, combination, strict=True):
            args.update(value if isinstance(value, dict) else {name: value})
        told = zip(names, combination, options, strict=True)
        part = ", ".join(_label(tool.slots[n], v) for n, v, given in told if len(given) > 1)
        yield Call(tool=tool.name, args=args, said=draft.said, part=part)


def _label(slot: Slot, value: object) -> str:
    return Platform(str(value)).label if slot.kind is Kind.PLATFORM else str(value)


def _options(slot: Slot, value: object, now: datetime) -> Sequence[object]:
    if slot.kind is Kind.PLATFORM and isinstance(value, tuple):
        names = [str(p) for p in value]
        return [names] if slot.listed else names
    if slot.kind is Kind.REFERENCE:
        return _references(slot, str(value))
    if isinstance(value, dates.When):
        moment = _moment(slot, value, now)
        if slot.name == "start" and value.until is not None:
            return [{"start": moment, "end": _moment(slot, value, now, end=True)}]
        return [moment]
    if isinstance(value, tuple):
        return value if slot.kind is Kind.SOURCE else [list(value)]
    return [[value]] if slot.listed else [value]


def _references(slot: Slot, value: str) -> Sequence[object]:
    value = value.replace(references.THEM, references.IT) if _is_them(value) else value
    numbers, of, title = value.partition(references.OF)
    counted = numbers.replace(",", "").isdigit()
    parts = [f"{number}{of}{title}" for number in numbers.split(",")] if counted else [value]
    if slot.listed:
        return [parts]
    return [value] if slot.many else parts


def _is_them(value: str) -> bool:
    return value.rpartition(" ")[2] == references.THEM


def _moment(slot: Slot, when: dates.When, now: datetime, *, end: bool = False) -> str:
    """``end``: the end of what lasts several days."""
    resolved = dates.resolve(when, now)
    if slot.kind is Kind.DAY:
        return str(when.day or (resolved or now).date())
    if resolved is None:
        end = end or slot.name in {"end", "until", "to"}
        day = (when.until if end else None) or when.day or now.date()
        clock = "23:59" if end else "00:00"
        resolved = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=now.tzinfo)
    return resolved.isoformat()
