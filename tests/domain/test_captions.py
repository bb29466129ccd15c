"""Cards: short, even, broken where a speaker breathes; whatever the words are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.captions import MOST_WIDTH, MOST_WORDS, Card, cards, width_of
from domain.media import Span, Word

CLIP = Span(start_ms=10_000, end_ms=40_000)


def _word(text: str, start_ms: int, end_ms: int) -> Word:
    return Word(text=text, span=Span(start_ms=start_ms, end_ms=end_ms))


def _spoken(text: str, *, pause_after: str = "|") -> list[Word]:
    """A word every 300 ms from the clip's start; a sign stands for a pause."""
    words: list[Word] = []
    at = CLIP.start_ms
    for part in text.split():
        if part == pause_after:
            at += 1_000
            continue
        words.append(_word(part, at, at + 280))
        at += 300
    return words


def _texts(shown: tuple[Card, ...]) -> list[str]:
    return [" ".join(word.text for word in card.words) for card in shown]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "Bueno, hoy vamos a ver cómo se hace una buena tortilla de patatas. ¿Listos?",
            [
                "Bueno, hoy vamos a ver",
                "cómo se hace una buena",
                "tortilla de patatas.",
                "¿Listos?",
            ],
        ),
        ("Sí. Claro. Vamos.", ["Sí. Claro. Vamos."]),
        ("vamos a | ver esto", ["vamos a", "ver esto"]),
        ("¡Qué ilusión! 🎉 Primero, las patatas", ["¡Qué ilusión! 🎉", "Primero, las patatas"]),
        ("uno dos tres cuatro cinco seis", ["uno dos tres", "cuatro cinco seis"]),
        ("今天我们学习怎么做饭 一起来 吧我们走", ["今天我们学习怎么做饭", "一起来 吧我们走"]),
    ],
    ids=["sentences", "short sentences", "a pause", "emoji", "no orphan", "ideographs"],
)
def test_cards_break_where_a_reader_would(said: str, wanted: list[str]) -> None:
    assert _texts(cards(_spoken(said), CLIP)) == wanted


def test_no_word_is_alone_where_it_has_neighbours() -> None:
    for count in range(2, 40):
        shown = cards(_spoken(" ".join(["palabra"] * count)), CLIP)

        assert all(len(card.words) > 1 for card in shown), count


def test_a_cut_word_belongs_to_the_side_that_holds_its_middle() -> None:
    start, end = CLIP.start_ms, CLIP.end_ms
    words = [
        _word("before", start - 300, start + 100),
        _word("first", start - 100, start + 300),
        _word("last", end - 300, end + 100),
        _word("after", end - 100, end + 300),
    ]

    shown = cards(words, CLIP)

    assert _texts(shown) == ["first", "last"]
    assert shown[0].span.start_ms == start
    assert shown[-1].span.end_ms == end


@pytest.mark.parametrize(
    ("silent_ms", "stays_ms"), [(700, 700), (3_000, 400)], ids=["a breath", "a long silence"]
)
def test_a_card_bridges_a_breath_and_leaves_in_a_silence(silent_ms: int, stays_ms: int) -> None:
    end = CLIP.start_ms + 600
    words = [
        *(_word("hola", CLIP.start_ms, end - 300), _word("mundo", end - 300, end)),
        *(_word("otra", end + silent_ms, end + silent_ms + 300),),
    ]

    shown = cards(words, CLIP)

    assert shown[0].span.end_ms == end + stays_ms


def test_words_heard_at_the_same_moment_keep_their_order() -> None:
    words = [_word(text, CLIP.start_ms, CLIP.start_ms) for text in "abc"]

    (card,) = cards(words, CLIP)

    assert [word.text for word in card.words] == ["a", "b", "c"]
    assert [word.span.start_ms - CLIP.start_ms for word in card.words] == [0, 1, 2]


def test_what_cannot_be_seen_makes_no_card() -> None:
    words = [_word(text, CLIP.start_ms, CLIP.start_ms + 9) for text in ("", "\x00\n", "\u200b")]

    assert cards(words, CLIP) == ()


ODD = [
    "hola",
    "¿Qué?",
    "a\x00b",
    " \n",
    "",
    "مرحبا",
    "字幕",
    "👩🏽‍🚀",
    "e\u0301" * 3,
    "x" * 200,
    "\ud800",
]
WORDS = st.lists(
    st.builds(
        _word,
        st.sampled_from(ODD) | st.text(max_size=12),
        st.integers(9_000, 41_000),
        st.integers(9_000, 41_000),
    ),
    max_size=60,
)


@given(WORDS)
def test_whatever_was_heard_the_limits_are_kept(words: list[Word]) -> None:
    shown = cards(words, CLIP)

    for card in shown:
        width = sum(width_of(word.text) for word in card.words) + len(card.words) - 1
        assert len(card.words) <= MOST_WORDS
        assert width <= MOST_WIDTH or len(card.words) == 1
    spans = [word.span for card in shown for word in card.words]
    assert all(span.duration_ms > 0 for span in spans)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(spans))
    assert all(CLIP.start_ms <= span.start_ms < span.end_ms <= CLIP.end_ms for span in spans)


@given(st.lists(st.tuples(st.integers(9_000, 41_000), st.integers(0, 900)), max_size=60))
def test_every_word_whose_middle_is_inside_appears_once_in_order(
    times: list[tuple[int, int]],
) -> None:
    words = [_word(f"w{at}", begin, begin + long) for at, (begin, long) in enumerate(times)]

    shown = cards(words, CLIP)

    inside = [
        word
        for word in words
        if CLIP.start_ms <= (word.span.start_ms + word.span.end_ms) // 2 < CLIP.end_ms
    ]
    inside.sort(key=lambda word: (word.span.start_ms, word.span.end_ms))
    assert [w.text for c in shown for w in c.words] == [w.text for w in inside]


@given(WORDS, st.integers(0, 30))
def test_a_span_of_a_few_milliseconds_is_no_trouble(words: list[Word], long: int) -> None:
    span = Span(start_ms=20_000, end_ms=20_000 + long)

    shown = cards(words, span)

    assert sum(len(card.words) for card in shown) <= long
