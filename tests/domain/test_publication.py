import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.platforms import LIMITS, Platform
from domain.publication import (
    MOVES,
    PublicationStatus,
    VariantDoesNotFit,
    WrongMove,
    check_fit,
)
from tests.build import a_publication

statuses = st.sampled_from(list(PublicationStatus))


class TestMoved:
    @given(statuses, statuses)
    def test_allows_exactly_the_moves_of_the_table(
        self, here: PublicationStatus, there: PublicationStatus
    ) -> None:
        publication = a_publication(status=here)

        if there in MOVES[here]:
            assert publication.moved(there).status is there
        else:
            with pytest.raises(WrongMove):
                publication.moved(there)

    def test_never_leaves_the_end(self) -> None:
        assert not MOVES[PublicationStatus.PUBLISHED]
        assert not MOVES[PublicationStatus.CANCELLED]

    def test_a_lost_answer_can_only_be_moved_by_what_was_seen(self) -> None:
        assert PublicationStatus.QUEUED not in MOVES[PublicationStatus.UNKNOWN]


class TestCheckFit:
    @pytest.mark.parametrize("platform", list(Platform))
    def test_takes_what_is_inside_the_limits(self, platform: Platform) -> None:
        check_fit(platform, duration_ms=10_000, size_bytes=10**6, caption="A fine moment")

    @pytest.mark.parametrize(
        ("duration_ms", "size_bytes", "caption", "says"),
        [
            (181_000, 1, "Fine", "at most 180 s"),
            (100, 1, "Fine", "at least 1 s"),
            (10_000, LIMITS[Platform.YOUTUBE].max_bytes + 1, "Fine", "MB"),
            (10_000, 1, "x" * 101, "at most 100 characters"),
            (10_000, 1, "a <b>", "< or >"),
            (10_000, 1, "  ", "cannot be empty"),
        ],
    )
    def test_refuses_what_is_outside(
        self, duration_ms: int, size_bytes: int, caption: str, says: str
    ) -> None:
        with pytest.raises(VariantDoesNotFit, match=says):
            check_fit(
                Platform.YOUTUBE,
                duration_ms=duration_ms,
                size_bytes=size_bytes,
                caption=caption,
            )
