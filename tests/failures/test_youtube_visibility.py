"""Who can see a video, and from when: what YouTube shows is what was approved, or it is said."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.account import Account
from domain.ids import PublicationId
from domain.ledger import Kind, Severity
from domain.platforms import Platform
from domain.publication import AttemptState, Choices, Medium, Privacy, PublicationStatus
from integrations.platforms.youtube_words import instant
from tests.build import a_window
from tests.failures.passing import Lines, calls, evidence, live_through, live_until
from tests.failures.stage import Stage, staged

S = PublicationStatus
ON_PLATFORM = Choices(on_platform=True)
JPEG = b"\xff\xd8\xff" + b"picture" * 100


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, Platform.YOUTUBE) as made:
        yield made


@pytest.fixture
def lines() -> Iterator[Lines]:
    with capture_logs() as captured:
        yield captured


async def scheduled(stage: Stage, account: Account, **ahead: float) -> PublicationId:
    """Sent now, to become public there at a later time."""
    window = a_window(opens_at=stage.clock.now() + timedelta(**ahead))
    return await stage.approve(account, window=window, choices=ON_PLATFORM)


async def shown(stage: Stage, account: Account, id_: PublicationId) -> dict[str, object]:
    """The video's status as its owner reads it."""
    video_id = (await stage.publication(id_)).external_id
    answer = await stage.http.get(
        f"{stage.root}/youtube/youtube/v3/videos",
        params={"part": "status", "id": str(video_id)},
        headers={"Authorization": f"Bearer {await stage.mint(account.external_id)}"},
    )
    (video,) = answer.raise_for_status().json()["items"]
    return dict(video["status"])


async def change(stage: Stage, account: Account, id_: PublicationId, **status: object) -> None:
    """Somebody changes it in the platform's own app."""
    before = await shown(stage, account, id_)
    kept = {name: before[name] for name in ("privacyStatus", "publishAt") if name in before}
    answer = await stage.http.put(
        f"{stage.root}/youtube/youtube/v3/videos",
        params={"part": "status"},
        json={"id": (await stage.publication(id_)).external_id, "status": {**kept, **status}},
        headers={"Authorization": f"Bearer {await stage.mint(account.external_id)}"},
    )
    answer.raise_for_status()


class TestPrivacy:
    @pytest.mark.parametrize("privacy", [Privacy.PUBLIC, Privacy.UNLISTED, Privacy.PRIVATE])
    async def test_f25_is_always_said_and_read_back(self, stage: Stage, privacy: Privacy) -> None:
        account = await stage.connect()
        id_ = await stage.approve(account, privacy=privacy)

        await stage.work_until(id_, S.PUBLISHED)

        assert [line["privacy"] for line in await stage.truth(id_)] == [privacy.value]
        assert (await shown(stage, account, id_))["privacyStatus"] == privacy.value
        (live,) = stage.events(id_, Kind.CLIP_PUBLISHED)
        assert evidence(live)["privacy"] == privacy.value

    async def test_f25_that_became_narrower_there_is_told(self, stage: Stage) -> None:
        account = await stage.connect()
        id_ = await stage.approve(account)
        await stage.work_until(id_, S.PUBLISHED)
        await change(stage, account, id_, privacyStatus="private")

        seen = await live_until(stage, id_, S.RESTRICTED)

        assert seen.error_code == "private"
        (told,) = stage.events(id_, Kind.PUBLICATION_RESTRICTED)
        assert told.entry.severity is Severity.ERROR
        assert len(await stage.truth(id_)) == 1

    async def test_f25_that_is_narrower_from_the_start_is_not_called_published(
        self, stage: Stage
    ) -> None:
        account = await stage.connect()
        id_ = await stage.approve(account)
        await stage.work_until(id_, S.PROCESSING)
        await change(stage, account, id_, privacyStatus="private")

        await live_until(stage, id_, S.RESTRICTED)

        assert stage.events(id_, Kind.CLIP_PUBLISHED) == []


