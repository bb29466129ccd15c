"""A post that was accepted is refused, hidden or taken down, at once or days later."""

from pathlib import Path

import pytest

from domain.ids import PublicationId
from domain.job import JobKind
from domain.ledger import Event, Kind, Severity
from domain.platforms import Platform
from domain.publication import Publication, PublicationStatus
from tests.failures.doors import Ear, listen
from tests.failures.passing import live_through
from tests.failures.stage import Stage, staged

S = PublicationStatus
SENDING = (
    "/video/init/",
    "/upload/video/",
    "/media_publish",
    "/media",
    "/upload/youtube/v3/videos",
)


async def live(stage: Stage) -> tuple[Publication, Ear]:
    """A post that has its id, two days old."""
    id_ = await stage.approve(await stage.connect())
    await stage.work_until(id_, S.PUBLISHED)
    await live_through(stage, hours=2)
    stage.clock.move(days=2)
    await live_through(stage, minutes=10)
    return await stage.publication(id_), listen(stage)


async def days_later(stage: Stage) -> None:
    for _ in range(2):
        stage.clock.move(days=1)
        await live_through(stage, minutes=20)


def told(stage: Stage, id_: PublicationId, kind: Kind) -> Event:
    (event,) = stage.events(id_, kind)
    return event


async def never_sent_again(stage: Stage, id_: PublicationId, ear: Ear) -> None:
    assert len(await stage.truth(id_)) == 1
    assert [call for call in ear.heard if call.startswith(("POST", "PUT")) and _sends(call)] == []
    assert len(stage.jobs(id_, JobKind.PUBLISH)) == 1
    assert len(await stage.attempts(id_)) == 1


def _sends(call: str) -> bool:
    return call.endswith(SENDING)


@pytest.mark.parametrize("platform", list(Platform))
async def test_f20_a_post_removed_days_later_is_said_loudly_and_not_posted_again(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        publication, ear = await live(stage)
        await stage.play(f"posts/{publication.external_id}/remove")

        await days_later(stage)

        after = await stage.publication(publication.id)
        assert after.status is S.REMOVED
        assert after.external_id == publication.external_id
        event = told(stage, publication.id, Kind.PUBLICATION_REMOVED)
        assert event.entry.severity is Severity.ERROR
        assert event.entry.metadata["before"] == S.PUBLISHED
        await never_sent_again(stage, publication.id, ear)


@pytest.mark.parametrize("platform", list(Platform))
async def test_f20_a_post_that_is_hidden_and_shown_again_is_followed_both_ways(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        publication, ear = await live(stage)
        await stage.play(f"posts/{publication.external_id}/restrict")
        await days_later(stage)
        hidden = await stage.publication(publication.id)

        await stage.play(f"posts/{publication.external_id}/restore")
        await days_later(stage)

        assert hidden.status in (S.REMOVED, S.RESTRICTED)
        assert (await stage.publication(publication.id)).status is S.PUBLISHED
        assert len(stage.events(publication.id, Kind.PUBLICATION_RESTORED)) == 1
        assert len(stage.events(publication.id, Kind.CLIP_PUBLISHED)) == 1
        await never_sent_again(stage, publication.id, ear)


@pytest.mark.parametrize("verdict", ["reject", "claim"])
async def test_f20_a_copyright_verdict_days_later_names_its_reason(
    tmp_path: Path, verdict: str
) -> None:
    async with staged(tmp_path, Platform.YOUTUBE) as stage:
        publication, ear = await live(stage)
        await stage.play(f"posts/{publication.external_id}/{verdict}")

        await days_later(stage)

        reason = "copyright" if verdict == "reject" else "claim"
        assert (await stage.publication(publication.id)).status in (S.REMOVED, S.RESTRICTED)
        (event,) = [
            one
            for kind in (Kind.PUBLICATION_REMOVED, Kind.PUBLICATION_RESTRICTED)
            for one in stage.events(publication.id, kind)
        ]
        assert event.entry.metadata["code"] == reason
        await never_sent_again(stage, publication.id, ear)


@pytest.mark.parametrize("reason", ["copyright", "duplicate", "termsOfUse", "inappropriate"])
async def test_f20_a_video_rejected_in_processing_waits_for_a_person_with_the_reason(
    tmp_path: Path, reason: str
) -> None:
    async with staged(tmp_path, Platform.YOUTUBE) as stage:
        ear = listen(stage)
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_last", "rejected", reason=reason)

        await live_through(stage, hours=24)

        publication = await stage.publication(id_)
        assert (publication.status, publication.error_code) == (S.HELD, reason)
        assert publication.held_reason == "human"
        assert len(await stage.truth(id_)) <= 1
        assert len([call for call in ear.heard if call.startswith("POST /upload")]) == 1


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("spam_risk", S.HELD),
        ("publish_cancelled", S.HELD),
        ("app_version_check_failed", S.HELD),
        ("spam_risk_text", S.FAILED),
        ("file_format_check_failed", S.FAILED),
        ("duration_check_failed", S.FAILED),
        ("frame_rate_check_failed", S.FAILED),
        ("picture_size_check_failed", S.FAILED),
    ],
)
async def test_f20_a_post_that_tiktok_refuses_after_accepting_it_is_not_sent_again(
    tmp_path: Path, reason: str, outcome: PublicationStatus
) -> None:
    async with staged(tmp_path, Platform.TIKTOK) as stage:
        ear = listen(stage)
        id_ = await stage.approve(await stage.connect())
        await stage.order("last_chunk", "fail", reason=reason)

        await live_through(stage, hours=26)

        publication = await stage.publication(id_)
        assert (publication.status, publication.error_code) == (outcome, reason)
        assert ear.count("/video/init/") == 1
        (attempt,) = await stage.attempts(id_)
        assert attempt.evidence["fail_reason"] == reason
        assert await stage.truth() == []


async def test_f20_a_failure_of_tiktoks_own_is_sent_again_and_makes_one_post(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, Platform.TIKTOK) as stage:
        ear = listen(stage)
        id_ = await stage.approve(await stage.connect())
        await stage.order("last_chunk", "fail", reason="internal")

        await stage.work_until(id_, S.PUBLISHED)

        assert ear.count("/video/init/") == 2
        assert len(await stage.attempts(id_)) == 2
        assert len(await stage.truth(id_)) == 1


async def test_f20_a_failure_that_never_ends_asks_a_person_after_five_uploads(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, Platform.TIKTOK) as stage:
        ear = listen(stage)
        id_ = await stage.approve(await stage.connect())
        await stage.order("last_chunk", "fail", reason="internal", times=50)

        await live_through(stage, hours=12)

        publication = await stage.publication(id_)
        assert (publication.status, publication.held_reason) == (S.HELD, "too_many_tries")
        assert ear.count("/video/init/") == 5
        assert await stage.truth() == []
