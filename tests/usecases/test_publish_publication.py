from datetime import timedelta

import pytest

from domain.account import AccountStatus
from domain.job import JobKind, JobStatus, RunSuperseded
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import (
    AttemptState,
    PublicationStatus,
    Remedy,
    Scope,
    Setback,
    Sighting,
)
from domain.publication import Stage as Seen
from domain.usecases.publish_publication import publish_publication
from tests.usecases.publishing import Stage

S = PublicationStatus
LOST = Setback("no_answer", "the answer was lost", remedy=Remedy.LOOK)
BUSY = Setback("busy", "503", remedy=Remedy.RETRY)
DEAD = Setback("handle_gone", "expired", remedy=Remedy.BEGIN_ANEW)


class Killed(BaseException):
    pass


@pytest.fixture
async def stage() -> Stage:
    stage = Stage()
    await stage.prepare()
    return stage


@pytest.fixture
async def instagram() -> Stage:
    stage = Stage(Platform.INSTAGRAM)
    await stage.prepare()
    return stage


class TestWhenAllGoesWell:
    async def test_it_goes_live_and_says_so(self, stage: Stage) -> None:
        await stage.run()

        assert await stage.status() is S.PUBLISHED
        assert (await stage.job()).status is JobStatus.COMPLETED
        assert stage.kinds().count(Kind.CLIP_PUBLISHED) == 1
        assert stage.platform.calls == ["preflight", "begin", "upload", "publish"]

    async def test_it_is_looked_at_again_soon(self, stage: Stage) -> None:
        await stage.run()

        look_at = (await stage.publication()).look_at
        assert look_at is not None
        assert look_at - stage.clock.now() == timedelta(minutes=10)

    async def test_what_is_still_processed_is_watched_until_it_is_live(self, stage: Stage) -> None:
        stage.platform.outcome = Seen.PROCESSING
        await stage.run()
        assert await stage.status() is S.PROCESSING

        await stage.watch()
        assert await stage.status() is S.PROCESSING
        [handle] = stage.platform.posts
        stage.platform.posts[handle] = Sighting(stage=Seen.LIVE, external_id="v1", url="u")
        await stage.watch()

        assert await stage.status() is S.PUBLISHED
        assert stage.kinds().count(Kind.CLIP_PUBLISHED) == 1


class TestALostAnswer:
    @pytest.mark.parametrize("arrives", [True, False])
    async def test_is_looked_up_before_anything_is_sent_again(
        self, stage: Stage, arrives: bool
    ) -> None:
        stage.platform.trouble["publish 1"] = LOST
        stage.platform.arrives = arrives

        await stage.run()
        assert await stage.status() is S.UNKNOWN
        await stage.run()

        assert await stage.status() is S.PUBLISHED
        assert len(stage.platform.posts) == 1
        assert stage.platform.calls[4] == "status"
        assert stage.platform.calls.count("publish") == (1 if arrives else 2)

    async def test_is_not_sent_again_before_the_platform_had_time_to_settle(
        self, instagram: Stage
    ) -> None:
        instagram.platform.trouble["publish 1"] = LOST
        await instagram.run()
        began = instagram.clock.now()

        for _ in range(20):
            await instagram.run()
            if await instagram.status() is S.PUBLISHED:
                break

        assert await instagram.status() is S.PUBLISHED
        assert instagram.platform.calls.count("publish") == 2
        assert instagram.clock.now() - began >= timedelta(minutes=2)

    async def test_that_never_clears_up_ends_with_a_person(self, instagram: Stage) -> None:
        for number in range(1, 4):
            instagram.platform.trouble[f"publish {number}"] = LOST

        while await instagram.status() is not S.HELD:
            await instagram.run()

        assert (await instagram.publication()).held_reason == "human"
        assert instagram.platform.calls.count("publish") == 3

    async def test_with_nobody_answering_lets_the_others_of_the_account_go_first(
        self, stage: Stage
    ) -> None:
        stage.platform.trouble["publish 1"] = LOST
        for number in range(1, 60):
            stage.platform.trouble[f"status {number}"] = BUSY

        for _ in range(20):
            if (await stage.job()).status is JobStatus.COMPLETED:
                break
            await stage.run()

        publication = await stage.publication()
        assert publication.status is S.UNKNOWN
        assert publication.look_at is not None
        assert stage.platform.calls.count("publish") == 1

    async def test_of_a_handle_that_is_gone_waits_as_long_as_a_platform_may_list_late(
        self, stage: Stage
    ) -> None:
        gone = Setback("not_listed", "nothing there", remedy=Remedy.LOOK)
        stage.platform.trouble["publish 1"] = gone
        await stage.run()
        stage.platform.posts["session-1"] = Sighting(stage=Seen.GONE)
        await stage.run()
        assert await stage.status() is S.UNKNOWN

        stage.clock.forward(hours=7)
        await stage.run()
        await stage.run()

        assert await stage.status() is S.PUBLISHED
        assert stage.platform.calls.count("begin") == 2


class TestACrash:
    @pytest.mark.parametrize("call", ["preflight", "begin", "upload", "publish"])
    @pytest.mark.parametrize("arrives", [True, False])
    async def test_at_any_call_leaves_one_post(
        self, stage: Stage, call: str, arrives: bool
    ) -> None:
        stage.platform.trouble[f"{call} 1"] = Killed()
        stage.platform.arrives = arrives
        with pytest.raises(Killed):
            await stage.run()

        for _ in range(3):
            if await stage.status() is not S.PUBLISHED:
                await stage.run()

        assert await stage.status() is S.PUBLISHED
        assert len([p for p in stage.platform.posts.values() if p.stage is Seen.LIVE]) == 1

    async def test_never_sends_without_a_fence(self, stage: Stage) -> None:
        stage.platform.trouble["begin 1"] = Killed()

        with pytest.raises(Killed):
            await stage.run()

        [attempt] = await stage.attempts()
        assert attempt.state is AttemptState.FENCED
        assert attempt.digest == (await stage.publication()).digest


