from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cutting.stretches import Cover, Edges, Stretch, joined, without

stretches = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda at: (at[0], at[0] + at[1])),
    max_size=8,
)
POINTS = range(-2, 42)


def held(found: list[Stretch]) -> set[int]:
    return {ms for start, end in found for ms in range(start, end)}


class TestStretches:
    @settings(max_examples=40, deadline=None)
    @given(stretches)
    def test_joined_hold_the_same_time_once_and_in_order(self, some: list[Stretch]) -> None:
        assert held(joined(some)) == held(some)
        assert sum(end - start for start, end in joined(some)) == len(held(some))
        assert joined(some) == sorted(joined(some))

    @settings(max_examples=40, deadline=None)
    @given(stretches, stretches)
    def test_without_holes_hold_the_rest(self, some: list[Stretch], holes: list[Stretch]) -> None:
        assert held(without(some, holes)) == held(some) - held(holes)

    @settings(max_examples=40, deadline=None)
    @given(stretches, st.integers(0, 40), st.integers(1, 20))
    def test_cover_their_share(self, some: list[Stretch], start: int, length: int) -> None:
        covered = held(some) & set(range(start, start + length))

        assert Cover(some).share(start, start + length) == len(covered) / length


class TestEdges:
    @settings(max_examples=40, deadline=None)
    @given(stretches)
    def test_allow_all_that_is_not_inside(self, some: list[Stretch]) -> None:
        edges = Edges(some, duration_ms=40)
        inside = {ms for start, end in some for ms in range(start + 1, end)}
        allowed = set(POINTS) - inside

        for point in POINTS[2:-2]:
            assert edges.allows(point) == (point in allowed)
            assert edges.next(point) == min(p for p in allowed if p >= point)
            assert edges.previous(point) == max(p for p in allowed if p <= point)

    def test_know_the_nearest_allowed_point(self) -> None:
        edges = Edges([(-1, 10), (20, 30), (35, 41)], duration_ms=40)

        assert edges.nearest(4, 6) == 10
        assert edges.nearest(24, 4) == 20
        assert edges.nearest(25, 5) == 20
        assert edges.nearest(26, 3) is None
        assert edges.nearest(39, 4) == 35
