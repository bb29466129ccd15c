from collections.abc import Sequence

import pytest

from domain.cutting.measuring import Measure
from domain.cutting.rules import Rules, levels
from domain.media import Signals, Transition, Word
from tests.domain.cutting.making import a_span, said, shots, some_signals

CUTS = some_signals(shots=shots(0.3, 20, 20.2, 89.8))
DISSOLVE = some_signals(shots=shots(20, begins=Transition.GRADUAL))
BLACK = some_signals(black=(a_span(0, 2), a_span(88, 90)))
FROZEN = some_signals(frozen=(a_span(20, 24),))
QUIET = some_signals(silences=(a_span(20, 24),))
TALK = some_signals(speech=(a_span(20, 24),))
MUSIC = some_signals(onsets=tuple(range(0, 30_000, 600)))
SONG = some_signals(onsets=tuple(range(0, 30_000, 600)), speech=(a_span(10, 12),))
MOSTLY_QUIET = some_signals(silences=(a_span(0, 46),))
HEARD = said("Yes it is.", 20.5)


def strict(video: Signals, words: Sequence[Word] = ()) -> Rules:
    return next(levels(Measure(video, words)))


class TestTheStrictRules:
    @pytest.mark.parametrize(
        ("video", "allowed", "refused"),
        [
            (CUTS, [300, 700, 19_600, 20_000, 20_200], [0, 19_601, 19_999, 20_100, 89_700]),
            (DISSOLVE, [19_400, 20_600], [19_401, 20_000, 20_599]),
            (BLACK, [2_000, 87_999], [0, 1_999, 88_000, 89_000]),
            (FROZEN, [19_999, 24_000], [20_000, 23_999]),
            (QUIET, [19_999, 23_500, 24_000], [20_000, 22_000, 23_499]),
            (TALK, [20_000, 24_000], [20_001, 22_000, 23_999]),
            (MUSIC, [5_940, 6_000, 6_020], [6_300, 5_939, 6_021]),
            (SONG, [9_700, 10_000, 12_400], [6_300, 9_400, 11_000, 12_700]),
            (MOSTLY_QUIET, [0, 20_000], []),
        ],
        ids=[
            "cuts",
            "dissolve",
            "black",
            "frozen",
            "quiet",
            "talk",
            "music",
            "song",
            "mostly_quiet",
        ],
    )
    def test_allow_some_starts(
        self, video: Signals, allowed: list[int], refused: list[int]
    ) -> None:
        starts = strict(video).starts

        assert [point for point in allowed if not starts.allows(point)] == []
        assert [point for point in refused if starts.allows(point)] == []

    @pytest.mark.parametrize(
        ("video", "allowed", "refused"),
        [
            (CUTS, [300, 20_000, 20_200, 20_600, 89_800], [301, 20_100, 20_599, 90_000]),
            (DISSOLVE, [19_400, 20_600], [19_401, 20_000, 20_599]),
            (BLACK, [0, 2_001, 88_000], [1_000, 2_000, 88_001, 90_000]),
            (FROZEN, [20_000, 22_000], []),
            (QUIET, [20_000, 22_000, 24_000], []),
            (TALK, [20_000, 24_000], [20_001, 22_000, 23_999]),
            (MUSIC, [5_940, 6_000, 6_020], [6_300, 5_939, 6_021]),
        ],
        ids=["cuts", "dissolve", "black", "frozen", "quiet", "talk", "music"],
    )
    def test_allow_some_ends(self, video: Signals, allowed: list[int], refused: list[int]) -> None:
        ends = strict(video).ends

        assert [point for point in allowed if not ends.allows(point)] == []
        assert [point for point in refused if ends.allows(point)] == []

    def test_trust_the_words_near_them_and_the_sound_elsewhere(self) -> None:
        starts = strict(TALK, HEARD).starts

        assert starts.allows(20_300)
        assert starts.allows(21_000)
        assert not starts.allows(20_700)
        assert not starts.allows(23_500)


class TestTheRelaxedRules:
    def test_keep_dissolves_and_black_and_words_whole_before_all_but_words_goes(self) -> None:
        video = some_signals(
            shots=shots(40, begins=Transition.GRADUAL),
            black=(a_span(60, 61),),
            speech=(a_span(0, 30),),
        )

        _, careful, last = levels(Measure(video, HEARD))

        assert careful.starts.allows(10_000)
        assert careful.ends.allows(10_000)
        assert not careful.starts.allows(60_500)
        assert not careful.ends.allows(40_100)
        assert last.starts.allows(60_500)
        assert last.ends.allows(40_100)
        for rules in (careful, last):
            assert not rules.starts.allows(20_700)
            assert not rules.ends.allows(20_700)
