"""What a worker and a driver stand on here: as the product's own, but that nobody counts calls."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports import World
from entrypoints.logs import current_trace
from entrypoints.platforms import Footing, Platforms, build_platforms
from entrypoints.settings import Settings
from integrations.clock import SystemClock, new_id
from integrations.http import open_client
from integrations.storage import ObjectStore
from integrations.vault import FernetVault
from persistence.engine import make_engine
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork

SECRETS: Final = ("the key of the benchmarks",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    dsn: str
    engine: AsyncEngine
    spool: Spool
    store: ObjectStore
    world: World
    platforms: Platforms


@asynccontextmanager
async def open_site(dsn: str, folder: Path) -> AsyncIterator[Site]:
    """The rehearsal servers are found through their run file in ``folder``."""
    clock, spool = SystemClock(), Spool(folder / "spool")
    async with AsyncExitStack() as stack:
        engine = make_engine(dsn)
        stack.push_async_callback(engine.dispose)
        uow = PostgresUnitOfWork(
            engine,
            spool=spool,
            clock=clock,
            new_id=new_id,
            trace=current_trace,
            vault=FernetVault(SECRETS),
        )
        world = World(uow=uow, clock=clock, new_id=new_id)
        store = ObjectStore(f"file:{folder / 'media'}", new_id=new_id)
        http = await stack.enter_async_context(open_client())
        footing = Footing(http=http, store=store, world=world, secrets=SECRETS, limited=False)
        platforms = build_platforms(Settings(data=folder), footing)
        yield Site(
            dsn=dsn, engine=engine, spool=spool, store=store, world=world, platforms=platforms
        )
