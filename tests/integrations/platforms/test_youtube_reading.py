from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.publication import Post, Privacy, Remedy, Setback, Stage
from integrations.platforms.youtube_reading import metrics_of, sighting_of
from tests.integrations.rehearsal.playing import a_post

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)
SITE = "https://www.youtube.com"


def a_video(*, processing: str | None = "succeeded", **status: Any) -> dict[str, Any]:
    video = {
        "id": "abc",
        "snippet": {"publishedAt": "2026-11-22T11:00:00Z"},
        "status": {"uploadStatus": "processed", "privacyStatus": "public", **status},
    }
    return video | ({"processingDetails": {"processingStatus": processing}} if processing else {})


def seen(video: dict[str, Any], post: Post, *, now: datetime = NOON) -> tuple[Stage, str | None]:
    sighting = sighting_of(video, post, site=SITE, now=now)
    return sighting.stage, sighting.code


PUBLIC = a_post(privacy=Privacy.PUBLIC)
SCHEDULED = a_post(privacy=Privacy.PUBLIC, publish_at=LATER)


@pytest.mark.parametrize(
    ("video", "stage", "code"),
    [
        (a_video(), Stage.LIVE, None),
        (a_video(processing=None), Stage.LIVE, None),
        (a_video(processing=None, uploadStatus="uploaded"), Stage.PROCESSING, None),
        (a_video(processing="processing", uploadStatus="uploaded"), Stage.PROCESSING, None),
        (a_video(processing="somethingNew", uploadStatus="new"), Stage.PROCESSING, None),
        (a_video(uploadStatus="deleted"), Stage.REMOVED, "deleted"),
        (a_video(uploadStatus="failed", failureReason="codec"), Stage.FAILED, "codec"),
        (a_video(processing="terminated", uploadStatus="uploaded"), Stage.FAILED, "processing"),
        (a_video(privacyStatus="private"), Stage.RESTRICTED, "private"),
        (a_video(privacyStatus="unlisted"), Stage.RESTRICTED, "unlisted"),
    ],
)
def test_a_video_stands_as_its_states_say(
    video: dict[str, Any], stage: Stage, code: str | None
) -> None:
    assert seen(video, PUBLIC) == (stage, code)


def test_a_video_that_more_can_see_than_intended_is_live_and_says_so() -> None:
    assert seen(a_video(), a_post(privacy=Privacy.PRIVATE)) == (Stage.LIVE, "privacy_differs")


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("copyright", Remedy.HUMAN),
        ("duplicate", Remedy.HUMAN),
        ("claim", Remedy.HUMAN),
        ("somethingNew", Remedy.HUMAN),
        ("length", Remedy.FIX_MEDIA),
        ("uploaderAccountSuspended", Remedy.HOLD_ACCOUNT),
    ],
)
def test_a_rejection_says_why_and_what_to_do(reason: str, remedy: Remedy) -> None:
    video = a_video(uploadStatus="rejected", rejectionReason=reason)

    sighting = sighting_of(video, PUBLIC, site=SITE, now=NOON)

    assert (sighting.stage, sighting.code) == (Stage.FAILED, reason)
    assert sighting.remedy is remedy


class TestAScheduledVideo:
    def test_is_scheduled_when_youtube_keeps_exactly_what_was_intended(self) -> None:
        video = a_video(privacyStatus="private", publishAt="2026-11-22T15:00:00Z")

        assert seen(video, SCHEDULED) == (Stage.SCHEDULED, None)

    @pytest.mark.parametrize("told", [{}, {"publishAt": "2026-11-22T16:00:00Z"}])
    def test_is_not_when_youtube_keeps_another_time_or_none(self, told: dict[str, str]) -> None:
        video = a_video(privacyStatus="private", **told)

        assert seen(video, SCHEDULED) == (Stage.RESTRICTED, "schedule_differs")

    def test_that_is_public_before_its_time_says_so(self) -> None:
        assert seen(a_video(), SCHEDULED) == (Stage.LIVE, "privacy_differs")

    def test_is_live_after_its_time(self) -> None:
        assert seen(a_video(), SCHEDULED, now=LATER) == (Stage.LIVE, None)

    def test_may_turn_public_some_minutes_late_but_not_more(self) -> None:
        video = a_video(privacyStatus="private", publishAt="2026-11-22T15:00:00Z")

        assert seen(video, SCHEDULED, now=LATER + timedelta(minutes=5)) == (Stage.SCHEDULED, None)
        assert seen(video, SCHEDULED, now=LATER + timedelta(minutes=15)) == (
            Stage.RESTRICTED,
            "still_private",
        )


@pytest.mark.parametrize(
    "video", [{}, {"id": "abc", "status": None}, a_video(privacyStatus="somethingNew")]
)
def test_a_shape_that_is_not_known_is_told_as_such(video: dict[str, Any]) -> None:
    with pytest.raises(Setback) as odd:
        sighting_of(video, PUBLIC, site=SITE, now=NOON)

    assert odd.value.code == "odd_answer"


def test_counts_are_numbers_and_what_is_hidden_is_missing() -> None:
    metrics = metrics_of({"statistics": {"viewCount": "12345678901", "commentCount": "0"}})

    assert metrics.values == {"views": 12345678901.0, "comments": 0.0}
    assert metrics.missing == ("likes",)
