"""What one example sentence teaches: the verb, and the phrases that may stand around it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agent.interpreter import lexicon, topics
from agent.interpreter.lexicon import table
from agent.interpreter.schema import Kind, Slot
from agent.interpreter.tokens import Form, tokenize
from domain.texts import Locale

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """``intro`` value ``trail``: ("for",) platform (), () count ("clips",)."""

    intro: Words
    slot: str
    trail: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way to ask for a tool: ``head`` and ``anchors`` must be said, in any language of the
    examples; ``direct`` are the slots that may follow the verb bare."""

    head: Words
    anchors: Words
    direct: tuple[str, ...]
    leads: bool = False
    """Whether a slot stands before the verb."""
    slots: frozenset[str] = frozenset()
    """All that the example has."""
    needs: frozenset[str] = frozenset()
    """Those without which it means nothing."""


_UNSAID: Final = lexicon.STOP | lexicon.ARTICLES | lexicon.PRONOUNS
_SMALL: Final = lexicon.STOP | lexicon.INTROS | lexicon.PRONOUNS
_SLOT: Final = re.compile(r"\{(\w+)\}")
_NO_VERBS: Final = table("more mas another otro otra otros otras")
"""What begins an example that has no verb, and asks for nothing by itself."""
_DAY_WORDS: Final = table("today tomorrow yesterday hoy manana ayer")
_ASKING: Final = table("que como cual cuales cuantos what which how who why")
_SPANISH: Final = table(
    "el la los las un una de del en para por con al mi que como cual cuales cuantos hay esta estan"
)
_ENGLISH: Final = table(
    "the a an of in for with from to on my what which how is are show list me at by called"
)


def parts(example: str, slots: Mapping[str, Slot]) -> tuple[Pattern, tuple[Phrase, ...]]:
    elements = _elements(example, slots)
    head: list[str] = []
    anchors: list[str] = []
    direct: list[str] = []
    phrases: list[Phrase] = []
    words: list[str] = []
    seen_slot = False
    for element in [*elements, None]:
        if isinstance(element, str):
            words.append(element)
            continue
        led = _led(words, element)
        plain, intro = (led, ()) if led is not None else _split_intro(words, element, seen_slot)
        plain = _trailed(plain, phrases, direct, slots)
        (anchors if seen_slot else head).extend(plain)
        words = []
        if element is not None:
            if led is None and not intro and (not seen_slot or not plain):
                direct.append(element.name)
            phrases.append(Phrase(intro=intro, slot=element.name, trail=()))
            seen_slot = True
    said = [element for element in elements if isinstance(element, Slot)]
    skeleton = _timeless(_head(head), slots) or _content(anchors) or tuple(head or anchors)
    pattern = Pattern(
        head=skeleton,
        anchors=_content(anchors) if _content(head) else (),
        direct=tuple(direct),
        leads=bool(direct) and not _head(head),
        slots=frozenset(slot.name for slot in said),
        needs=_needed(skeleton, said, bool(anchors)),
    )
    return pattern, tuple(p for p in phrases if p.intro or p.trail)


def _led(words: list[str], slot: Slot | None) -> list[str] | None:
    """The words before the lead of a topic, which begins behind the first word that says
    something; None for other slots, and where there is no lead."""
    if slot is None or slot.kind is not Kind.TOPIC:
        return None
    least = next((i + 1 for i, word in enumerate(words) if word not in _UNSAID), 1)
    return next((words[:at] for at in range(least, len(words)) if topics.leads(words, at)), None)


def _needed(skeleton: Words, said: Sequence[Slot], anchored: bool) -> frozenset[str]:
    """``more like {like}`` and ``what is {status}`` have no verb; ``drop {drop_intro}`` and
    ``trim {shorter_seconds}`` say with their verb alone nothing of what they are about."""
    if (_NO_VERBS | _ASKING).issuperset(skeleton):
        return frozenset(slot.name for slot in said)
    telling = (Kind.FLAG,) if anchored else (Kind.FLAG, Kind.DURATION, Kind.PLACE)
    return frozenset(slot.name for slot in said if slot.kind in telling)


