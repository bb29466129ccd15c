"""Words in order of time, and which of them open and close a sentence."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from domain.cutting.stretches import Stretch
from domain.media import Word

_PAUSE_MS: Final = 700
"""A pause of this length ends a sentence, whatever the transcript's punctuation says."""
_LEAD_MS: Final = 120
_TAIL_MS: Final = 300
"""Air around a sentence: a breath before it, the sound of the room after it."""
_SOON_MS: Final = 700
_JUST_NOW_MS: Final = 1_000
_ENDS: Final = (".", "!", "?", "…", "。", "！", "？")
_CLOSERS: Final = "\"'”’»)]"
_NO_ENDS: Final = frozenset({"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "sr.", "sra."})
"""Full stops of a title. Other abbreviations are mostly followed by a small letter."""


class Sentences:
    """Only what lies in the video counts. The order in which words are given does not."""

    def __init__(self, words: Iterable[Word], *, duration_ms: int) -> None:
        ordered = sorted(
            (max(0, word.span.start_ms), min(duration_ms, word.span.end_ms), word.text)
            for word in words
        )
        heard = [word for word in ordered if word[0] <= word[1]]
        self._starts = [start for start, _, _ in heard]
        self._ends = list(accumulate((end for _, end, _ in heard), max))
        self._closes = list(self._endings([text for _, _, text in heard]))
        self._opens = [True, *self._closes[:-1]]

    @property
    def words(self) -> Iterable[Stretch]:
        return zip(self._starts, self._ends, strict=True)

    def openings(self) -> Iterator[int]:
        """Good points to start at: a breath before each sentence."""
        ends = [0, *self._ends]
        for start, end, opens in zip(self._starts, ends, self._opens, strict=False):
            if opens:
                yield start - min(_LEAD_MS, max(0, start - end) // 2)

    def endings(self) -> Iterator[int]:
        """Good points to end at: each sentence with its natural tail."""
        for index, (end, closes) in enumerate(zip(self._ends, self._closes, strict=True)):
            if closes:
                yield end + min(_TAIL_MS, max(0, self._pause_after(index)) // 2)

    def opens_at(self, point_ms: int) -> bool:
        """Whether the next thing heard is the beginning of a sentence, and soon."""
        following = bisect_left(self._starts, point_ms)
        return (
            following < len(self._starts)
            and self._opens[following]
            and self._starts[following] - point_ms <= _SOON_MS
        )

    def closes_at(self, point_ms: int) -> bool:
        """Whether the last thing heard was the end of a sentence, and just now."""
        last = bisect_right(self._ends, point_ms) - 1
        return last >= 0 and self._closes[last] and point_ms - self._ends[last] <= _JUST_NOW_MS

    def breaks_at(self, point_ms: int) -> bool:
        """Whether a sentence is begun before the moment and goes on after it."""
        last = bisect_right(self._ends, point_ms) - 1
        return last >= 0 and not self._closes[last]

    def _endings(self, texts: Sequence[str]) -> Iterator[bool]:
        for index, text in enumerate(texts):
            following = texts[index + 1] if index + 1 < len(texts) else ""
            yield self._pause_after(index) >= _PAUSE_MS or _is_end(text, following)

    def _pause_after(self, index: int) -> int:
        if index + 1 == len(self._starts):
            return 2 * _PAUSE_MS
        return self._starts[index + 1] - self._ends[index]


def _is_end(text: str, following: str) -> bool:
    bare = text.strip().rstrip(_CLOSERS)
    return (
        bare.endswith(_ENDS)
        and bare.lower() not in _NO_ENDS
        and not following.strip()[:1].islower()
    )
