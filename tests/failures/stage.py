"""The whole engine over a real socket, with a clock that the test moves.

The database is in memory; the platforms' clients, their tokens, their rehearsal servers and the
links that they fetch are the real ones.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from domain.account import Account, Grant, Identity, Login
from domain.ids import PublicationId
from domain.job import Job, JobKind, JobStatus, NewJob, Run
from domain.ledger import Event, Kind
from domain.media import Blob
from domain.platforms import Platform
from domain.ports.resuming import publish_job
from domain.ports.world import Clock
from domain.publication import Attempt, Medium, Privacy, Publication, PublicationStatus
from domain.usecases.connect_rehearsal_account import connect_rehearsal_account
from domain.usecases.handle_webhook import handle_webhook
from domain.usecases.publish_publication import publish_publication
from domain.usecases.reconcile_publications import reconcile_publications
from domain.usecases.renew_grants import renew_grants
from domain.usecases.start_job import start_job
from domain.usecases.watch_publication import watch_publication
from entrypoints.platforms import Footing, Platforms, build_platforms
from entrypoints.settings import Settings
from integrations.clock import new_id
from integrations.http import open_client
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.grants import FIRST
from integrations.rehearsal.server import Conditions, running
from integrations.storage import ObjectStore
from integrations.webhooks import read_notices
from tests.build import a_clip, a_principal, a_publication, a_variant, a_video, a_window
from tests.crash.files import giving_files
from tests.fakes.memory.database import MemoryDatabase
from tests.integrations.rehearsal.instagram_stage import tiny_mp4
from tests.integrations.rehearsal.playing import MovableClock, Pauses
from tests.integrations.rehearsal.tiktok_stage import a_video as a_tiktok_video

S = PublicationStatus
SECRETS = ("the key of the failure tests",)
_MOST_RUNS = 200


@dataclass(kw_only=True)
class Stage:
    """``work`` does what is due, and moves the clock to what is due next, until nothing is left
    before a given time."""

    platform: Platform
    login: Login | None
    root: str
    clock: MovableClock
    pauses: Pauses
    database: MemoryDatabase
    platforms: Platforms
    store: ObjectStore
    http: httpx.AsyncClient
    film: bytes
    editor: Any = field(default_factory=a_principal)

    # what there is to publish

    async def connect(self, number: int = 0) -> Account:
        """One of the accounts that live on the rehearsal server, ready to be published to."""
        cast = [one for one in CAST[self.platform] if one.login in (self.login, None)]
        character, now = cast[number], self.clock.now()
        token = FIRST + character.external_id
        grant = Grant(
            access=token,
            refresh=None if self.platform is Platform.INSTAGRAM else token,
            issued_at=now - timedelta(days=2),
            access_expires_at=now,
        )
        if self.login is Login.FACEBOOK:
            grant = Grant(access=await self.mint(character.external_id), issued_at=now)
        return await connect_rehearsal_account(
            world=self.database.world,
            platform=self.platform,
            identity=Identity(
                external_id=character.external_id,
                handle=character.handle,
                login=character.login,
            ),
            scopes=tuple(self.platforms.authorisers[self.platform].scopes),
            grant=grant,
        )

    async def mint(self, external_id: str, **more: object) -> str:
        """An access token straight from the rehearsal server."""
        body = {"account": external_id, **more}
        answer = await self.http.post(self.control("tokens"), json=body)
        return str(answer.raise_for_status().json()["access_token"])

    async def approve(self, account: Account, **fields: Any) -> PublicationId:
        """A publication of a clip of its own, approved and due now (or at ``due_at``)."""
        blob = await self._stored()
        video = a_video()
        clip = a_clip(video_id=video.id)
        variant = a_variant(
            clip_id=clip.id,
            platform=self.platform,
            blob=blob.key,
            sha256=blob.sha256,
            size_bytes=blob.size_bytes,
            duration_ms=5_000,
        )
        medium = Medium(
            blob=blob.key, sha256=blob.sha256, size_bytes=blob.size_bytes, duration_ms=5_000
        )
        now = self.clock.now()
        due_at = fields.get("due_at", now)
        publication = a_publication(
            clip_id=clip.id,
            variant_id=variant.id,
            platform=self.platform,
            account_id=account.id,
            **{
                "medium": medium,
                "caption": f"A goal in the last minute {new_id()}",
                "privacy": Privacy.PUBLIC,
                "window": a_window(opens_at=due_at),
                "due_at": due_at,
                "created_at": now,
                "status": S.SCHEDULED if due_at > now else S.QUEUED,
                **fields,
            },
        )
        publication = replace(publication, digest=publication.content(account).digest())
        async with self.database() as tx:
            await tx.videos.add(video)
            await tx.clips.add(clip)
            await tx.clips.add_variant(variant)
            await tx.publications.add(publication)
            await tx.jobs.enqueue(
                publish_job(
                    publication,
                    by=self.editor.actor,
                    request_key=f"publish:{publication.id}",
                    at=due_at,
                )
            )
        return publication.id

    # what happens

    async def work(self, **up_to: float) -> None:
        """Everything that is due from now until ``up_to`` (a timedelta's words; without: only what
        is due now and within a minute)."""
        until = self.clock.now() + timedelta(**(up_to or {"minutes": 1}))
        for _ in range(_MOST_RUNS):
            job = self._next(until)
            if job is None:
                self.clock.at = max(self.clock.at, until)
                return
            if job.run_at is not None and job.run_at > self.clock.now():
                self.clock.at = job.run_at
            await self.run(job)
        raise AssertionError("the work does not come to an end")

    async def work_until(self, id_: PublicationId, *statuses: PublicationStatus) -> Publication:
        """Until the publication stands like that, for three days at most."""
        until = self.clock.now() + timedelta(days=3)
        while (publication := await self.publication(id_)).status not in statuses:
            job = self._next(until)
            assert job is not None, f"nothing is left to do: {publication}"
            if job.run_at is not None and job.run_at > self.clock.now():
                self.clock.at = job.run_at
            await self.run(job)
        return publication

    async def run(self, job: Job) -> None:
        run = await start_job(world=self.database.world, job_id=job.id, worker_id="w")
        if run is not None:
            await self._do(run)

    async def sweep(self) -> None:
        """The clock's part: looks that are due, publications that lost their job, old tokens."""
        for kind in (JobKind.RECONCILE_PUBLICATIONS, JobKind.RENEW_GRANTS):
            async with self.database() as tx:
                job = await tx.jobs.enqueue(
                    NewJob(kind=kind, payload={}, requested_by=self.editor.actor)
                )
            await self.run(job)

    async def order(self, call: str, fault: str, **more: object) -> None:
        """Something goes wrong on the rehearsal server, at the ``n``-th of the next such calls."""
        body = {"call": call, "fault": fault, **more}
        (await self.http.post(self.control("faults"), json=body)).raise_for_status()

    async def heal(self) -> None:
        (await self.http.delete(self.control("faults"))).raise_for_status()

    async def play(self, path: str, **body: object) -> None:
        """What people and the platform do there: ``posts/<id>/remove``, ``accounts/<id>/ban``."""
        (await self.http.post(self.control(path), json=body or None)).raise_for_status()

    # what came of it

    async def truth(self, id_: PublicationId | None = None) -> list[dict[str, Any]]:
        """Every line that says that something became public; only of one publication's."""
        lines = (await self.http.get(self.control("truth"))).raise_for_status().json()
        caption = (await self.publication(id_)).caption if id_ else None
        return [
            line
            for line in lines
            if line["event"] == "published"
            and caption in (None, line["caption"], line.get("title"))
        ]

    async def publication(self, id_: PublicationId) -> Publication:
        async with self.database() as tx:
            return await tx.publications.get(id_)

    async def attempts(self, id_: PublicationId) -> list[Attempt]:
        async with self.database() as tx:
            return list(await tx.publications.attempts(id_))

    async def account(self, account: Account) -> Account:
        async with self.database() as tx:
            return await tx.accounts.get(account.id)

    def events(self, id_: PublicationId | None = None, kind: Kind | None = None) -> list[Event]:
        return [
            event
            for event in self.database.ledger.events
            if id_ in (None, event.entry.publication_id) and kind in (None, event.entry.kind)
        ]

    def jobs(self, id_: PublicationId, kind: JobKind = JobKind.PUBLISH) -> list[Job]:
        return [
            job for job in self.database.jobs.rows if job.kind is kind and job.publication_id == id_
        ]

    def control(self, path: str) -> str:
        return f"{self.root}/{self.platform}/rehearsal/{path}"

    async def _do(self, run: Run) -> None:
        world, publishers = self.database.world, self.platforms.publishers
        match run.job.kind:
            case JobKind.PUBLISH:
                await publish_publication(run=run, world=world, publishers=publishers)
            case JobKind.WATCH_PUBLICATION:
                await watch_publication(run=run, world=world, publishers=publishers)
            case JobKind.HANDLE_WEBHOOK:
                await handle_webhook(run=run, world=world, read=read_notices)
            case JobKind.RECONCILE_PUBLICATIONS:
                await reconcile_publications(run=run, world=world)
            case JobKind.RENEW_GRANTS:
                await renew_grants(
                    run=run,
                    world=world,
                    authorisers=self.platforms.authorisers,
                    rehearsed=self.platforms.rehearsed,
                    pause=self.pauses,
                )
            case _:
                raise AssertionError(f"nobody does {run.job.kind} here")

    def _next(self, until: Any) -> Job | None:
        """The job whose turn it is: of one key only one that has begun, or the one due first."""
        waiting = [job for job in self.database.jobs.rows if job.status is JobStatus.PENDING]
        due = [job for job in waiting if job.run_at is None or job.run_at <= until]
        due.sort(key=lambda job: (job.run_at or job.created_at, job.id))
        begun = {job.key: job.id for job in waiting if job.key and job.started_at}
        free = [job for job in due if not job.key or begun.get(job.key, job.id) == job.id]
        return free[0] if free else None

    async def _stored(self) -> Blob:
        async def whole() -> AsyncIterator[bytes]:
            yield self.film

        return await self.store.put(whole(), max_bytes=len(self.film))


