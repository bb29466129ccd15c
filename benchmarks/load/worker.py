"""A worker process as ``make run`` starts it, for publications alone: same loop, pace and log."""

import asyncio
import sys
from pathlib import Path

from benchmarks.load.site import open_site
from domain.job import JobKind, Run
from domain.usecases.publish_publication import publish_publication
from domain.usecases.watch_publication import watch_publication
from entrypoints.logs import configure
from entrypoints.upkeep import Pace
from entrypoints.work import work


async def main(dsn: str, folder: Path, concurrency: int) -> None:
    configure(process="worker", as_json=True)
    async with open_site(dsn, folder) as site:
        publishers = site.platforms.publishers

        async def publish(run: Run) -> None:
            await publish_publication(run=run, world=site.world, publishers=publishers)

        async def watch(run: Run) -> None:
            await watch_publication(run=run, world=site.world, publishers=publishers)

        handlers = {JobKind.PUBLISH: publish, JobKind.WATCH_PUBLICATION: watch}
        await work(site, handlers=handlers, concurrency=concurrency, pace=Pace())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
