import pytest

from domain.cutting import CannotCut, CutRequest, check, for_platforms
from domain.platforms import Platform
from tests.domain.cutting.making import a_request, a_span


class TestForPlatforms:
    def test_narrows_the_lengths_to_what_all_of_them_accept(self) -> None:
        wide = a_request(low_s=1, high_s=500)

        assert for_platforms(wide, list(Platform)) == a_request(low_s=3, high_s=180)

    @pytest.mark.parametrize("platforms", [[], [Platform.TIKTOK, Platform.YOUTUBE]])
    def test_leaves_a_request_that_fits_as_it_is(self, platforms: list[Platform]) -> None:
        assert for_platforms(a_request(), platforms) == a_request()

    @pytest.mark.parametrize(
        ("request_", "platform", "says"),
        [
            (a_request(low_s=181, high_s=190), Platform.YOUTUBE, "YouTube: .* from 1 to 180 s"),
            (a_request(low_s=1, high_s=2), Platform.TIKTOK, "TikTok: .* from 3 to 600 s"),
        ],
    )
    def test_says_the_range_that_is_accepted(
        self, request_: CutRequest, platform: Platform, says: str
    ) -> None:
        with pytest.raises(CannotCut, match=says):
            for_platforms(request_, [platform])

    def test_accepts_the_limits_themselves(self) -> None:
        longest = a_request(low_s=180, high_s=190)
        shortest = a_request(low_s=1, high_s=3)

        assert for_platforms(longest, [Platform.YOUTUBE]) == a_request(low_s=180, high_s=180)
        assert for_platforms(shortest, [Platform.TIKTOK]) == a_request(low_s=3, high_s=3)


class TestCheck:
    def test_accepts_what_fits_exactly(self) -> None:
        check(a_request(11), duration_ms=88_000)
        check(a_request(3, taken=(a_span(24, 88),)), duration_ms=88_000)

    def test_counts_a_clip_to_resemble_among_those_that_exist(self) -> None:
        with pytest.raises(CannotCut, match="Beside the clips that exist"):
            check(a_request(2, like=a_span(4, 84)), duration_ms=88_000)

    def test_takes_neighbouring_passages_for_one(self) -> None:
        passages = tuple(a_span(at, at + 2) for at in (40, 45, 50, 55))

        check(a_request(2, about=passages), duration_ms=88_000)

    def test_knows_nothing_about_passages_behind_the_end(self) -> None:
        with pytest.raises(CannotCut, match="at most 0 s"):
            check(a_request(about=(a_span(90, 95),)), duration_ms=88_000)
