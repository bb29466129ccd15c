"""What keeps a publication back: asked before it begins, and at the last safe moment."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from domain.platforms import Platform
from domain.ports import Progress
from domain.publication import (
    Misfire,
    Post,
    PublicationStatus,
)
from domain.timing import Blackout, Stop
from tests.build import a_window
from tests.fakes.outside import FakePlatform
from tests.usecases.publishing import Stage

S = PublicationStatus


@pytest.fixture
async def stage() -> Stage:
    stage = Stage()
    await stage.prepare()
    return stage


class TestTheGate:
    async def test_what_was_changed_since_it_was_approved_is_held(self, stage: Stage) -> None:
        async with stage.database() as tx:
            publication = await tx.publications.get(stage.id)
            await tx.publications.save(replace(publication, caption="Something else"))

        await stage.run()

        assert (await stage.publication()).held_reason == "changed"
        assert stage.platform.calls == []

    async def test_a_clip_that_was_rendered_anew_is_held(self, stage: Stage) -> None:
        async with stage.database() as tx:
            publication = await tx.publications.get(stage.id)
            variant = await tx.clips.get_variant(publication.variant_id)
            await tx.clips.add_variant(replace(variant, sha256="0" * 64))

        await stage.run()

        assert (await stage.publication()).held_reason == "changed"

    @pytest.mark.parametrize("everywhere", [True, False])
    async def test_a_stop_holds_it(self, stage: Stage, everywhere: bool) -> None:
        await _stop(stage, everywhere=everywhere)

        await stage.run()

        assert (await stage.publication()).held_reason == "stopped"
        assert stage.platform.calls == []

    async def test_a_stop_during_the_upload_holds_it_at_the_last_safe_moment(
        self, stage: Stage
    ) -> None:
        stage.publishers = {Platform.YOUTUBE: StoppedWhileUploading(stage)}

        await stage.run()

        assert (await stage.publication()).held_reason == "stopped"
        assert "publish" not in stage.platform.calls

    async def test_a_blackout_moves_it_to_its_end(self, stage: Stage) -> None:
        ends_at = stage.clock.now() + timedelta(hours=3)
        async with stage.database() as tx:
            await tx.stops.add_blackout(
                Blackout(id="b", starts_at=stage.clock.now(), ends_at=ends_at, reason="election")
            )

        await stage.run()

        assert (await stage.job()).run_at == ends_at
        assert (await stage.publication()).due_at == ends_at
        await stage.run()
        assert await stage.status() is S.PUBLISHED

    @pytest.mark.parametrize(
        ("misfire", "status"),
        [(Misfire.SKIP, S.CANCELLED), (Misfire.ASK, S.HELD), (Misfire.SHIFT, S.PUBLISHED)],
    )
    async def test_what_is_late_follows_its_policy(
        self, misfire: Misfire, status: PublicationStatus
    ) -> None:
        stage = Stage()
        window = a_window(opens_at=stage.clock.now(), misfire=misfire)
        await stage.prepare(window=window)
        stage.clock.forward(hours=2)

        await stage.run()

        assert await stage.status() is status

    async def test_what_is_late_never_goes_in_a_burst(self) -> None:
        stage = Stage()
        ids = [(await stage.prepare()).id for _ in range(3)]
        stage.clock.forward(hours=3)
        sent = []
        for id_ in ids:
            stage.id = id_
            while await stage.status() is not S.PUBLISHED:
                await stage.run()
            sent.append(stage.clock.now())

        gaps = [later - earlier for earlier, later in pairwise(sent)]
        assert all(gap >= timedelta(minutes=10) for gap in gaps)


async def _stop(stage: Stage, *, everywhere: bool) -> None:
    async with stage.database() as tx:
        await tx.stops.add_stop(
            Stop(
                id="s",
                account_id=None if everywhere else stage.account.id,
                reason="wrong video",
                stopped_by="user:u",
                stopped_at=stage.clock.now(),
            )
        )


class StoppedWhileUploading(FakePlatform):
    """Somebody stops everything while the bytes are on their way."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.database)
        self.calls = stage.platform.calls
        self._stage = stage

    async def upload(self, handle: str, post: Post, *, on_progress: Progress) -> None:
        await super().upload(handle, post, on_progress=on_progress)
        await _stop(self._stage, everywhere=True)
