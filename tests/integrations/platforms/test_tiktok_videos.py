from typing import Any

import pytest

from integrations.platforms.tiktok_videos import is_like
from tests.integrations.platforms.tiktok_playing import a_medium, a_post

LONG = "A goal in the last minute, " * 10


def a_video(caption: str, **fields: Any) -> dict[str, Any]:
    return {"id": "7", "video_description": caption, "title": "", "duration": 10, **fields}


class TestAVideo:
    def test_with_the_same_caption_and_duration_is_like_the_post(self) -> None:
        assert is_like(a_video("A goal"), a_post(caption="A goal"))

    def test_may_tell_its_caption_as_a_title(self) -> None:
        assert is_like(a_video("", title="A goal"), a_post(caption="A goal "))

    @pytest.mark.parametrize("told", ["A goa", "A goal!", "a goal", ""])
    def test_with_another_caption_is_not(self, told: str) -> None:
        assert not is_like(a_video(told), a_post(caption="A goal"))

    def test_with_the_beginning_of_a_long_caption_is_like_it(self) -> None:
        assert is_like(a_video(LONG[:150]), a_post(caption=LONG))

    def test_counts_an_emoji_as_two(self) -> None:
        caption = "⚽🎉" * 100

        assert is_like(a_video(caption[:99]), a_post(caption=caption))

    def test_with_too_little_of_a_long_caption_is_not(self) -> None:
        assert not is_like(a_video(LONG[:100]), a_post(caption=LONG))

    def test_with_more_than_the_beginning_in_common_is_not(self) -> None:
        assert not is_like(a_video(LONG[:149] + "!"), a_post(caption=LONG))

    @pytest.mark.parametrize(
        ("duration_ms", "expected"),
        [(9_000, True), (10_999, True), (11_001, False), (8_999, False)],
    )
    def test_may_be_a_second_off(self, duration_ms: int, expected: bool) -> None:
        post = a_post(caption="A goal", medium=a_medium(duration_ms=duration_ms))

        assert is_like(a_video("A goal"), post) is expected

    def test_without_a_duration_needs_the_whole_caption(self) -> None:
        assert is_like(a_video("A goal", duration=None), a_post(caption="A goal"))
        assert not is_like(a_video(LONG[:150], duration=None), a_post(caption=LONG))

    def test_without_a_caption_needs_the_duration(self) -> None:
        assert is_like(a_video(""), a_post(caption=""))
        assert not is_like(a_video("", duration=None), a_post(caption=""))
        assert not is_like(a_video("A goal"), a_post(caption=""))