def _film(platform: Platform) -> bytes:
    if platform is Platform.TIKTOK:
        return a_tiktok_video(60_000)
    return tiny_mp4(seconds=5.0, filling=40_000)


@asynccontextmanager
async def staged(
    folder: Path,
    platform: Platform,
    *,
    login: Login | None = None,
    film: bytes | None = None,
    theirs: Callable[[MovableClock], Clock] = lambda ours: ours,
    **terms: float,
) -> AsyncIterator[Stage]:
    """``film`` is what is published: a small one without. ``theirs`` is the platform's clock when
    it is not ours. ``terms`` are the platform's own."""
    clock, pauses = MovableClock(), Pauses()
    database = MemoryDatabase(clock)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(open_client(silence_s=10))
        await stack.enter_async_context(giving_files(folder, SECRETS))
        conditions = Conditions(terms={platform: terms})
        root = await stack.enter_async_context(
            running(
                folder / "rehearsal",
                run_dir=folder / "run",
                clock=theirs(clock),
                conditions=conditions,
            )
        )
        store = ObjectStore(f"file:{folder / 'media'}", new_id=new_id)
        footing = Footing(
            http=http, store=store, world=database.world, secrets=SECRETS, pause=pauses
        )
        settings = Settings(data=folder, rehearsal_url=root)
        yield Stage(
            platform=platform,
            login=login or (Login.INSTAGRAM if platform is Platform.INSTAGRAM else None),
            root=root,
            clock=clock,
            pauses=pauses,
            database=database,
            platforms=build_platforms(settings, footing),
            store=store,
            http=http,
            film=film or _film(platform),
        )
