"""F08 and F09: Instagram's limit of posts a day and its limit of calls."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from domain.account import Login
from domain.ids import PublicationId
from domain.ledger import Kind
from domain.platforms import Platform
from tests.build import a_window
from tests.failures.instagram import LIVE, S, calls, waits_until, with_both_logins
from tests.failures.stage import Stage, staged

INSTAGRAM = Platform.INSTAGRAM


class TestThePostsOfTheDayAreUsedUp:
    @with_both_logins
    async def test_f08_a_full_day_parks_the_next_post_until_the_oldest_is_a_day_old(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login, posts_per_day=2) as stage:
            account = await stage.connect()
            first, second, third = [
                await stage.approve(account, window=_days(stage)) for _ in range(3)
            ]
            await stage.work_until(first, LIVE)
            oldest = stage.clock.now()
            await stage.work_until(second, LIVE)

            await stage.work(hours=23)
            parked, made = await stage.publication(third), await calls(stage)
            await stage.work_until(third, LIVE)

            assert parked.status in (S.QUEUED, S.SCHEDULED)
            assert parked.due_at > stage.clock.now() - timedelta(hours=2)
            assert (made["container"], made["publish"]) == (2, 2)
            assert stage.clock.now() - oldest >= timedelta(hours=24)
            assert len(await stage.truth()) == 3
            assert len(await stage.attempts(third)) == 1
            assert _reasons(stage, third) >= {"2207042"}

    @with_both_logins
    async def test_f08_a_day_that_fills_up_meanwhile_is_not_a_try(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect(), window=_days(stage))
            await stage.order("publish", "status:400", reason="9/2207042", times=3)

            await stage.work_until(id_, LIVE)

            (attempt,) = await stage.attempts(id_)
            sent = stage.events(id_, Kind.PUBLICATION_SENT)
            gaps = [b.occurred_at - a.occurred_at for a, b in pairwise(sent)]
            assert (len(sent), attempt.crossings) == (4, 1)
            assert min(gaps) >= timedelta(hours=1)
            assert len(await stage.truth()) == (await calls(stage))["container"] == 1
            assert stage.events(id_, Kind.PUBLICATION_UNKNOWN) == []

    async def test_f08_the_platform_s_own_number_counts_and_not_the_documented_one(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, posts_per_day=1) as stage:
            account = await stage.connect()
            await stage.work_until(await stage.approve(account), LIVE)

            id_ = await stage.approve(account)
            await stage.work(hours=2)

            assert (await calls(stage))["publish"] == len(await stage.truth()) == 1
            until = await waits_until(stage, await stage.publication(id_))
            assert until is not None


class TestTooManyCalls:
    @with_both_logins
    @pytest.mark.parametrize("call", ["me", "limit", "container", "status", "publish", "media"])
    async def test_f09_a_throttle_is_met_with_silence_until_it_is_over(
        self, tmp_path: Path, login: Login, call: str
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            await stage.approve(account, due_at=stage.clock.now() + timedelta(minutes=20))
            await stage.order(call, "throttle", retry_after_s=2 * 3600)

            await stage.work(hours=1)
            await stage.sweep()
            await stage.work(minutes=30)
            quiet = await calls(stage)
            await stage.work(hours=4)

            assert quiet["while_throttled"] == 1
            assert (await calls(stage))["while_throttled"] == 1
            assert (await stage.publication(id_)).status is LIVE
            assert len(await stage.truth()) == 2
            assert (await calls(stage))["publish"] == 2 + (call == "publish")

    @with_both_logins
    async def test_f09_nearly_used_up_is_left_alone_before_it_is_a_throttle(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("container", "usage", code=96)

            await stage.work(minutes=10)
            quiet = await calls(stage)
            await stage.heal()
            await stage.work_until(id_, LIVE)

            assert quiet["status"] == quiet["publish"] == 0
            assert (await calls(stage))["while_throttled"] == 0
            assert len(await stage.truth()) == 1

    async def test_f09_a_publish_that_was_never_called_leaves_nothing_unknown(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("status", "usage", code=96)
            await stage.work(hours=2)

            quiet = await calls(stage)
            await stage.heal()
            await stage.work_until(id_, LIVE, S.HELD)

            (attempt,) = await stage.attempts(id_)
            assert quiet["publish"] == 0
            assert attempt.crossings == len(await stage.truth()) == 1
            assert stage.events(id_, Kind.PUBLICATION_UNKNOWN) == []

    async def test_f09_status_polls_are_the_first_calls_to_be_left_out(
        self, tmp_path: Path
    ) -> None:
        polls = []
        for percent in (10, 85):
            async with staged(tmp_path / str(percent), INSTAGRAM, processing_s=50) as stage:
                id_ = await stage.approve(await stage.connect())
                await stage.order("me", "usage", code=percent)
                await stage.work_until(id_, LIVE)
                polls.append((await calls(stage))["status"])
                assert len(await stage.truth()) == 1

        usual, busy = polls
        assert busy <= 2
        assert usual >= 4 * busy

    @pytest.mark.parametrize("code", ["4", "17", "32", "613"])
    async def test_f09_a_refusal_for_too_many_calls_is_an_hour_s_silence(
        self, tmp_path: Path, code: str
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("container", "status:400", reason=code)

            await stage.work(minutes=1)
            before = await calls(stage)
            await stage.work(minutes=57)

            assert await calls(stage) == before
            await stage.work_until(id_, LIVE)
            assert len(await stage.truth()) == len(await stage.attempts(id_)) == 1

    async def test_f09_a_throttle_at_publishing_is_told_by_its_body_and_not_by_its_status(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "status:403", reason="80002")

            await stage.work(minutes=50)
            assert (await calls(stage))["publish"] == 1
            await stage.work_until(id_, LIVE)

            assert len(await stage.truth()) == 1
            assert stage.events(id_, Kind.PUBLICATION_UNKNOWN) == []


def _days(stage: Stage) -> object:
    """A time to publish that is longer than any of the waits."""
    return a_window(opens_at=stage.clock.now(), lasts=timedelta(days=3))


def _reasons(stage: Stage, id_: PublicationId) -> set[object]:
    events = stage.events(id_, Kind.PUBLICATION_POSTPONED)
    return {event.entry.metadata["reason"] for event in events}
