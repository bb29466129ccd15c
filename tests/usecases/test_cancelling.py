from typing import Any

import pytest

from domain.access import Forbidden, Permission, Principal, Role, principal_of
from domain.job import Job, JobKind, JobStatus, Priority
from domain.ledger import Kind
from domain.publication import AttemptState, Publication, PublicationStatus, TooLate
from domain.usecases.cancel_job import cancel_job
from domain.usecases.cancel_publication import cancel_publication
from domain.usecases.reconcile_publications import reconcile_publications
from domain.usecases.retry_job import PublishAgain, retry_job
from domain.usecases.start_job import start_job
from tests.build import a_new_job, a_publication, a_user, an_attempt
from tests.fakes.clock import FixedClock
from tests.fakes.memory.database import MemoryDatabase

S = PublicationStatus
EDITOR = principal_of(a_user(role=Role.EDITOR))


class Stage:
    def __init__(self) -> None:
        self.clock = FixedClock()
        self.database = MemoryDatabase(self.clock)

    async def publishing(self, status: PublicationStatus) -> tuple[Publication, Job]:
        publication = a_publication(status=status, due_at=self.clock.now())
        new = a_new_job(kind=JobKind.PUBLISH, publication_id=publication.id)
        async with self.database() as tx:
            await tx.publications.add(publication)
            return publication, await tx.jobs.enqueue(new)

    async def state(self, publication: Publication, job: Job) -> tuple[Any, Any]:
        async with self.database() as tx:
            kept = await tx.publications.get(publication.id)
            return kept.status, (await tx.jobs.get(job.id)).status


class TestCancelJob:
    @pytest.mark.parametrize("status", [S.SCHEDULED, S.QUEUED])
    async def test_takes_the_publication_along_while_nothing_went_out(
        self, status: PublicationStatus
    ) -> None:
        stage = Stage()
        publication, job = await stage.publishing(status)

        await cancel_job(world=stage.database.world, principal=EDITOR, job_id=job.id)

        assert await stage.state(publication, job) == (S.CANCELLED, JobStatus.CANCELLED)
        kinds = [event.entry.kind for event in stage.database.ledger.events]
        assert Kind.PUBLICATION_CANCELLED in kinds

    @pytest.mark.parametrize(
        ("status", "state"),
        [(S.UPLOADING, AttemptState.CROSSING), (S.UNKNOWN, AttemptState.UNKNOWN)],
    )
    async def test_says_that_it_is_too_late_once_it_may_be_public(
        self, status: PublicationStatus, state: AttemptState
    ) -> None:
        stage = Stage()
        publication, job = await stage.publishing(status)
        async with stage.database() as tx:
            attempt = an_attempt(publication_id=publication.id, state=state, crossings=1)
            await tx.publications.add_attempt(attempt)

        with pytest.raises(TooLate):
            await cancel_job(world=stage.database.world, principal=EDITOR, job_id=job.id)

        assert await stage.state(publication, job) == (status, JobStatus.PENDING)

    async def test_needs_the_permission_of_what_it_stops(self) -> None:
        stage = Stage()
        _, job = await stage.publishing(S.SCHEDULED)
        writer = Principal(
            user_id=EDITOR.user_id,
            email=EDITOR.email,
            role=Role.EDITOR,
            locale=EDITOR.locale,
            scopes=frozenset({Permission.READ, Permission.WRITE}),
        )

        with pytest.raises(Forbidden):
            await cancel_job(world=stage.database.world, principal=writer, job_id=job.id)


class TestRetryJob:
    async def test_never_publishes_without_a_new_yes(self) -> None:
        stage = Stage()
        _, job = await stage.publishing(S.QUEUED)
        await cancel_job(world=stage.database.world, principal=EDITOR, job_id=job.id)

        with pytest.raises(PublishAgain):
            await retry_job(world=stage.database.world, principal=EDITOR, job_id=job.id)


class TestCancelPublication:
    async def test_ends_its_job_too(self) -> None:
        stage = Stage()
        publication, job = await stage.publishing(S.SCHEDULED)

        await cancel_publication(
            world=stage.database.world, principal=EDITOR, publication_id=publication.id
        )

        assert await stage.state(publication, job) == (S.CANCELLED, JobStatus.CANCELLED)


class TestReconcilePublications:
    @pytest.mark.parametrize(
        ("status", "ended", "minutes", "looked_after"),
        [
            (S.UNKNOWN, True, 11, True),
            (S.UPLOADING, True, 11, True),
            (S.QUEUED, True, 11, True),
            (S.UNKNOWN, True, 5, False),
            (S.UNKNOWN, False, 11, False),
            (S.PUBLISHED, True, 11, False),
            (S.FAILED, True, 11, False),
        ],
    )
    async def test_looks_after_what_no_job_looks_after(
        self, status: PublicationStatus, ended: bool, minutes: int, looked_after: bool
    ) -> None:
        stage = Stage()
        publication, job = await stage.publishing(status)
        world = stage.database.world
        if ended:
            run = await start_job(world=world, job_id=job.id, worker_id="w")
            assert run is not None
            async with world.uow() as tx:
                await tx.jobs.complete(run, result={}, at=stage.clock.now())
        stage.clock.forward(minutes=minutes)

        async with world.uow() as tx:
            tick = await tx.jobs.enqueue(
                a_new_job(kind=JobKind.RECONCILE_PUBLICATIONS, priority=Priority.BACKGROUND)
            )
        run = await start_job(world=world, job_id=tick.id, worker_id="w")
        assert run is not None
        await reconcile_publications(run=run, world=world)

        async with world.uow() as tx:
            jobs = [one for one in await tx.jobs.recent() if one.kind is JobKind.PUBLISH]
        assert len(jobs) == (2 if looked_after else 1)
        assert {one.publication_id for one in jobs} == {publication.id}
