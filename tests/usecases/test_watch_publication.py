from dataclasses import replace
from datetime import timedelta

import pytest

from domain.account import AccountStatus
from domain.job import JobKind, JobStatus
from domain.ledger import Kind
from domain.publication import PublicationStatus, Remedy, Setback, Sighting
from domain.publication import Stage as Seen
from tests.usecases.publishing import Stage

S = PublicationStatus


@pytest.fixture
async def live() -> Stage:
    stage = Stage()
    await stage.prepare()
    await stage.run()
    assert await stage.status() is S.PUBLISHED
    return stage


def see(stage: Stage, seen: Seen, *, code: str | None = None) -> None:
    """How the platform shows the post from now on."""
    for handle, sighting in stage.platform.posts.items():
        stage.platform.posts[handle] = replace(sighting, stage=seen, code=code)


class TestWhatStillStands:
    async def test_is_looked_at_less_and_less_often_and_in_the_end_no_more(
        self, live: Stage
    ) -> None:
        gaps = []
        while (look_at := (await live.publication()).look_at) is not None:
            gaps.append(look_at - live.clock.now())
            live.clock.forward(seconds=gaps[-1].total_seconds())
            await live.watch_now()

        assert gaps == sorted(gaps)
        assert timedelta(days=90) < sum(gaps, timedelta()) < timedelta(days=110)

    async def test_earns_numbers_that_are_kept_with_the_time_they_were_seen(
        self, live: Stage
    ) -> None:
        live.platform.numbers = {"views": 12.0}

        await live.watch_now()

        async with live.database() as tx:
            [metric] = await tx.telemetry.latest(live.id)
        assert (metric.name, metric.value) == ("publication.views", 12.0)
        assert metric.observed_at == live.clock.now()

    async def test_has_no_numbers_where_the_platform_gives_none(self, live: Stage) -> None:
        await live.watch_now()

        assert live.database.telemetry.metrics == []


class TestWhatIsGone:
    async def test_is_believed_to_be_gone_only_the_second_time(self, live: Stage) -> None:
        live.platform.posts.clear()

        await live.watch_now()
        assert await live.status() is S.PUBLISHED
        await live.watch_now()

        assert await live.status() is S.REMOVED
        assert live.kinds().count(Kind.PUBLICATION_REMOVED) == 1

    async def test_was_only_listed_late_when_it_is_there_the_next_time(self, live: Stage) -> None:
        posts = dict(live.platform.posts)
        live.platform.posts.clear()
        await live.watch_now()
        live.platform.posts.update(posts)

        await live.watch_now()

        publication = await live.publication()
        assert (publication.status, publication.error_code) == (S.PUBLISHED, None)

    async def test_is_never_sent_again(self, live: Stage) -> None:
        live.platform.posts.clear()
        for _ in range(5):
            await live.watch_now()

        assert live.platform.calls.count("publish") == 1

    async def test_and_comes_back_is_said_to_be_back(self, live: Stage) -> None:
        posts = dict(live.platform.posts)
        live.platform.posts.clear()
        await live.watch_now()
        await live.watch_now()
        live.platform.posts.update(posts)

        await live.watch_now()

        assert await live.status() is S.PUBLISHED
        assert live.kinds().count(Kind.PUBLICATION_RESTORED) == 1

    @pytest.mark.parametrize(
        ("seen", "status"), [(Seen.RESTRICTED, S.RESTRICTED), (Seen.FAILED, S.REMOVED)]
    )
    async def test_for_a_reason_is_believed_at_once(
        self, live: Stage, seen: Seen, status: PublicationStatus
    ) -> None:
        see(live, seen, code="copyright")

        await live.watch_now()

        publication = await live.publication()
        assert (publication.status, publication.error_code) == (status, "copyright")

    async def test_because_of_somebodys_rights_keeps_the_rest_of_the_video_back(
        self, live: Stage
    ) -> None:
        first = await live.publication()
        await live.prepare(
            status=S.SCHEDULED, due_at=live.clock.now() + timedelta(hours=1), clip_id=first.clip_id
        )
        waiting, live.id = live.id, first.id
        see(live, Seen.FAILED, code="copyright")

        await live.watch_now()

        live.id = waiting
        publication = await live.publication()
        assert (publication.status, publication.held_reason) == (S.HELD, "claimed")


class TestAnUnknownOutcome:
    async def test_is_carried_on_with_once_the_platform_says_that_nothing_came_of_it(self) -> None:
        stage = Stage()
        await stage.prepare()
        stage.platform.trouble["publish 1"] = Setback("cut", "cut", remedy=Remedy.LOOK)
        for number in range(1, 13):
            stage.platform.trouble[f"status {number}"] = Setback("away", "503", remedy=Remedy.RETRY)
        while (await stage.job()).status is not JobStatus.COMPLETED:
            await stage.run()
        assert await stage.status() is S.UNKNOWN

        for _ in range(5):
            if (await stage.job()).status is JobStatus.COMPLETED:
                await stage.watch()
        await stage.run()

        assert await stage.status() is S.PUBLISHED
        assert len(stage.platform.posts) == 1


class TestADeadAccount:
    async def test_found_while_looking_holds_what_waits_and_the_look_comes_again(
        self, live: Stage
    ) -> None:
        dead = Setback("invalid_grant", "dead", remedy=Remedy.HOLD_ACCOUNT)
        live.platform.trouble["look_after 1"] = dead

        await live.watch_now()

        async with live.database() as tx:
            account = await tx.accounts.get(live.account.id)
        assert account.status is AccountStatus.NEEDS_RECONNECT
        assert await live.status() is S.PUBLISHED
        assert (await live.publication()).look_at is not None


class TestWhatTakesTime:
    async def test_waits_in_an_inbox_until_a_person_posts_it(self) -> None:
        stage = Stage()
        await stage.prepare()
        stage.platform.outcome = Seen.INBOX
        await stage.run()
        assert await stage.status() is S.WAITING

        await stage.watch()
        [handle] = stage.platform.posts
        stage.platform.posts[handle] = Sighting(stage=Seen.LIVE, external_id="v", url="u")
        await stage.watch()

        assert await stage.status() is S.PUBLISHED

    async def test_begins_anew_when_it_fails_for_a_passing_reason(self) -> None:
        stage = Stage()
        await stage.prepare()
        stage.platform.outcome = Seen.PROCESSING
        await stage.run()
        [handle] = stage.platform.posts
        stage.platform.posts[handle] = Sighting(
            stage=Seen.FAILED, code="internal", remedy=Remedy.BEGIN_ANEW
        )
        stage.platform.outcome = Seen.LIVE

        await stage.watch()
        assert await stage.status() is S.QUEUED
        await stage.run()

        assert await stage.status() is S.PUBLISHED
        assert stage.platform.calls.count("begin") == 2

    async def test_fails_for_good_when_its_file_is_no_good(self) -> None:
        stage = Stage()
        await stage.prepare()
        stage.platform.outcome = Seen.PROCESSING
        await stage.run()
        [handle] = stage.platform.posts
        stage.platform.posts[handle] = Sighting(
            stage=Seen.FAILED, code="duration_check_failed", remedy=Remedy.FIX_MEDIA
        )

        await stage.watch()

        publication = await stage.publication()
        assert (publication.status, publication.error_code) == (S.FAILED, "duration_check_failed")
        assert (await stage.job(JobKind.WATCH_PUBLICATION)).status is JobStatus.COMPLETED
