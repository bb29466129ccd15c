from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cutting.request import CutRequest
from domain.cutting.room import Room
from domain.cutting.rules import Rules
from domain.cutting.stretches import Edges, Stretch

LENGTH = 24


def most(request: CutRequest, rules: Rules, start: int = 0) -> int:
    """By trying all clips."""
    best = 0
    for low in range(start, LENGTH):
        for high in range(low + request.min_ms, min(LENGTH, low + request.max_ms) + 1):
            if rules.starts.allows(low) and rules.ends.allows(high):
                best = max(best, 1 + most(request, rules, high))
                break
    return best


forbidden = st.lists(
    st.tuples(st.integers(0, LENGTH), st.integers(1, 6)).map(lambda at: (at[0], at[0] + at[1])),
    max_size=6,
)


class TestRoom:
    @settings(max_examples=60, deadline=None)
    @given(forbidden, forbidden, st.integers(3, 8), st.integers(0, 3))
    def test_knows_how_many_clips_fit(
        self, starts: list[Stretch], ends: list[Stretch], shortest: int, play: int
    ) -> None:
        rules = Rules(
            starts=Edges(starts, duration_ms=LENGTH), ends=Edges(ends, duration_ms=LENGTH)
        )
        request = CutRequest(count=50, min_ms=shortest, max_ms=shortest + play)

        room = Room([(0, LENGTH)], request, rules)

        assert room.free == len(list(room.rest())) == most(request, rules)

    def test_keeps_what_the_clips_still_missing_need(self) -> None:
        free = Edges([], duration_ms=30)
        request = CutRequest(count=3, min_ms=10, max_ms=20)
        room = Room([(0, 30)], request, Rules(starts=free, ends=free))

        assert not room.take((5, 15), missing=2)
        assert room.take((10, 20), missing=2)
        assert not room.take((15, 25), missing=0)
        assert list(room.rest()) == [(0, 10), (20, 30)]