def _elements(example: str, slots: Mapping[str, Slot]) -> list[str | Slot]:
    """The words of an example in order, and its slots; a range stands once."""
    owner = {part: slot for slot in slots.values() for part in (slot.parts or (slot.name,))}
    elements: list[str | Slot] = []
    for index, piece in enumerate(_SLOT.split(example)):
        if index % 2:
            elements.append(owner[piece])
        else:
            elements += [t.folded for t in tokenize(piece) if t.form is not Form.MARK]
    return _once(elements)


def _once(elements: list[str | Slot]) -> list[str | Slot]:
    """Drops what stands between the two ends of a range, and its unit."""
    kept: list[str | Slot] = []
    for element in elements:
        if isinstance(element, Slot) and element in kept:
            while kept[-1] is not element:
                kept.pop()
        elif not (
            kept and isinstance(kept[-1], Slot) and kept[-1].parts and element in lexicon.UNITS
        ):
            kept.append(element)
    return kept


def _split_intro(words: list[str], slot: Slot | None, seen_slot: bool) -> tuple[list[str], Words]:
    """The words before a slot, and those of them that introduce it."""
    if slot is None:
        return words, ()
    words = _without_noun(words, slot)
    at = len(words)
    while at > 0 and not _introduces(words, at - 1):
        at -= 1
    if at == 0:
        return words, ()
    intro = words[at - 1 :]
    kept = (intro[0], *(w for w in intro[1:] if w not in lexicon.STOP))
    says_more = len(kept) > 1 or slot.noun is not None
    if at == 1 and not seen_slot and says_more and len(words) > 1:
        return words, ()
    return words[: at - 1], kept


def _introduces(words: list[str], at: int) -> bool:
    """``a planificar`` and ``to plan`` are verbs, not places or times."""
    if words[at] not in lexicon.INTROS:
        return False
    following = words[at + 1] if at + 1 < len(words) else None
    return words[at] not in {"a", "to"} or following is None or following in lexicon.STOP


def _without_noun(words: list[str], slot: Slot) -> list[str]:
    """``show video {video}``: the reference says its noun itself."""
    says_more = any(w not in _SMALL for w in words[:-1])
    if words and slot.noun and words[-1] in lexicon.NOUNS[slot.noun] and says_more:
        return words[:-1]
    return words


def _trailed(
    words: list[str], phrases: list[Phrase], direct: list[str], slots: Mapping[str, Slot]
) -> list[str]:
    """Gives the noun behind a number to the number's phrase, and a rate all that follows it.

    The noun stays in the sentence's skeleton: ``make {count} clips`` is about clips.
    """
    content = _content(words)
    if not content or not phrases:
        return words
    last = phrases[-1]
    kind = slots[last.slot].kind
    if kind is Kind.RATE:
        return []
    if last.trail or kind is not Kind.NUMBER:
        return words
    phrases[-1] = Phrase(intro=last.intro, slot=last.slot, trail=content[:1])
    if last.slot in direct:
        direct.remove(last.slot)
    return words


def _timeless(head: Words, slots: Mapping[str, Slot]) -> Words:
    """Without the day, where the tool has an argument for it."""
    dated = any(slot.kind is Kind.MOMENT for slot in slots.values())
    return tuple(w for w in head if not (dated and w in _DAY_WORDS))


def _head(words: Sequence[str]) -> Words:
    """The content, behind a first word which is small only by its looks: ``para el trabajo``."""
    content = _content(words)
    if content and words[0] not in content and words[0] in lexicon.INTROS:
        return (words[0], *content)
    return content


def _content(words: Sequence[str]) -> Words:
    """Without the small words, except one that asks: ``qué pasó`` is not ``pasó``."""
    return tuple(w for i, w in enumerate(words) if (i == 0 and w in _ASKING) or w not in _UNSAID)


def language_of_example(example: str) -> Locale | None:
    """The language that an example is written in, None when its words do not tell."""
    words = [t.folded for t in tokenize(_SLOT.sub(" ", example)) if t.form is Form.WORD]
    spanish = sum(w in _SPANISH for w in words) + 2 * any(c in example for c in "¿¡ñáéíóú")
    english = sum(w in _ENGLISH for w in words)
    if spanish == english:
        return None
    return Locale.ES if spanish > english else Locale.EN
