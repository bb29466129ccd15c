from itertools import pairwise
from random import Random

import pytest

from domain.cutting.beats import beats


class TestBeats:
    @pytest.mark.parametrize("period_ms", [260, 500, 980])
    def test_are_found_at_every_tempo_with_some_swing(self, period_ms: int) -> None:
        swing = Random(7)
        played = [1_000 + period_ms * n + swing.randint(-10, 10) for n in range(20)]

        assert beats(played[::-1]) == [played]

    def test_are_found_among_other_sounds(self) -> None:
        played = [500 * n for n in range(20)]
        others = [500 * n + 137 for n in range(3, 17, 4)]

        (run,) = beats(sorted([*played, *others]))

        assert set(run) <= set(played)
        assert len(run) >= 16

    def test_end_where_the_music_stops(self) -> None:
        runs = beats([*range(0, 6_000, 500), *range(20_130, 26_000, 400)])

        assert [run[0] for run in runs] == [0, 20_130]
        assert [run[-1] for run in runs] == [5_500, 25_730]

    def test_are_not_seven_steady_sounds(self) -> None:
        assert beats(range(0, 3_500, 500)) == []

    def test_are_not_found_in_talk(self) -> None:
        chance = Random(3)
        talk = [0]
        for _ in range(600):
            talk.append(talk[-1] + chance.randint(150, 700))

        in_runs = sum(run[-1] - run[0] for run in beats(talk))

        assert in_runs < 0.1 * talk[-1]

    def test_follow_a_tempo_that_drifts_and_stop_when_it_becomes_a_buzz(self) -> None:
        played = [0.0]
        step = 300.0
        while step > 20:
            played.append(played[-1] + step)
            step -= 6

        (run,) = beats([round(at) for at in played])

        assert all(one < other for one, other in pairwise(run))
