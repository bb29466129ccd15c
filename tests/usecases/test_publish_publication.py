import pytest

from domain.ids import Actor, JobId, PublicationId
from domain.job import Job, JobKind, JobStatus, NewJob, Run
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports import (
    HandleGone,
    OutcomeUnknown,
    PlatformRefused,
    PlatformUnavailable,
)
from domain.publication import AttemptState, Publication, PublicationStatus
from domain.usecases.publish_publication import publish_publication
from domain.usecases.start_job import start_job
from tests.build import a_clip, a_publication, a_variant, a_video, an_account
from tests.fakes.clock import FixedClock
from tests.fakes.memory.database import MemoryDatabase
from tests.fakes.outside import FakePlatform

S = PublicationStatus


class Stage:
    """One publication with its job, and runs of that job until nothing is left to do."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.database = MemoryDatabase(self.clock)
        self.platform = FakePlatform(self.database)
        self.id = PublicationId("")
        self.job_id = JobId("")

    async def prepare(self, *, status: PublicationStatus = S.QUEUED, tries: int = 4) -> None:
        video, account = a_video(), an_account()
        clip = a_clip(video_id=video.id)
        variant = a_variant(clip_id=clip.id)
        publication = a_publication(
            clip_id=clip.id, variant_id=variant.id, account_id=account.id, status=status
        )
        self.id = publication.id
        async with self.database() as tx:
            await tx.videos.add(video)
            await tx.accounts.add(account)
            await tx.clips.add(clip)
            await tx.clips.add_variant(variant)
            await tx.publications.add(publication)
            job = await tx.jobs.enqueue(
                NewJob(
                    kind=JobKind.PUBLISH,
                    payload={},
                    requested_by=Actor("user:u"),
                    publication_id=publication.id,
                    max_attempts=tries,
                )
            )
        self.job_id = job.id

    async def run_once(self) -> None:
        self.clock.forward(minutes=10)
        await publish_publication(
            run=await self.start(),
            world=self.database.world,
            publishers={Platform.YOUTUBE: self.platform},
        )

    async def start(self) -> Run:
        run = await start_job(world=self.database.world, job_id=self.job_id, worker_id="w")
        assert run is not None
        return run

    async def publication(self) -> Publication:
        async with self.database() as tx:
            return await tx.publications.get(self.id)

    async def job(self) -> Job:
        async with self.database() as tx:
            return await tx.jobs.get(self.job_id)

    def kinds(self) -> list[Kind]:
        return [event.entry.kind for event in self.database.ledger.events]


@pytest.fixture
async def stage() -> Stage:
    stage = Stage()
    await stage.prepare()
    return stage


class TestPublishPublication:
    async def test_goes_live_and_says_so(self, stage: Stage) -> None:
        await stage.run_once()

        assert (await stage.publication()).status is S.PUBLISHED
        assert (await stage.job()).status is JobStatus.COMPLETED
        assert stage.kinds().count(Kind.CLIP_PUBLISHED) == 1

    @pytest.mark.parametrize("arrives", [True, False])
    async def test_looks_before_it_sends_again_when_the_answer_was_lost(
        self, stage: Stage, arrives: bool
    ) -> None:
        stage.platform.trouble["upload 1"] = OutcomeUnknown("cut")
        stage.platform.arrives = arrives

        await stage.run_once()
        assert (await stage.publication()).status is S.UNKNOWN
        await stage.run_once()

        assert (await stage.publication()).status is S.PUBLISHED
        assert len(stage.platform.posts) == 1
        assert stage.platform.calls[2] == "look"
        assert stage.platform.calls.count("upload") == (1 if arrives else 2)

    async def test_resumes_the_same_upload_after_a_crash(self, stage: Stage) -> None:
        class Killed(BaseException):
            pass

        stage.platform.trouble["upload 1"] = Killed()
        with pytest.raises(Killed):
            await stage.run_once()

        await stage.run_once()

        assert stage.platform.calls == ["begin", "upload", "look", "upload"]
        assert len(stage.platform.posts) == 1

    async def test_begins_anew_only_when_the_platform_forgot_the_upload(self, stage: Stage) -> None:
        stage.platform.trouble["upload 1"] = HandleGone("expired")

        await stage.run_once()
        await stage.run_once()

        assert stage.platform.calls == ["begin", "upload", "begin", "upload"]
        assert (await stage.publication()).status is S.PUBLISHED
        assert len(stage.platform.posts) == 1

    async def test_never_begins_anew_while_an_earlier_run_may_have_sent_it_all(
        self, stage: Stage
    ) -> None:
        stage.platform.trouble["upload 1"] = OutcomeUnknown("cut")
        stage.platform.trouble["upload 2"] = HandleGone("expired, and not listed yet")

        await stage.run_once()
        await stage.run_once()

        assert (await stage.publication()).status is S.UNKNOWN
        assert stage.platform.calls.count("begin") == 1

    async def test_begins_anew_once_the_platform_must_have_listed_it(self, stage: Stage) -> None:
        stage.platform.trouble["upload 1"] = OutcomeUnknown("cut")
        stage.platform.trouble["upload 2"] = HandleGone("expired, and not listed")

        await stage.run_once()
        stage.clock.forward(days=2)
        await stage.run_once()
        await stage.run_once()

        assert (await stage.publication()).status is S.PUBLISHED
        assert stage.platform.calls.count("begin") == 2
        assert len(stage.platform.posts) == 1

    async def test_ends_at_once_when_the_platform_says_no(self, stage: Stage) -> None:
        stage.platform.trouble["begin 1"] = PlatformRefused("invalidTitle", "no such title")

        await stage.run_once()

        assert (await stage.publication()).status is S.FAILED
        assert (await stage.publication()).error_code == "invalidTitle"
        assert (await stage.job()).status is JobStatus.FAILED

    async def test_gives_up_after_its_tries_when_nobody_answers(self, stage: Stage) -> None:
        for n in range(1, 5):
            stage.platform.trouble[f"begin {n}"] = PlatformUnavailable("503")

        for _ in range(4):
            await stage.run_once()

        assert (await stage.publication()).status is S.FAILED
        assert (await stage.job()).status is JobStatus.FAILED
        assert stage.platform.posts == {}

    async def test_stays_unknown_for_the_reconciliation_when_nobody_can_say(
        self, stage: Stage
    ) -> None:
        stage.platform.trouble["upload 1"] = OutcomeUnknown("cut")
        for n in range(1, 4):
            stage.platform.trouble[f"look {n}"] = PlatformUnavailable("503")

        for _ in range(4):
            await stage.run_once()

        assert (await stage.publication()).status is S.UNKNOWN
        assert stage.platform.calls.count("upload") == 1

    async def test_waits_as_long_as_the_platform_asks(self, stage: Stage) -> None:
        stage.platform.trouble["begin 1"] = PlatformUnavailable("quota", retry_after_s=7200)

        await stage.run_once()

        due = (await stage.job()).run_at
        assert due is not None
        assert (due - stage.clock.now()).total_seconds() == 7200

    async def test_writes_the_fence_before_any_call(self, stage: Stage) -> None:
        stage.platform.trouble["begin 1"] = PlatformUnavailable("503")

        await stage.run_once()

        async with stage.database() as tx:
            (attempt,) = await tx.publications.attempts(stage.id)
        assert attempt.state in (AttemptState.FENCED, AttemptState.SENDING)
        assert Kind.PUBLICATION_STARTED in stage.kinds()

    @pytest.mark.parametrize("status", [S.PUBLISHED, S.CANCELLED])
    async def test_sends_nothing_when_it_is_over(self, status: PublicationStatus) -> None:
        stage = Stage()
        await stage.prepare(status=status)

        await stage.run_once()

        assert stage.platform.calls == []
        assert (await stage.job()).status is JobStatus.COMPLETED