class TestATimeThatThePlatformKeeps:
    async def test_f25_is_private_until_then_and_only_called_scheduled_once_read_back(
        self, stage: Stage
    ) -> None:
        account = await stage.connect()
        id_ = await scheduled(stage, account, hours=3)

        before = await stage.work_until(id_, S.PROCESSING)
        there = await stage.work_until(id_, S.SCHEDULED_THERE)
        status = await shown(stage, account, id_)

        assert before.published_at is None
        assert (status["privacyStatus"], status["publishAt"]) == (
            "private",
            instant(there.window.opens_at),
        )
        (attempt,) = await stage.attempts(id_)
        assert attempt.state is AttemptState.SCHEDULED_ON_PLATFORM
        assert attempt.evidence["publish_at"] == instant(there.window.opens_at)
        assert stage.events(id_, Kind.CLIP_PUBLISHED) == []

    async def test_f25_becomes_public_there_by_itself_and_is_seen(
        self, stage: Stage, lines: Lines
    ) -> None:
        account = await stage.connect()
        id_ = await scheduled(stage, account, hours=3)

        seen = await live_until(stage, id_, S.PUBLISHED)

        assert seen.published_at is not None
        assert timedelta() <= seen.published_at - seen.window.opens_at < timedelta(minutes=15)
        assert (await shown(stage, account, id_))["privacyStatus"] == "public"
        assert len(await stage.truth(id_)) == 1
        assert calls(lines)["youtube.open"] == 1

    async def test_f25_that_was_moved_there_is_not_called_scheduled(self, stage: Stage) -> None:
        account = await stage.connect()
        id_ = await scheduled(stage, account, hours=3)
        there = await stage.work_until(id_, S.PROCESSING)
        later = instant(there.window.opens_at + timedelta(hours=1))
        await change(stage, account, id_, publishAt=later)

        seen = await live_until(stage, id_, S.RESTRICTED)

        assert seen.error_code == "schedule_differs"
        assert stage.events(id_, Kind.CLIP_PUBLISHED) == []

    async def test_f25_that_passes_without_a_public_video_is_told(self, stage: Stage) -> None:
        account = await stage.connect()
        id_ = await scheduled(stage, account, hours=1)
        there = await stage.work_until(id_, S.SCHEDULED_THERE)
        await stage.play(f"posts/{there.external_id}/restrict")

        seen = await live_until(stage, id_, S.RESTRICTED)

        assert seen.error_code == "still_private"
        assert stage.events(id_, Kind.CLIP_PUBLISHED) == []

    @pytest.mark.parametrize("minutes", [-60, 0, 4])
    async def test_f25_is_refused_when_it_is_over_or_too_near(
        self, stage: Stage, lines: Lines, minutes: float
    ) -> None:
        """YouTube would publish it at once: not what was approved."""
        id_ = await scheduled(stage, await stage.connect(), minutes=minutes)

        failed = await stage.work_until(id_, S.FAILED)

        assert failed.error_code == "invalidPublishAt"
        assert calls(lines)["youtube.open"] == 0
        assert await stage.truth() == []

    async def test_f25_is_refused_for_what_shall_not_become_public(
        self, stage: Stage, lines: Lines
    ) -> None:
        account = await stage.connect()
        window = a_window(opens_at=stage.clock.now() + timedelta(hours=3))
        id_ = await stage.approve(
            account, window=window, choices=ON_PLATFORM, privacy=Privacy.UNLISTED
        )

        failed = await stage.work_until(id_, S.FAILED)

        assert failed.error_code == "schedule_not_public"
        assert calls(lines)["youtube.open"] == 0
        assert await stage.truth() == []


class TestTheCover:
    async def _approve(self, stage: Stage) -> PublicationId:
        account = await stage.connect()
        cover = await stage.store.put(_whole(JPEG), max_bytes=len(JPEG))
        film = await stage.store.put(_whole(stage.film), max_bytes=len(stage.film))
        medium = Medium(
            blob=film.key,
            sha256=film.sha256,
            size_bytes=film.size_bytes,
            duration_ms=5_000,
        )
        medium = replace(medium, cover=cover.key, cover_sha256=cover.sha256)
        return await stage.approve(account, medium=medium)

    async def test_f38_that_is_refused_leaves_the_video_live_and_is_tried_again_alone(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await self._approve(stage)
        await stage.order("thumbnails_set", "thumbnail", times=2)

        await live_until(stage, id_, S.PUBLISHED)
        (before,) = await stage.attempts(id_)
        await live_through(stage, hours=2)

        (after,) = await stage.attempts(id_)
        assert (await stage.publication(id_)).status is S.PUBLISHED
        assert (before.evidence["cover"], after.evidence["cover"]) == ("forbidden", "set")
        assert len(await stage.truth(id_)) == 1
        assert calls(lines)["youtube.thumbnail"] == 3
        assert calls(lines)["youtube.open"] == 1

    async def test_f38_that_nobody_ever_takes_is_given_up(self, stage: Stage, lines: Lines) -> None:
        id_ = await self._approve(stage)
        await stage.order("thumbnails_set", "status:500", times=10_000)

        await live_until(stage, id_, S.PUBLISHED)
        await live_through(stage, hours=6)
        tried = calls(lines)["youtube.thumbnail"]
        await live_through(stage, hours=24)

        (attempt,) = await stage.attempts(id_)
        assert attempt.evidence["cover"] == "given_up"
        assert calls(lines)["youtube.thumbnail"] == tried
        assert (await stage.publication(id_)).status is S.PUBLISHED
        assert len(await stage.truth(id_)) == 1


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
