"""F03 to F07: containers that expire, fail or get stuck, and files that do not arrive."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.account import AccountStatus, Login
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports.seeing import MOST_TRIES
from domain.publication import AttemptState
from tests.build import a_window
from tests.failures.instagram import LIVE, S, calls, only, with_both_logins
from tests.failures.stage import Stage, staged

INSTAGRAM = Platform.INSTAGRAM
A = AttemptState


class TestTheContainerExpires:
    @with_both_logins
    async def test_f03_an_expired_container_is_made_anew_under_the_same_approval(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("status", "expire_now", n=2)

            await stage.work_until(id_, LIVE)

            old, new = await stage.attempts(id_)
            (line,) = await stage.truth()
            assert old.state is A.FAILED_RETRYABLE
            assert old.reference != new.reference == line["handle_ref"]
            assert old.digest == new.digest == (await stage.publication(id_)).digest
            assert (await calls(stage))["publish"] == 1

    async def test_f03_one_that_expires_as_it_is_published_is_looked_up_first(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "expire_now")

            await stage.work_until(id_, LIVE)

            old, new = await stage.attempts(id_)
            (line,) = await stage.truth()
            assert (old.state, old.evidence["container"]) == (A.FAILED_RETRYABLE, "EXPIRED")
            assert new.reference == line["handle_ref"]
            unknown = only(stage, id_, Kind.PUBLICATION_UNKNOWN).entry.metadata
            assert unknown["code"] == "2207008"

    @with_both_logins
    async def test_f03_a_container_unknown_for_a_moment_is_published_all_the_same(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "creation_unknown_once")

            await stage.work_until(id_, LIVE)

            assert len(await stage.truth()) == len(await stage.attempts(id_)) == 1
            assert stage.pauses.waits.count(30.0) == 1

    async def test_f03_a_queue_of_25_hours_ends_with_a_new_container(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            window = a_window(opens_at=stage.clock.now(), lasts=timedelta(days=3))
            id_ = await stage.approve(await stage.connect(), window=window)
            await stage.order("status", "throttle", retry_after_s=25 * 3600)

            await stage.work_until(id_, LIVE)

            old, new = await stage.attempts(id_)
            (line,) = await stage.truth()
            assert (old.error, old.crossings) == ("container_expired", 0)
            assert line["handle_ref"] == new.reference
            assert old.digest == new.digest

    async def test_f03_an_approval_whose_time_is_over_is_not_used_for_a_new_container(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("status", "throttle", retry_after_s=25 * 3600)

            publication = await stage.work_until(id_, LIVE, S.HELD)

            assert (publication.status, publication.held_reason) == (S.HELD, "missed")
            assert await stage.truth() == []
            assert (await calls(stage))["container"] == 1

    async def test_f03_the_container_is_made_when_the_time_has_come_and_not_before(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            due_at = stage.clock.now() + timedelta(days=2)
            id_ = await stage.approve(await stage.connect(), due_at=due_at)

            await stage.work(hours=47)
            before = await calls(stage)
            await stage.work_until(id_, LIVE)

            assert before["container"] == 0
            assert (await calls(stage))["container"] == len(await stage.truth()) == 1


class TestTheContainerFails:
    @with_both_logins
    @pytest.mark.parametrize("code", [2207003, 2207053, 2207076, 2207099])
    async def test_f04_a_passing_failure_gets_one_new_container(
        self, tmp_path: Path, login: Login, code: int
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("container", "container_error", code=code)
            await stage.order("status", "container_error", code=code)

            await stage.work_until(id_, LIVE)

            old, new = await stage.attempts(id_)
            (line,) = await stage.truth()
            assert (old.state, old.error) == (A.FAILED_RETRYABLE, str(code))
            assert line["handle_ref"] == new.reference
            assert (await calls(stage))["publish"] == 1

    async def test_f04_a_failure_that_stays_ends_with_a_person_and_its_cause(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("status", "container_error", code=2207076, times=500)

            publication = await stage.work_until(id_, S.HELD, S.FAILED)

            assert (publication.held_reason, publication.error_code) == (
                "too_many_tries",
                "2207076",
            )
            assert "could not be processed" in (publication.error or "")
            assert len(await stage.attempts(id_)) == MOST_TRIES
            assert (await calls(stage))["container"] == MOST_TRIES
            assert (await calls(stage))["publish"] == len(await stage.truth()) == 0

    @with_both_logins
    async def test_f04_a_format_that_it_does_not_take_fails_with_one_container(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("status", "container_error", code=2207026)

            publication = await stage.work_until(id_, S.FAILED, LIVE)

            assert publication.error_code == "2207026"
            assert "video format" in (publication.error or "")
            told = only(stage, id_, Kind.PUBLICATION_FAILED).entry.metadata
            assert told["code"] == "2207026"
            await stage.work(hours=10)
            assert (await calls(stage))["container"] == 1
            assert await stage.truth() == []

    @with_both_logins
    async def test_f04_a_restricted_account_is_held_with_everything_that_waits_for_it(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            later = await stage.approve(account, due_at=stage.clock.now() + timedelta(hours=1))
            await stage.order("status", "container_error", code=2207050)

            await stage.work_until(id_, S.HELD, LIVE)
            made = await calls(stage)
            await stage.work(hours=20)

            for one in (id_, later):
                assert (await stage.publication(one)).held_reason == "account_restricted"
            assert (await stage.account(account)).status is AccountStatus.HELD
            assert await calls(stage) == made
            assert await stage.truth() == []


class TestTheContainerIsStuck:
    @with_both_logins
    async def test_f05_nothing_is_published_before_it_is_finished(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            started = stage.clock.now()
            id_ = await stage.approve(await stage.connect())
            await stage.order("container", "stuck", seconds=600)

            await stage.work_until(id_, LIVE)

            made = await calls(stage)
            assert (made["container"], made["publish"]) == (1, 1)
            assert stage.clock.now() - started >= timedelta(seconds=600)
            assert made["status"] < 100
            assert len(await stage.truth()) == len(await stage.attempts(id_)) == 1

    async def test_f05_one_that_never_gets_done_is_made_anew_once(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("container", "stuck", seconds=10**6)

            await stage.work_until(id_, LIVE)

            old, new = await stage.attempts(id_)
            (line,) = await stage.truth()
            assert (old.error, old.crossings) == ("container_stuck", 0)
            assert line["handle_ref"] == new.reference

    async def test_f05_a_word_that_nobody_knows_is_not_finished(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("status", "odd_status", times=12, reason="READYISH")

            await stage.work(seconds=20)
            early = await calls(stage)
            await stage.work_until(id_, LIVE)

            assert early["publish"] == 0
            assert len(await stage.truth()) == 1

    @with_both_logins
    async def test_f05_not_ready_is_asked_again_and_counts_neither_as_a_try_nor_as_posts(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            await stage.order("publish", "not_ready", times=8)

            await stage.work_until(id_, LIVE)

            (attempt,) = await stage.attempts(id_)
            assert attempt.crossings == 1
            assert len(await stage.truth()) == 1
            assert await spent(stage, account.id) == 1

    async def test_f05_not_ready_for_ever_ends_with_a_person(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            window = a_window(opens_at=stage.clock.now(), lasts=timedelta(days=9))
            id_ = await stage.approve(await stage.connect(), window=window)
            await stage.order("publish", "not_ready", times=10_000)

            publication = await stage.work_until(id_, LIVE, S.HELD, S.FAILED)

            assert publication.held_reason == "too_many_tries"
            assert len(await stage.attempts(id_)) == MOST_TRIES
            assert await stage.truth() == []


async def spent(stage: Stage, account: str) -> int:
    """How many posts of the day we count ourselves."""
    async with stage.database() as tx:
        return await tx.quotas.spent("instagram.posts", account, now=stage.clock.now())
