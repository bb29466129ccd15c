"""Reads what OpenAI's protocol answers ("verbose_json"), from whichever server speaks it."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final, TypeGuard

from domain.media import Span, Word
from integrations.transcription.heard import Heard
from integrations.transcription.languages import code_of
from integrations.transcription.spelling import spelled

_NO_SPEECH: Final = 0.6
_UNSURE: Final = -1.0
_REPETITIVE: Final = 2.4
"""The three limits from which Whisper itself takes its words for made up."""


class Unreadable(Exception):
    """The answer does not say what is said and when."""


def parsed(answer: str | bytes) -> Heard:
    """Raises Unreadable, whatever a server may send: no JSON, endless numbers, endless nesting."""
    try:
        return read(json.loads(answer))
    except (ValueError, OverflowError, RecursionError) as error:
        raise Unreadable from error


def read(answer: object) -> Heard:
    """Raises Unreadable, OverflowError for times beyond all measure, and RecursionError."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("text", ""), str):
        raise Unreadable
    segments = [one for one in _listed(answer, "segments") if _span(one)]
    text = answer.get("text") or " ".join(str(one.get("text", "")) for one in segments)
    listed = _listed(answer, "words")
    bare = [word for one in listed if (word := _word(one))]
    usable = bool(bare) and len(bare) * 2 >= len(listed)
    words = spelled(bare, text) if usable else tuple(_spread(segments))
    if not words and (listed or text.strip()):
        raise Unreadable
    made_up = [span for one in segments if _is_made_up(one) and (span := _span(one))]
    return Heard(
        language=code_of(str(answer.get("language", ""))),
        words=tuple(word for word in words if not any(_inside(word, span) for span in made_up)),
    )


def _listed(answer: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    listed = answer.get(name)
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def _word(one: Mapping[str, Any]) -> Word | None:
    span, text = _span(one), one.get("word")
    return Word(span=span, text=text.strip()) if span and isinstance(text, str) else None


def _span(one: Mapping[str, Any]) -> Span | None:
    start, end = one.get("start"), one.get("end")
    if not _is_time(start) or not _is_time(end):
        return None
    return Span(start_ms=round(start * 1000), end_ms=round(end * 1000))


def _is_time(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and math.isfinite(value)


def _spread(segments: Sequence[Mapping[str, Any]]) -> Iterator[Word]:
    """Servers without times of words: those of a segment, shared out by the length of its words."""
    for one in segments:
        span, parts = _span(one), str(one.get("text", "")).split()
        if span is None or not parts:
            continue
        letters = [0, *accumulate(len(part) for part in parts)]
        times = [span.start_ms + span.duration_ms * count // letters[-1] for count in letters]
        for part, (start_ms, end_ms) in zip(parts, pairwise(times), strict=True):
            yield Word(span=Span(start_ms=start_ms, end_ms=end_ms), text=part)


def _is_made_up(segment: Mapping[str, Any]) -> bool:
    def number(name: str) -> float:
        value = segment.get(name)
        return float(value) if isinstance(value, int | float) else 0.0

    silent = number("no_speech_prob") > _NO_SPEECH and number("avg_logprob") < _UNSURE
    return silent or number("compression_ratio") > _REPETITIVE


def _inside(word: Word, span: Span) -> bool:
    return span.start_ms <= (word.span.start_ms + word.span.end_ms) / 2 < span.end_ms
