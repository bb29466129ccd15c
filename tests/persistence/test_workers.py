from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports import World
from persistence.workers import SILENCE, Workers
from tests.build import NOON


class TestWorkers:
    async def test_are_alive_until_they_stop_or_fall_silent(
        self, engine: AsyncEngine, world: World
    ) -> None:
        workers = Workers(engine)
        for id_ in ("a", "b", "c"):
            await workers.register(id_, host="here", pid=1, now=NOON)
        await workers.seen("a", now=NOON + SILENCE)
        await workers.stopped("b", now=NOON)

        assert await workers.alive(now=NOON) == ["a", "c"]
        assert await workers.alive(now=NOON + SILENCE) == ["a"]
        async with world.uow() as tx:
            assert (await tx.reports.status()).workers_alive == 2

    async def test_come_back_under_the_same_name(self, engine: AsyncEngine) -> None:
        workers, later = Workers(engine), NOON + timedelta(hours=1)
        await workers.register("a", host="here", pid=1, now=NOON)
        await workers.stopped("a", now=NOON)

        await workers.register("a", host="there", pid=2, now=later)

        assert await workers.alive(now=later) == ["a"]
