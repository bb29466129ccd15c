"""Where crashes are played: a database, the rehearsal servers, workers that die, and one oracle."""

import asyncio
import multiprocessing
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import time
from typing import Any, Final

import httpx
import sqlalchemy as sa

from domain.account import Account, Grant, Identity, Login
from domain.ids import PublicationId
from domain.job import SCHEDULER, JobKind
from domain.media import Blob
from domain.platforms import Platform
from domain.publication import (
    Attempt,
    Choices,
    Content,
    Medium,
    Misfire,
    Privacy,
    Publication,
    PublicationStatus,
    Window,
)
from domain.usecases.connect_rehearsal_account import connect_rehearsal_account
from domain.usecases.schedule_publication import Order, schedule_publication
from integrations.clock import new_id
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.grants import FIRST
from integrations.rehearsal.server import Conditions, running
from integrations.storage import ObjectStore
from persistence.tables import platform_waits
from tests.build import a_clip, a_new_job, a_principal, a_variant, a_video
from tests.crash.files import giving_files
from tests.crash.mortal import SECRETS, FastClock, Site, Told, as_words, be_worker, open_site
from tests.integrations.media.making import lavfi, make

S = PublicationStatus
FACTOR: Final = 600.0
"""Ten minutes in a second: what waits for hours is waited for all the same."""

PATIENCE_S: Final = 60.0
_ENDS: Final = frozenset({S.PUBLISHED, S.FAILED, S.CANCELLED, S.HELD})
_FORKS: Final = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """``size`` makes for several chunks where the platform takes chunks."""

    name: str
    platform: Platform
    login: Login | None
    size: int


