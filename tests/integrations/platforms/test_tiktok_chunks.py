from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.platforms import LIMITS, Platform
from integrations.platforms.tiktok_chunks import Cut, cut, held

MB = 1_000_000
sizes = st.integers(min_value=1, max_value=LIMITS[Platform.TIKTOK].max_bytes)


def spans(plan: Cut) -> list[tuple[int, int]]:
    """The chunks, from the first to the last."""
    found, start = [], 0
    while start < plan.size:
        found.append((start, plan.end(start)))
        start = plan.end(start)
    return found


class TestAFile:
    @given(sizes)
    def test_is_cut_into_the_number_of_chunks_rounded_down(self, size: int) -> None:
        plan = cut(size)

        assert plan.count == plan.size // plan.chunk_size
        assert 1 <= plan.count <= 1000

    @given(sizes)
    def test_goes_out_whole_and_in_order(self, size: int) -> None:
        plan = cut(size)

        chunks = spans(plan)

        assert chunks[0][0] == 0
        assert chunks[-1] == (plan.last_start, size)
        assert len(chunks) == plan.count
        assert all(end == start for (_, end), (start, _) in pairwise(chunks))

    @given(sizes)
    def test_has_no_chunk_that_tiktok_refuses(self, size: int) -> None:
        *full, last = [end - start for start, end in spans(cut(size))]

        assert all(5 * MB <= length <= 64 * MB for length in full)
        assert last <= 128 * MB
        assert last >= 5 * MB or not full

    @given(sizes)
    def test_announces_a_chunk_size_that_tiktok_takes(self, size: int) -> None:
        plan = cut(size)

        assert plan.chunk_size <= 64 * MB
        assert plan.chunk_size == size or plan.chunk_size >= 5 * MB

    def test_of_50_000_123_bytes_is_cut_as_in_the_guide(self) -> None:
        plan = cut(50_000_123)

        assert (plan.count, plan.chunk_size) == (5, 10_000_000)
        assert spans(plan)[-1] == (40_000_000, 50_000_123)

    @pytest.mark.parametrize("size", [1, 4_999_999, 5_000_000, 19_999_999])
    def test_that_is_small_goes_whole(self, size: int) -> None:
        assert cut(size) == Cut(size=size, chunk_size=size, count=1)

    def test_without_bytes_cannot_be_cut(self) -> None:
        with pytest.raises(ValueError, match="nothing"):
            cut(0)


class TestAnEdge:
    @given(sizes, st.data())
    def test_is_where_a_chunk_ends(self, size: int, data: st.DataObject) -> None:
        plan = cut(size)
        at = data.draw(st.integers(min_value=1, max_value=size))

        assert plan.is_edge(at) == (at in {end for _, end in spans(plan)})


class TestWhatTikTokHolds:
    PLAN = cut(50_000_123)

    @pytest.mark.parametrize(
        ("header", "stored"),
        [
            ("bytes 0-9999999/50000123", 10_000_000),
            ("bytes 0-10000000/50000123", 10_000_000),
            ("bytes=0-9999999/50000123", 10_000_000),
            ("bytes 0-50000122/50000123", 50_000_123),
            ("bytes 0-50000123/50000123", 50_000_123),
            ("bytes 0-0/50000123", 0),
            (" bytes 0-19999999/* ", 20_000_000),
        ],
    )
    def test_is_read_as_what_ends_a_chunk(self, header: str, stored: int) -> None:
        assert held(header, self.PLAN) == stored

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "bytes */50000123",
            "bytes 0-/5",
            "bytes 0-123456/50000123",
            "bytes 0-50000000/50000123",
        ],
    )
    def test_is_not_guessed(self, header: str) -> None:
        assert held(header, self.PLAN) is None
