"""What the interpreter itself says: it asks, it refuses, it shows what it understands."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from agent.interpreter.grammar import Grammar, ToolGrammar
from agent.interpreter.lexicon import NEGATIONS, NOUNS
from agent.interpreter.outcome import (
    Ambiguous,
    Ask,
    Dropped,
    Forbidden,
    Help,
    NotAllowed,
    Outcome,
    TooLong,
    TooMany,
    Unclear,
)
from agent.interpreter.schema import Kind, Slot
from agent.interpreter.words import fold, near
from domain.platforms import Platform
from domain.texts import TEXTS, Locale, say
from tools.spec import Risk

_SHOWN: Final = 4
_OFFERED_EDITS: Final = 3
_PLAIN: Final[Mapping[type, str]] = {
    TooLong: "interpreter.too_long",
    Forbidden: "interpreter.forbidden",
    Dropped: "interpreter.dropped",
}


def explain(outcome: Outcome, grammar: Grammar, allowed: Collection[str], locale: Locale) -> str:
    """The reply to anything but a plan."""
    match outcome:
        case Ask():
            return _question(outcome, grammar, locale)
        case Ambiguous(tools=tools):
            shown = _listed(example_of(grammar.tools[name], locale) for name in tools)
            return say("interpreter.ambiguous", locale, examples=shown)
        case Unclear(tool=tool) | NotAllowed(tool=tool):
            return _declined(outcome, grammar.tools[tool], locale)
        case TooMany(count=count):
            return say("interpreter.too_many", locale, count=count)
        case Help():
            return abilities(grammar, allowed, locale)
        case _ if type(outcome) in _PLAIN:
            return say(_PLAIN[type(outcome)], locale)
        case _:
            return abilities(grammar, allowed, locale, key="interpreter.not_understood")


def _declined(outcome: Unclear | NotAllowed, tool: ToolGrammar, locale: Locale) -> str:
    example = example_of(tool, locale)
    if isinstance(outcome, NotAllowed):
        return say("interpreter.not_allowed", locale, example=example)
    told = say("interpreter.unclear", locale, words=_quoted(outcome.words), example=example)
    said = {word for words in outcome.words for word in fold(words).split()}
    if "privacy" in tool.slots and not said.isdisjoint(NEGATIONS):
        return f"{told}\n{say('interpreter.privacy_hint', locale)}"
    meant = next((name for word in outcome.words if (name := _like_platform(fold(word)))), None)
    if meant is None:
        return told
    return f"{told} {say('interpreter.did_you_mean', locale, name=Platform(meant).label)}"


def _like_platform(word: str) -> str | None:
    """The platform that a word not good enough to act on may be meant for."""
    return near(word, tuple(Platform), edits=_OFFERED_EDITS)


def abilities(
    grammar: Grammar,
    allowed: Collection[str],
    locale: Locale,
    *,
    key: str = "interpreter.can",
) -> str:
    """A few things to say, one of each kind, from the tools' own examples."""
    tools = [tool for tool in grammar.tools.values() if tool.name in allowed]
    if not tools:
        return say("interpreter.nothing_allowed", locale)
    by_risk = [next((t for t in tools if t.risk is risk and t.slots), None) for risk in Risk]
    acts = [
        tool
        for tool in tools
        if tool.is_effect and any(s.kind is not Kind.REFERENCE for s in tool.slots.values())
    ]
    wanted = [*acts[:2], *(t for t in by_risk if t is not None), *tools]
    chosen = list(dict.fromkeys(t.name for t in wanted))[:_SHOWN]
    shown = _listed(example_of(grammar.tools[name], locale) for name in chosen)
    return say(key, locale, examples=shown)


def example_of(tool: ToolGrammar, locale: Locale) -> str:
    """An example sentence of the tool with values in place of the braces."""
    examples = tool.examples[locale] or next(iter(e for e in tool.examples.values() if e), ())
    if not examples:
        return tool.name
    example = examples[0]
    values = {
        part: text
        for slot in tool.slots.values()
        for part, text in zip(
            slot.parts or (slot.name,), _samples(slot, example, locale), strict=False
        )
    }
    return example.format(**values)


def _samples(slot: Slot, example: str, locale: Locale) -> tuple[str, ...]:
    if slot.kind is Kind.RANGE:
        return ("15", "30")
    if slot.kind is Kind.CHOICE and slot.choices:
        return (slot.choices[0],)
    word = fold(example.partition(f"{{{slot.name}}}")[0]).rpartition(" ")[0].rpartition(" ")[2]
    kind = "named" if slot.noun and word in NOUNS[slot.noun] else "sample"
    keys = (f"interpreter.{kind}.{slot.name}", f"interpreter.sample.{slot.noun or slot.kind}")
    key = next((k for k in keys if k in TEXTS), None)
    return (say(key, locale) if key else slot.name,)


def _question(ask: Ask, grammar: Grammar, locale: Locale) -> str:
    slot = grammar.tools[ask.drafts[ask.index].tool].slots[ask.slot]
    key = f"interpreter.ask.{slot.name}"
    if key in TEXTS:
        question = say(key, locale)
    elif slot.choices:
        options = ", ".join(slot.choices)
        question = say("interpreter.ask_choice", locale, what=_readable(slot), options=options)
    else:
        question = say("interpreter.ask_other", locale, what=_readable(slot))
    return f"{say('interpreter.sweeping', locale)} {question}" if ask.sweeping else question


def _readable(slot: Slot) -> str:
    return slot.name.partition("+")[0].replace("_", " ")


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"• {sentence}" for sentence in sentences)
