from itertools import pairwise

import pytest

from integrations.transcription.parts import OVERLAP_MS, plan


@pytest.mark.parametrize(
    ("duration_ms", "parts"),
    [(1, 1), (9_000, 1), (600_000, 1), (600_001, 2), (3_600_000, 7), (86_400_000, 147)],
)
def test_parts_cover_everything_overlap_and_are_never_long(duration_ms: int, parts: int) -> None:
    found = plan(duration_ms)

    assert len(found) == parts
    assert (found[0].start_ms, found[-1].end_ms) == (0, duration_ms)
    assert all(part.duration_ms <= 600_000 for part in found)
    assert all(first.end_ms - second.start_ms == OVERLAP_MS for first, second in pairwise(found))
