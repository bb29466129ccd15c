"""The composition root: the only module that knows which adapter stands behind which port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.platforms import Platform
from domain.ports import (
    Authorisers,
    Clock,
    Fetcher,
    Media,
    PasswordHasher,
    Publishers,
    Senses,
    Store,
    Transcriber,
    World,
)
from entrypoints.logs import current_trace
from entrypoints.platforms import Footing, Platforms, build_platforms
from entrypoints.settings import Settings
from integrations import transcription
from integrations.clock import SystemClock, new_id
from integrations.fetch import Sources
from integrations.http import open_client
from integrations.keys import secret_keys
from integrations.media.adapter import FfmpegMedia
from integrations.media.workshop import Workshop, workshop
from integrations.security import Argon2PasswordHasher
from integrations.storage import ObjectStore
from integrations.vault import FernetVault
from persistence.embedded import EmbeddedPostgres, Lease
from persistence.engine import make_engine
from persistence.migrate import migrate, migration_lock
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork

_FORGOTTEN_AFTER: Final = timedelta(days=1)
_LEFT_ALONE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that the ways in hand on.

    ``dsn`` is libpq's address of the database. Inside a block of ``schema_lock`` nobody else
    changes the schema. ``tidy`` removes what killed processes left behind.
    """

    settings: Settings
    secret_keys: tuple[str, ...]
    dsn: str
    schema_lock: Callable[[], AbstractAsyncContextManager[None]]
    engine: AsyncEngine
    spool: Spool
    uow: PostgresUnitOfWork
    world: World
    store: Store
    media: Media
    transcriber: Transcriber | None
    sources: Fetcher
    hasher: PasswordHasher
    platforms: Platforms
    zone: ZoneInfo
    tidy: Callable[[], Awaitable[None]]

    @property
    def publishers(self) -> Publishers:
        return self.platforms.publishers

    @property
    def authorisers(self) -> Authorisers:
        return self.platforms.authorisers

    @property
    def webhook_secrets(self) -> Mapping[Platform, tuple[str, ...]]:
        """What each platform signs its calls with."""
        return {platform: (keys.client_secret,) for platform, keys in self.platforms.keys.items()}

    @property
    def senses(self) -> Senses:
        return Senses(store=self.store, media=self.media, transcriber=self.transcriber)


@asynccontextmanager
async def services(settings: Settings, *, process: str) -> AsyncIterator[Services]:
    """Brings the database up to date and opens everything; closes it at the end.

    ``process`` is how this one is called in the database's list of connections. Raises
    EmbeddedPostgresError, MigrationBusy.
    """
    benches = settings.data.resolve() / "work"
    settings.inbox.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(_database(settings))
        await migrate(dsn)
        engine = make_engine(dsn, application_name=f"stakazo {process}")
        stack.push_async_callback(engine.dispose)
        clock = SystemClock()
        spool = Spool(settings.data / "spool")
        keys = secret_keys(_secret(settings), settings.data / "keys")
        uow = PostgresUnitOfWork(
            engine,
            spool=spool,
            clock=clock,
            new_id=new_id,
            trace=current_trace,
            vault=FernetVault(keys),
        )
        world = World(uow=uow, clock=clock, new_id=new_id)
        store = ObjectStore(_storage_url(settings), new_id=new_id)
        shop = workshop(benches, turns=settings.run_folder / "media")
        http = await stack.enter_async_context(open_client())
        yield Services(
            settings=settings,
            secret_keys=keys,
            dsn=dsn,
            schema_lock=partial(migration_lock, dsn),
            engine=engine,
            spool=spool,
            uow=uow,
            world=world,
            store=store,
            media=FfmpegMedia(store, shop),
            transcriber=_transcriber(settings, store, shop),
            sources=Sources(settings.inbox),
            hasher=Argon2PasswordHasher(),
            platforms=build_platforms(
                settings, Footing(http=http, store=store, world=world, secrets=keys)
            ),
            zone=settings.zone,
            tidy=partial(_tidy, store, shop, clock),
        )


async def _tidy(store: ObjectStore, shop: Workshop, clock: Clock) -> None:
    now = clock.now()
    await store.sweep(older_than=_FORGOTTEN_AFTER, now=now)
    await asyncio.to_thread(shop.tidy, before=now - _LEFT_ALONE)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[str]:
    if settings.database_url:
        yield settings.database_url.get_secret_value()
        return
    lease: Lease = await asyncio.to_thread(EmbeddedPostgres(settings.data / "postgres").join)
    try:
        yield lease.dsn
    finally:
        await asyncio.to_thread(lease.leave)


def _storage_url(settings: Settings) -> str:
    return settings.storage_url or f"file:{(settings.data / 'media').resolve()}"


def _secret(settings: Settings) -> str | None:
    return settings.secret_keys.get_secret_value() if settings.secret_keys else None


def _transcriber(settings: Settings, store: Store, shop: Workshop) -> Transcriber | None:
    key = settings.openai_api_key
    return transcription.build(
        transcription.TranscriptionSettings(
            weights=settings.data.resolve() / "weights",
            choice=settings.transcriber,
            openai_key=key.get_secret_value() if key else None,
            openai_base_url=settings.openai_base_url,
            openai_model=settings.openai_transcription_model,
            whisper_model=settings.whisper_model,
        ),
        transcription.Workplace(store=store, workshop=shop),
    )