SCENES: Final = (
    Scene(name="instagram", platform=Platform.INSTAGRAM, login=Login.INSTAGRAM, size=60_000),
    Scene(name="facebook", platform=Platform.INSTAGRAM, login=Login.FACEBOOK, size=60_000),
    Scene(name="tiktok", platform=Platform.TIKTOK, login=None, size=25_000_000),
    Scene(name="youtube", platform=Platform.YOUTUBE, login=None, size=17_000_000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one publication came out: on the platform, and as we have it."""

    publication: Publication
    published: list[dict[str, Any]]
    attempts: Sequence[Attempt]
    deaths: int

    def check(self) -> None:
        """Exactly one post, and we know which one it is."""
        ids = [line["post_id"] for line in self.published]
        story = (
            f"{self.publication.status}, {self.publication.held_reason},"
            f" {self.publication.error_code}, {ids},"
            f" {[(a.number, a.state.value, a.crossings, a.error) for a in self.attempts]}"
        )
        assert len(ids) == 1, f"{len(ids)} posts of one intent: {story}"
        assert self.publication.status is S.PUBLISHED, f"not known to be live: {story}"
        assert self.publication.external_id in (ids[0], None), f"another post: {story}"
        assert self.published[0]["sha256"] == self.publication.medium.sha256


class Theatre:
    def __init__(self, *, told: Told, site: Site, http: httpx.AsyncClient, scene: Scene) -> None:
        self.told = told
        self.scene = scene
        self._site = site
        self._http = http
        self._account: Account | None = None
        self._blob: Blob | None = None
        self._ticked_at: datetime | None = None

    async def intend(self) -> PublicationId:
        """A publication that was approved and is due now, of a clip of its own."""
        account, blob = await self._ready()
        world = self._site.world
        video = a_video()
        async with world.uow() as tx:
            await tx.videos.add(video)
            job = await tx.jobs.enqueue(
                a_new_job(video_id=video.id, run_at=world.clock.now() + timedelta(days=3650))
            )
            clip = a_clip(video_id=video.id, job_id=job.id)
            await tx.clips.add(clip)
            variant = a_variant(
                clip_id=clip.id,
                platform=self.scene.platform,
                blob=blob.key,
                sha256=blob.sha256,
                size_bytes=blob.size_bytes,
                duration_ms=5_000,
            )
            await tx.clips.add_variant(variant)
        order = self._order(account, variant_of=variant.clip_id, blob=blob)
        publication, _ = await schedule_publication(
            world=world, principal=a_principal(), order=order, request_key=new_id()
        )
        return publication.id

    async def play(self, id_: PublicationId, *, deaths: Iterable[int | None]) -> Ending:
        """Workers come one after the other, each dies at its point; the last one lives."""
        died = 0
        for point in deaths:
            worker = self._worker(point)
            died += await self._until_over(id_, worker)
            if (await self._publication(id_)).status in _ENDS:
                break
        else:
            await self._until_over(id_, self._worker(None))
        return Ending(
            publication=await self._publication(id_),
            published=await self.truth(id_),
            attempts=await self._attempts(id_),
            deaths=died,
        )

    def points(self) -> list[str]:
        """What the workers since the last call of this passed by."""
        notes = Path(self.told.notes)
        lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
        notes.unlink(missing_ok=True)
        return lines

    async def order(self, call: str, fault: str, **more: object) -> None:
        body = {"call": call, "fault": fault, **more}
        url = f"{self.told.rehearsal}/{self.scene.platform}/rehearsal/faults"
        (await self._http.post(url, json=body)).raise_for_status()

    async def heal(self) -> None:
        """No faults, and no account that rests for a day because of earlier ones."""
        async with self._site.engine.begin() as connection:
            await connection.execute(sa.delete(platform_waits))
        url = f"{self.told.rehearsal}/{self.scene.platform}/rehearsal/faults"
        (await self._http.delete(url)).raise_for_status()

    async def truth(self, id_: PublicationId) -> list[dict[str, Any]]:
        url = f"{self.told.rehearsal}/{self.scene.platform}/rehearsal/truth"
        lines = (await self._http.get(url)).raise_for_status().json()
        caption = (await self._publication(id_)).caption
        return [
            line
            for line in lines
            if line["event"] == "published" and caption in (line["caption"], line.get("title"))
        ]

    async def _ready(self) -> tuple[Account, Blob]:
        if self._account is None:
            self._account = await self._connect()
        if self._blob is None:
            self._blob = await self._store()
        return self._account, self._blob

    async def _connect(self) -> Account:
        platform = self.scene.platform
        character = next(one for one in CAST[platform] if one.login is self.scene.login)
        return await connect_rehearsal_account(
            world=self._site.world,
            platform=platform,
            identity=Identity(
                external_id=character.external_id,
                handle=character.handle,
                login=character.login,
            ),
            scopes=tuple(self._site.platforms.authorisers[platform].scopes),
            grant=await self._grant(character.external_id),
        )

    async def _grant(self, external_id: str) -> Grant:
        """As if it had just run out; a page's token (Facebook) never does."""
        now, token = self._site.world.clock.now(), FIRST + external_id
        if self.scene.login is Login.FACEBOOK:
            url = f"{self.told.rehearsal}/instagram/rehearsal/tokens"
            said = (await self._http.post(url, json={"account": external_id})).json()
            return Grant(access=said["access_token"], issued_at=now)
        return Grant(
            access=token,
            refresh=None if self.scene.login else token,
            issued_at=now - timedelta(days=2),
            access_expires_at=now,
        )

    async def _store(self) -> Blob:
        path = await asyncio.to_thread(_film, Path(self.told.folder))
        content = _padded(path.read_bytes(), self.scene.size)

        async def whole() -> AsyncIterator[bytes]:
            yield content

        store = ObjectStore(f"file:{Path(self.told.folder) / 'media'}", new_id=new_id)
        return await store.put(whole(), max_bytes=len(content))

    def _order(self, account: Account, *, variant_of: Any, blob: Blob) -> Order:
        caption = f"A goal in the last minute {new_id()}"
        medium = Medium(
            blob=blob.key, sha256=blob.sha256, size_bytes=blob.size_bytes, duration_ms=5_000
        )
        window = Window(
            opens_at=self._site.world.clock.now(),
            lasts=timedelta(days=30),
            misfire=Misfire.SHIFT,
        )
        content = Content(
            platform=account.platform,
            account_id=account.id,
            account_external_id=account.external_id,
            caption=caption,
            privacy=Privacy.PUBLIC,
            choices=Choices(),
            medium=medium,
            window=window,
        )
        return Order(
            clip_id=variant_of,
            account_id=account.id,
            caption=caption,
            privacy=Privacy.PUBLIC,
            choices=Choices(),
            medium=medium,
            window=window,
            digest=content.digest(),
        )

    def _worker(self, dies_at: int | None) -> BaseProcess:
        words = as_words(replace(self.told, dies_at=dies_at))
        worker = _FORKS.Process(target=be_worker, args=(words,), daemon=True)
        worker.start()
        return worker

    async def _until_over(self, id_: PublicationId, worker: BaseProcess) -> bool:
        """Whether the worker died before the publication came to its end."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while worker.is_alive():
                    await self._tick()
                    if (await self._publication(id_)).status in _ENDS:
                        return False
                    await asyncio.sleep(0.03)
            return True
        except TimeoutError:
            return False
        finally:
            if worker.is_alive() and worker.pid is not None:
                os.kill(worker.pid, signal.SIGKILL)
            await asyncio.to_thread(worker.join, 10)

    async def _tick(self) -> None:
        """The clock's part: every ten minutes, which is a second here."""
        at = self._site.world.clock.now().replace(second=0, microsecond=0)
        if at.minute % 10 or at == self._ticked_at:
            return
        self._ticked_at = at
        async with self._site.world.uow() as tx:
            await tx.jobs.enqueue(
                a_new_job(kind=JobKind.RECONCILE_PUBLICATIONS, requested_by=SCHEDULER)
            )

    async def _attempts(self, id_: PublicationId) -> Sequence[Attempt]:
        async with self._site.world.uow() as tx:
            return await tx.publications.attempts(id_)

    async def _publication(self, id_: PublicationId) -> Publication:
        async with self._site.world.uow() as tx:
            return await tx.publications.get(id_)


def _film(folder: Path) -> Path:
    """Five seconds that every platform takes."""
    return make(
        folder / "film.mp4",
        *lavfi("testsrc=size=540x960:rate=30"),
        *lavfi("sine=frequency=440:sample_rate=48000"),
        *("-t", "5", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac", "-movflags", "+faststart"),
    )


def _padded(film: bytes, size: int) -> bytes:
    """With a box that nobody reads (ISO/IEC 14496-12, ``free``), so that it has several chunks."""
    missing = max(size - len(film), 8)
    return film + missing.to_bytes(4) + b"free" + bytes(missing - 8)


@asynccontextmanager
async def theatre(dsn: str, folder: Path, scene: Scene) -> AsyncIterator[Theatre]:
    _FORKS.set_forkserver_preload(["tests.crash.mortal"])
    clock = FastClock(began=time(), factor=FACTOR)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
        await stack.enter_async_context(giving_files(folder, SECRETS))
        root = await stack.enter_async_context(
            running(
                folder / "rehearsal",
                run_dir=folder / "run",
                clock=clock,
                conditions=Conditions(lifted=True),
            )
        )
        told = Told(
            dsn=dsn,
            folder=str(folder),
            rehearsal=root,
            began=clock.began,
            factor=clock.factor,
            dies_at=None,
            notes=str(folder / "points"),
        )
        site = await stack.enter_async_context(open_site(told))
        yield Theatre(told=told, site=site, http=http, scene=scene)
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
