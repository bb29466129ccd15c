"""The worker process. Any number of them may work on one database, on any number of machines."""

from entrypoints.handlers import HANDLERS, Handler
from entrypoints.runs import Do
from entrypoints.settings import Settings
from entrypoints.upkeep import Pace
from entrypoints.wiring import Services, services
from entrypoints.work import work


async def run_worker(settings: Settings) -> None:
    """Until the process is told to stop. Raises what ``services`` raises."""
    async with services(settings, process="worker") as s:
        await s.tidy()
        handlers = {kind: _bound(handler, s) for kind, handler in HANDLERS.items()}
        await work(s, handlers=handlers, concurrency=settings.concurrency, pace=Pace())


def _bound(handler: Handler, s: Services) -> Do:
    return lambda run: handler(run, s)
