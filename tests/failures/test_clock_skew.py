"""Our clock and the platform's differ by minutes: still one post, and we know which one it is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.platforms import Platform
from domain.publication import Choices, PublicationStatus
from tests.build import a_window
from tests.failures.passing import live_until
from tests.failures.stage import Stage, staged
from tests.integrations.rehearsal.playing import MovableClock

S = PublicationStatus
CROSSES = {
    Platform.INSTAGRAM: "publish",
    Platform.TIKTOK: "last_chunk",
    Platform.YOUTUBE: "upload_last",
}


@dataclass
class Apart:
    """The platform's clock: ours, and so many minutes more."""

    ours: MovableClock
    minutes: float

    def now(self) -> datetime:
        return self.ours.now() + timedelta(minutes=self.minutes)


@pytest.fixture(params=[-4, 4, -20, 20], ids=lambda minutes: f"{minutes:+} minutes")
def minutes(request: pytest.FixtureRequest) -> float:
    return float(request.param)


@pytest.fixture(params=list(Platform))
async def stage(
    request: pytest.FixtureRequest, tmp_path: Path, minutes: float
) -> AsyncIterator[Stage]:
    async with staged(tmp_path, request.param, theirs=lambda ours: Apart(ours, minutes)) as made:
        yield made


async def test_f33_changes_nothing_while_all_goes_well(stage: Stage) -> None:
    id_ = await stage.approve(await stage.connect())

    seen = await live_until(stage, id_, S.PUBLISHED)

    (line,) = await stage.truth(id_)
    assert seen.external_id in (line["post_id"], None)


async def test_f33_makes_no_second_post_when_the_answer_is_lost(stage: Stage) -> None:
    id_ = await stage.approve(await stage.connect())
    await stage.order(CROSSES[stage.platform], "drop_answer")

    seen = await live_until(stage, id_, S.PUBLISHED)

    (line,) = await stage.truth(id_)
    assert seen.external_id in (line["post_id"], None)
    assert len(await stage.attempts(id_)) == 1


async def test_f33_makes_no_second_post_when_the_call_was_lost(stage: Stage) -> None:
    id_ = await stage.approve(await stage.connect())
    await stage.order(CROSSES[stage.platform], "close")

    await live_until(stage, id_, S.PUBLISHED)

    assert len(await stage.truth(id_)) == 1


@pytest.mark.parametrize("minutes", [-10, 4, 20])
async def test_f33_never_lets_youtube_publish_before_its_time(
    tmp_path: Path, minutes: float
) -> None:
    async with staged(
        tmp_path, Platform.YOUTUBE, theirs=lambda ours: Apart(ours, minutes)
    ) as stage:
        opens_at = stage.clock.now() + timedelta(hours=2)
        id_ = await stage.approve(
            await stage.connect(),
            window=a_window(opens_at=opens_at),
            choices=Choices(on_platform=True),
        )

        there = await stage.work_until(id_, S.SCHEDULED_THERE, S.PUBLISHED)
        seen = await live_until(stage, id_, S.PUBLISHED)

        assert there.status is S.SCHEDULED_THERE
        assert seen.published_at is not None
        late = seen.published_at - opens_at
        assert timedelta() <= late < timedelta(minutes=45)
