"""One publication with its job in memory, and a platform that can be told to misbehave."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.account import Account, AccountStatus
from domain.ids import PublicationId
from domain.job import Job, JobKind, JobStatus, NewJob, Run
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports.resuming import publish_job
from domain.publication import Attempt, Medium, Publication, PublicationStatus
from domain.usecases.publish_publication import publish_publication
from domain.usecases.start_job import start_job
from domain.usecases.watch_publication import watch_publication
from tests.build import (
    a_clip,
    a_principal,
    a_publication,
    a_variant,
    a_video,
    a_window,
    an_account,
)
from tests.fakes.clock import FixedClock
from tests.fakes.memory.database import MemoryDatabase
from tests.fakes.outside import FakePlatform


class Stage:
    """``run`` does the publish job that is due, ``watch`` the look that is due."""

    def __init__(self, platform: Platform = Platform.YOUTUBE) -> None:
        self.clock = FixedClock()
        self.database = MemoryDatabase(self.clock)
        self.platform = FakePlatform(self.database)
        self.publishers = {platform: self.platform}
        self.account = an_account(platform=platform)
        self.editor = a_principal()
        self.id = PublicationId("")

    async def prepare(self, **fields: Any) -> Publication:
        """A publication that was approved and is due now."""
        async with self.database() as tx:
            if (
                await tx.accounts.find(
                    platform=self.account.platform,
                    external_id=self.account.external_id,
                    rehearsal=True,
                )
                is None
            ):
                await tx.accounts.add(self.account)
            video = a_video()
            clip = a_clip(video_id=video.id)
            variant = a_variant(clip_id=clip.id, platform=self.account.platform)
            await tx.videos.add(video)
            await tx.clips.add(clip)
            await tx.clips.add_variant(variant)
            medium = Medium(
                blob=variant.blob,
                sha256=variant.sha256,
                size_bytes=variant.size_bytes,
                duration_ms=variant.duration_ms,
            )
            now = self.clock.now()
            publication = a_publication(
                variant_id=variant.id,
                platform=self.account.platform,
                account_id=self.account.id,
                medium=medium,
                **{
                    "clip_id": clip.id,
                    "window": a_window(opens_at=now),
                    "due_at": now,
                    "created_at": now,
                    **fields,
                },
            )
            publication = replace(publication, digest=publication.content(self.account).digest())
            await tx.publications.add(publication)
            await tx.jobs.enqueue(
                publish_job(
                    publication,
                    by=self.editor.actor,
                    request_key=f"publish:{publication.id}",
                    at=publication.due_at,
                )
            )
        self.id = publication.id
        return publication

    async def run(self) -> None:
        await publish_publication(
            run=await self.start(JobKind.PUBLISH),
            world=self.database.world,
            publishers=self.publishers,
        )

    async def watch(self) -> None:
        await watch_publication(
            run=await self.start(JobKind.WATCH_PUBLICATION),
            world=self.database.world,
            publishers=self.publishers,
        )

    async def watch_now(self) -> None:
        """Looks, whenever the next look is due."""
        async with self.database() as tx:
            job = await tx.jobs.enqueue(
                NewJob(
                    kind=JobKind.WATCH_PUBLICATION,
                    payload={},
                    requested_by=self.editor.actor,
                    publication_id=self.id,
                )
            )
        run = await start_job(world=self.database.world, job_id=job.id, worker_id="w")
        assert run is not None
        await watch_publication(run=run, world=self.database.world, publishers=self.publishers)

    async def start(self, kind: JobKind) -> Run:
        """At the time at which the job is due."""
        job = await self.job(kind)
        if job.run_at is not None and job.run_at > self.clock.now():
            self.clock.forward(seconds=(job.run_at - self.clock.now()) / timedelta(seconds=1))
        run = await start_job(world=self.database.world, job_id=job.id, worker_id="w")
        assert run is not None
        return run

    async def job(self, kind: JobKind = JobKind.PUBLISH) -> Job:
        """The newest of the publication that is not over, or else the newest."""
        jobs = [
            job
            for job in self.database.jobs.rows
            if job.kind is kind and job.publication_id == self.id
        ]
        waiting = [job for job in jobs if job.status in (JobStatus.PENDING, JobStatus.PROCESSING)]
        return (waiting or jobs)[-1]

    async def publication(self) -> Publication:
        async with self.database() as tx:
            return await tx.publications.get(self.id)

    async def status(self) -> PublicationStatus:
        return (await self.publication()).status

    async def attempts(self) -> list[Attempt]:
        async with self.database() as tx:
            return list(await tx.publications.attempts(self.id))

    async def put_account(self, status: AccountStatus) -> Account:
        async with self.database() as tx:
            account = replace(await tx.accounts.get(self.account.id), status=status)
            await tx.accounts.save(account)
        return account

    def kinds(self) -> list[Kind]:
        return [event.entry.kind for event in self.database.ledger.events]
