"""A scheduler process for tests, that ticks every second."""

import asyncio
import sys
from pathlib import Path

from domain.job import JobKind
from entrypoints.schedule import Tick, cron
from entrypoints.timekeeping import keep_time
from tests.entrypoints.labour import open_site

TICK = Tick(name="often", kind=JobKind.EXPIRE_APPROVALS, when=cron(second="*"))


async def _main(dsn: str, spool: Path) -> None:
    async with open_site(dsn, spool) as site:
        await keep_time(dsn, world=site.world, ticks=(TICK,))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
