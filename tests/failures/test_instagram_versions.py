"""F45: the version of the API that we speak is retired."""

from pathlib import Path

from domain.account import Login
from domain.job import JobStatus
from domain.ledger import Kind
from domain.platforms import Platform
from entrypoints.platforms import Footing, build_platforms
from entrypoints.settings import Settings
from tests.failures.instagram import LIVE, S, calls, only, with_both_logins
from tests.failures.stage import SECRETS, Stage, staged

INSTAGRAM = Platform.INSTAGRAM


class TestTheVersionEnds:
    @with_both_logins
    async def test_f45_a_version_that_has_ended_waits_for_a_person_with_its_reason(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            _speak(stage, tmp_path, "v20.0")
            id_ = await stage.approve(await stage.connect())

            publication = await stage.work_until(id_, S.HELD, S.FAILED, LIVE)
            await stage.work(hours=20)

            assert (publication.held_reason, publication.error_code) == ("human", "2635")
            told = only(stage, id_, Kind.PUBLICATION_HELD).entry.metadata
            assert "version of its API that we use has ended" in str(told["message"])
            assert [job.status for job in stage.jobs(id_)] == [JobStatus.COMPLETED]
            assert (await calls(stage))["container"] == len(await stage.truth()) == 0
            assert (await calls(stage))["me"] == 1

    @with_both_logins
    async def test_f45_one_that_ends_while_the_answer_is_lost_publishes_nothing_twice(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "drop_answer")
            await stage.work_until(id_, S.UNKNOWN)

            _speak(stage, tmp_path, "v20.0")
            publication = await stage.work_until(id_, S.HELD, S.FAILED, LIVE)

            assert (publication.status, publication.held_reason) == (S.HELD, "human")
            assert len(await stage.truth()) == (await calls(stage))["publish"] == 1


def _speak(stage: Stage, folder: Path, version: str) -> None:
    """From now on our calls are those of another version of the API."""
    settings = Settings(
        data=folder,
        rehearsal_url=stage.root,
        instagram_graph_version=version,
        facebook_graph_version=version,
    )
    footing = Footing(
        http=stage.http,
        store=stage.store,
        world=stage.database.world,
        secrets=SECRETS,
        pause=stage.pauses,
    )
    stage.platforms = build_platforms(settings, footing)
