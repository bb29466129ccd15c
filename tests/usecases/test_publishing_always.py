"""Whatever goes wrong, in whatever order: one post, never without a fence, and an end."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.account import AccountStatus
from domain.errors import DomainError
from domain.ids import PublicationId
from domain.job import Job, JobKind, JobStatus, NewJob
from domain.platforms import Platform
from domain.ports.resuming import resume_held
from domain.publication import (
    OVER,
    UNDER_WATCH,
    Misfire,
    Publication,
    PublicationStatus,
    Remedy,
    Scope,
    Setback,
    Stage,
)
from domain.usecases.cancel_publication import cancel_publication
from domain.usecases.publish_publication import publish_publication
from domain.usecases.reconcile_publications import reconcile_publications
from domain.usecases.release_publication import release_publication
from domain.usecases.resume_publishing import resume_publishing
from domain.usecases.start_job import start_job
from domain.usecases.stop_publishing import stop_publishing
from domain.usecases.watch_publication import watch_publication
from tests.build import a_window
from tests.usecases import publishing
from tests.usecases.pairs import GOES_WITH
from tests.usecases.strictly import Edges, StrictPlatform

S = PublicationStatus
CALLS: Final = ("preflight", "begin", "upload", "publish", "status", "look_after")
HONEST: Final = (Remedy.LOOK, Remedy.RETRY, Remedy.WAIT, Remedy.HOLD_ACCOUNT, Remedy.HUMAN)
"""What a client may say of a call that was done all the same."""

SETTLED: Final = frozenset({S.PUBLISHED, S.FAILED, S.CANCELLED, S.HELD})
_WORK: Final = (JobStatus.PENDING, JobStatus.PROCESSING)


class Killed(BaseException):
    pass


class Publishing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stage = publishing.Stage(Platform.TIKTOK)
        self.database = self.stage.database
        self.database.publications = Edges()
        self.platform = StrictPlatform(self.database)
        self.stage.publishers = {Platform.TIKTOK: self.platform}
        self.ids: list[PublicationId] = []
        self.another(misfire=Misfire.SHIFT, in_h=0)

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(what)

    # what people do

    @precondition(lambda self: len(self.ids) < 3)
    @rule(misfire=st.sampled_from(Misfire), in_h=st.integers(0, 3))
    def another(self, misfire: Misfire, in_h: int) -> None:
        at = self.stage.clock.now() + timedelta(hours=in_h)
        window = a_window(opens_at=at, misfire=misfire)
        status = S.SCHEDULED if in_h else S.QUEUED
        self.do(self.stage.prepare(window=window, due_at=at, status=status))
        self.ids.append(self.stage.id)

    @rule(which=st.integers(0, 2))
    def cancel(self, which: int) -> None:
        self.refusable(cancel_publication, publication_id=self.ids[which % len(self.ids)])

    @rule(which=st.integers(0, 2), in_h=st.sampled_from([None, 5]))
    def release(self, which: int, in_h: int | None) -> None:
        at = None if in_h is None else self.stage.clock.now() + timedelta(hours=in_h)
        id_ = self.ids[which % len(self.ids)]
        self.refusable(release_publication, publication_id=id_, at=at)

    @rule(everywhere=st.booleans())
    def stop(self, everywhere: bool) -> None:
        id_ = None if everywhere else self.stage.account.id
        self.refusable(stop_publishing, account_id=id_, reason="wrong video")

    @rule(everywhere=st.booleans())
    def lift(self, everywhere: bool) -> None:
        id_ = None if everywhere else self.stage.account.id
        self.refusable(resume_publishing, account_id=id_)

    @rule()
    def connect_again(self) -> None:
        self.do(self.reconnected())

    # what the platform does

    @rule(
        call=st.sampled_from(CALLS),
        remedy=st.sampled_from(Remedy),
        scope=st.sampled_from(Scope),
        wait_s=st.sampled_from([None, 30.0, 7200.0, 40 * 3600.0]),
        nth=st.integers(1, 2),
        unsent=st.booleans(),
    )
    def refuse(
        self,
        call: str,
        remedy: Remedy,
        scope: Scope,
        wait_s: float | None,
        nth: int,
        unsent: bool,
    ) -> None:
        setback = Setback("made_up", "no", remedy=remedy, scope=scope, retry_after_s=wait_s)
        setback.unsent = unsent
        self.strike(call, nth, setback)

    @rule(
        remedy=st.sampled_from(HONEST),
        scope=st.sampled_from(Scope),
        late_s=st.sampled_from([0, 100]),
    )
    def lose_the_answer(self, remedy: Remedy, scope: Scope, late_s: float) -> None:
        self.platform.late_s = late_s
        lost = Setback("lost", "no answer", remedy=remedy, scope=scope)
        self.strike("publish", 1, lost, arrives=True)

    @rule(call=st.sampled_from(CALLS), arrives=st.booleans())
    def crash(self, call: str, arrives: bool) -> None:
        self.strike(call, 1, Killed(), arrives=arrives)

    @rule(stage=st.sampled_from([Stage.LIVE, Stage.PROCESSING, Stage.INBOX]))
    def take_it_as(self, stage: Stage) -> None:
        self.platform.outcome = stage

    @rule(stage=st.sampled_from([Stage.LIVE, Stage.RESTRICTED, Stage.REMOVED, Stage.PROCESSING]))
    def change_its_mind(self, stage: Stage) -> None:
        self.platform.settle(stage)

    # what happens by itself

    @rule(minutes=st.sampled_from([0, 1, 3, 11, 65, 30 * 60]))
    def time_goes_by(self, minutes: int) -> None:
        self.stage.clock.forward(minutes=minutes)

    @rule(jobs=st.integers(1, 6))
    def work(self, jobs: int) -> None:
        for _ in range(jobs):
            any(self.do(self.worked(job)) for job in self.due())

    @rule()
    def sweep(self) -> None:
        self.do(self.swept())

    # what must hold

    @invariant()
    def never_more_than_one_post(self) -> None:
        assert all(count == 1 for count in self.platform.made.values())

    @invariant()
    def what_we_say_goes_together(self) -> None:
        for publication in self.publications():
            attempts = self.attempts(publication)
            state = attempts[-1].state if attempts else None
            assert state in GOES_WITH[publication.status]

    @invariant()
    def what_is_public_is_not_called_unsent(self) -> None:
        for publication in self.publications():
            if self.platform.made[publication.id]:
                assert publication.status not in OVER | {S.SCHEDULED, S.QUEUED}

    @invariant()
    def everything_has_ended_or_goes_on(self) -> None:
        for publication in self.publications():
            is_watched = publication.status in UNDER_WATCH | {S.UNKNOWN}
            assert publication.look_at is None or is_watched, "nobody would ever look"
            if publication.status in OVER | {S.HELD, S.PUBLISHED, S.REMOVED, S.RESTRICTED}:
                continue
            jobs = [job for job in self.jobs() if job.publication_id == publication.id]
            assert jobs or publication.look_at is not None, f"forgotten: {publication.status}"

    def teardown(self) -> None:
        """Once all is well again everything comes to an end."""
        self.platform.trouble.clear()
        self.platform.arriving.clear()
        self.platform.settle(Stage.LIVE)
        self.platform.outcome = Stage.LIVE
        self.lift(True)
        self.lift(False)
        self.connect_again()
        for _ in range(150):
            if all(one.status in SETTLED for one in self.publications()):
                break
            self.stage.clock.forward(minutes=11)
            self.sweep()
            self.work(6)
        for one in self.publications():
            assert one.status in SETTLED, f"no end: {one.status}, {self.attempts(one)}"
            if self.platform.made[one.id] and one.status is not S.HELD:
                assert one.status is S.PUBLISHED
        self.runner.close()

    # how it is done

    def refusable(self, act: Any, **args: Any) -> None:
        with suppress(DomainError):
            self.do(act(world=self.database.world, principal=self.stage.editor, **args))

    def strike(self, call: str, nth: int, trouble: BaseException, *, arrives: bool = False) -> None:
        name = f"{call} {self.platform.calls.count(call) + nth}"
        self.platform.trouble[name] = trouble
        (self.platform.arriving.add if arrives else self.platform.arriving.discard)(name)

    async def reconnected(self) -> None:
        async with self.database() as tx:
            account = await tx.accounts.get(self.stage.account.id)
            account = replace(account, status=AccountStatus.ACTIVE)
            await tx.accounts.save(account)
            actor = self.stage.editor.actor
            await resume_held(tx, self.database.world, account, actor=actor)

    async def worked(self, job: Job) -> bool:
        """False when it is not this job's turn."""
        world, publishers = self.database.world, self.stage.publishers
        run = await start_job(world=world, job_id=job.id, worker_id="w")
        if run is None:
            return False
        do = publish_publication if job.kind is JobKind.PUBLISH else watch_publication
        with suppress(Killed):
            await do(run=run, world=world, publishers=publishers)
        return True

    async def swept(self) -> None:
        world = self.database.world
        async with self.database() as tx:
            job = await tx.jobs.enqueue(
                NewJob(
                    kind=JobKind.RECONCILE_PUBLICATIONS,
                    payload={},
                    requested_by=self.stage.editor.actor,
                )
            )
        run = await start_job(world=world, job_id=job.id, worker_id="w")
        assert run is not None
        await reconcile_publications(run=run, world=world)

    def due(self) -> list[Job]:
        """Those whose worker died first, then the others in order of time."""
        now = self.stage.clock.now()
        waiting = [job for job in self.jobs() if job.run_at is None or job.run_at <= now]
        waiting.sort(key=lambda job: (job.status is JobStatus.PENDING, job.run_at or now, job.id))
        return waiting

    def jobs(self) -> list[Job]:
        kinds = (JobKind.PUBLISH, JobKind.WATCH_PUBLICATION)
        return [job for job in self.database.jobs.rows if job.kind in kinds and job.status in _WORK]

    def publications(self) -> list[Publication]:
        return list(self.database.publications.rows)

    def attempts(self, publication: Publication) -> list[Any]:
        tries = self.database.publications.tries
        mine = [one for one in tries if one.publication_id == publication.id]
        return sorted(mine, key=lambda one: one.number)


TestPublishingAlways = Publishing.TestCase
TestPublishingAlways.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