class TestBeforeTheCrossing:
    async def test_a_dead_handle_makes_way_for_another(self, stage: Stage) -> None:
        stage.platform.trouble["upload 1"] = DEAD

        await stage.run()
        await stage.run()

        assert await stage.status() is S.PUBLISHED
        states = [attempt.state for attempt in await stage.attempts()]
        assert states == [AttemptState.FAILED_RETRYABLE, AttemptState.LIVE]

    async def test_handles_that_die_again_and_again_end_with_a_person(self, stage: Stage) -> None:
        for number in range(1, 9):
            stage.platform.trouble[f"upload {number}"] = DEAD

        for _ in range(5):
            await stage.run()

        publication = await stage.publication()
        assert (publication.status, publication.held_reason) == (S.HELD, "too_many_tries")

    async def test_it_keeps_trying_as_long_as_nobody_answers(self, stage: Stage) -> None:
        for number in range(1, 30):
            stage.platform.trouble[f"preflight {number}"] = BUSY

        for _ in range(30):
            await stage.run()

        assert await stage.status() is S.PUBLISHED
        assert (await stage.job()).status is JobStatus.COMPLETED

    async def test_it_asks_once_its_time_is_over(self, stage: Stage) -> None:
        for number in range(1, 500):
            stage.platform.trouble[f"preflight {number}"] = BUSY
        await stage.run()
        await _forget_the_try(stage)

        stage.clock.forward(hours=25)
        await stage.run()

        publication = await stage.publication()
        assert (publication.status, publication.held_reason) == (S.HELD, "missed")

    async def test_a_file_that_is_refused_fails_for_good(self, stage: Stage) -> None:
        refused = Setback("invalidTitle", "no such title", remedy=Remedy.FIX_MEDIA)
        stage.platform.trouble["begin 1"] = refused

        await stage.run()

        publication = await stage.publication()
        assert (publication.status, publication.error_code) == (S.FAILED, "invalidTitle")
        assert (await stage.job()).status is JobStatus.FAILED

    async def test_a_limit_is_waited_out_and_is_no_try(self, stage: Stage) -> None:
        full = Setback("2207042", "cap", remedy=Remedy.WAIT, retry_after_s=7200)
        stage.platform.trouble["preflight 1"] = full

        await stage.run()

        job = await stage.job()
        assert job.run_at == stage.clock.now() + timedelta(hours=2)
        assert (job.status, job.attempts) == (JobStatus.PENDING, 0)
        assert await stage.status() is S.QUEUED
        await stage.run()
        assert await stage.status() is S.PUBLISHED

    async def test_a_limit_of_the_app_holds_the_other_accounts_back_as_well(
        self, stage: Stage
    ) -> None:
        full = Setback(
            "quotaExceeded", "quota", remedy=Remedy.WAIT, scope=Scope.APP, retry_after_s=7200
        )
        stage.platform.trouble["preflight 1"] = full
        await stage.run()
        calls = len(stage.platform.calls)

        await stage.prepare()
        await stage.run()

        assert len(stage.platform.calls) == calls
        assert (await stage.job()).run_at == stage.clock.now() + timedelta(hours=2)

    async def test_a_dead_account_holds_everything_that_waits_for_it(self, stage: Stage) -> None:
        first = await stage.publication()
        await stage.prepare(due_at=stage.clock.now() + timedelta(hours=1), status=S.SCHEDULED)
        second = stage.id
        stage.id = first.id
        stage.platform.trouble["preflight 1"] = Setback(
            "190", "token", remedy=Remedy.HOLD_ACCOUNT, scope=Scope.ACCOUNT
        )

        await stage.run()

        assert await stage.status() is S.HELD
        stage.id = second
        publication = await stage.publication()
        assert (publication.status, publication.held_reason) == (S.HELD, "account_dead")
        async with stage.database() as tx:
            account = await tx.accounts.get(stage.account.id)
        assert account.status is AccountStatus.NEEDS_RECONNECT

    async def test_a_ban_is_for_a_person_in_the_platforms_app(self, stage: Stage) -> None:
        stage.platform.trouble["preflight 1"] = Setback(
            "spam_risk_user_banned_from_posting", "banned", remedy=Remedy.HOLD_ACCOUNT
        )

        await stage.run()

        async with stage.database() as tx:
            account = await tx.accounts.get(stage.account.id)
        assert account.status is AccountStatus.HELD


async def _forget_the_try(stage: Stage) -> None:
    """As if nobody had begun: only what is not fenced is measured by its time."""
    stage.database.publications.tries.by_id.clear()


class TestAnotherWorker:
    async def test_that_took_the_job_over_is_the_only_one_that_may_write(
        self, stage: Stage
    ) -> None:
        old = await stage.start(JobKind.PUBLISH)
        await stage.run()

        with pytest.raises(RunSuperseded):
            await publish_publication(
                run=old, world=stage.database.world, publishers=stage.publishers
            )

        assert stage.platform.calls.count("publish") == 1


class TestAForgottenHandle:
    async def test_is_no_loss_where_the_post_is_among_the_accounts_own(self, stage: Stage) -> None:
        stage.platform.trouble["publish 1"] = LOST
        stage.platform.arrives = True
        await stage.run()
        [made] = stage.platform.posts.values()
        stage.platform.posts = {"session-1": Sighting(stage=Seen.GONE), "listed": made}

        await stage.run()

        publication = await stage.publication()
        assert (publication.status, publication.external_id) == (S.PUBLISHED, made.external_id)
        assert stage.platform.calls.count("begin") == 1
