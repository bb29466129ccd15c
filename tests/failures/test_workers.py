"""Workers on a real Postgres: two that want the same publication, and ones that die on it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from domain.job import RunSuperseded
from domain.platforms import Platform
from domain.ports import World
from domain.publication import PublicationStatus
from tests.failures.two_workers import Killed, Mortal, Shop, Stuck, open_shop
from tests.fakes.clock import FixedClock

S = PublicationStatus
_MOST_TRANSACTIONS: Final = 30


@pytest.fixture(params=list(Platform))
async def shop(
    request: pytest.FixtureRequest, tmp_path: Path, world: World, clock: FixedClock
) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, request.param, world=world, clock=clock) as made:
        yield made


class TestTwoWorkers:
    async def test_f27_that_take_the_same_job_at_once_make_one_post(self, shop: Shop) -> None:
        id_ = await shop.approve()
        (job,) = await shop.jobs(id_)
        runs = await asyncio.gather(*(shop.start(job, name) for name in ("a", "b", "c")))

        outcomes = await asyncio.gather(
            *(shop.do(run) for run in runs if run is not None), return_exceptions=True
        )
        await shop.work_until(id_, S.PUBLISHED)

        assert sum(isinstance(one, RunSuperseded) for one in outcomes) == 2
        assert len(await shop.truth(id_)) == 1
        assert [(one.number, one.crossings) for one in await shop.attempts(id_)] == [(1, 1)]

    async def test_f27_with_a_job_each_for_one_publication_make_one_post(self, shop: Shop) -> None:
        id_ = await shop.approve()
        async with shop.world.uow() as tx:
            await tx.jobs.enqueue(shop.job_of(await tx.publications.get(id_)))
        first, second = await shop.jobs(id_)

        run = await shop.start(first, "a")
        refused = await shop.start(second, "b")
        assert run is not None
        await shop.do(run)
        await shop.work_until(id_, S.PUBLISHED)
        for job in await shop.jobs(id_):
            late = await shop.start(job, "b")
            if late is not None:
                await shop.do(late)

        assert refused is None
        assert len(await shop.truth(id_)) == 1
        assert len(await shop.attempts(id_)) == 1
        assert (await shop.publication(id_)).status is S.PUBLISHED

    async def test_f27_of_which_one_was_thought_dead_make_one_post(self, shop: Shop) -> None:
        """It hangs right before the call that publishes, another one takes over and is done; then
        it wakes up and makes its call."""
        id_ = await shop.approve()
        stuck = Stuck(shop.platforms.publishers[shop.platform])
        slow = await shop.work_until_stuck(id_, stuck)

        await shop.work_until(id_, S.PUBLISHED)
        stuck.let_go.set()
        with pytest.raises(RunSuperseded):
            await slow

        assert len(await shop.truth(id_)) == 1
        assert (await shop.publication(id_)).status is S.PUBLISHED
        (attempt,) = await shop.attempts(id_)
        assert attempt.crossings == 2


class TestAWorkerThatIsKilled:
    async def test_f26_before_any_of_its_transactions_leaves_one_post_in_the_end(
        self, shop: Shop
    ) -> None:
        fates = []
        for dies_at in range(1, _MOST_TRANSACTIONS):
            id_ = await shop.approve()
            mortal = Mortal(shop.world, dies_at=dies_at)
            try:
                await shop.work_until(id_, S.PUBLISHED, world=mortal.doomed())
            except Killed:
                fates.append([attempt.state.value for attempt in await shop.attempts(id_)])
            seen = await shop.work_until(id_, S.PUBLISHED)

            truth = await shop.truth(id_)
            assert len(truth) == 1, f"killed before transaction {dies_at}"
            assert seen.external_id in (truth[0]["post_id"], None)
            if mortal.begun < dies_at:
                break

        assert [] in fates
        assert ["fenced"] in fates
        assert ["sending"] in fates
        assert ["crossing"] in fates
