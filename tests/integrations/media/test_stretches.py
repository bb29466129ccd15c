"""A video is taken apart without a gap, into even shares."""

from itertools import pairwise

import pytest

from integrations.media.stretches import STEP_MS, stretches

MINUTE_MS = 60_000


@pytest.mark.parametrize("duration_ms", [1, 9_999, 10_000, 61_237, 10 * MINUTE_MS, 86_400_000])
def test_stretches_cover_the_video_without_a_gap(duration_ms: int) -> None:
    spans = stretches(duration_ms)

    assert spans[0].start_ms == 0
    assert spans[-1].end_ms == duration_ms
    assert all(one.end_ms == other.start_ms for one, other in pairwise(spans))
    assert all(one.start_ms % STEP_MS == 0 and one.duration_ms > 0 for one in spans)


def test_parts_of_a_long_video_are_at_most_three_minutes() -> None:
    assert max(span.duration_ms for span in stretches(86_400_000)) <= 3 * MINUTE_MS


def test_two_children_have_the_same_to_do() -> None:
    first, second = stretches(10_000)

    assert first.duration_ms == second.duration_ms
    assert len(stretches(10 * MINUTE_MS)) % 2 == 0
