"""The scheduler process. Any number of them may run on one database; one of them leads."""

from entrypoints.schedule import SCHEDULE
from entrypoints.settings import Settings
from entrypoints.timekeeping import keep_time
from entrypoints.wiring import services


async def run_scheduler(settings: Settings) -> None:
    """Until the process is told to stop. Raises what ``services`` raises."""
    async with services(settings, process="scheduler") as s:
        await keep_time(s.dsn, world=s.world, ticks=SCHEDULE)
