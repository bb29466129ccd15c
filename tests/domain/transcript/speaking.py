"""Words as a transcriber would give them, one after the other."""

from domain.media import Span, Word


def said(text: str, *, at_ms: int = 0, each_ms: int = 300, gap_ms: int = 50) -> tuple[Word, ...]:
    """``text`` spoken evenly from ``at_ms``; ``|`` stands for a pause of a second."""
    words: list[Word] = []
    for part in text.split():
        if part == "|":
            at_ms += 1_000
            continue
        words.append(Word(span=Span(start_ms=at_ms, end_ms=at_ms + each_ms), text=part))
        at_ms += each_ms + gap_ms
    return tuple(words)
