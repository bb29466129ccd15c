"""F30, F31: the trouble of one network stays its own; after an outage there is never a burst."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from domain.account import Login
from domain.ids import PublicationId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import Misfire, PublicationStatus
from domain.timing import GAP, PUNCTUAL
from domain.usecases.resume_publishing import resume_publishing
from domain.usecases.stop_publishing import stop_publishing
from tests.build import a_window
from tests.failures.stage import Stage, staged
from tests.integrations.rehearsal.tiktok_stage import a_video

S = PublicationStatus
EVERY = timedelta(minutes=15)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, Platform.YOUTUBE, film=a_video(60_000)) as it:
        yield it


async def campaign(stage: Stage, misfire: Misfire) -> list[PublicationId]:
    """Four clips, a quarter of an hour apart."""
    account, ids = await stage.connect(), []
    for number in range(1, 5):
        at = stage.clock.now() + number * EVERY
        window = a_window(opens_at=at, misfire=misfire)
        ids.append(await stage.approve(account, due_at=at, window=window))
    return ids


async def crossings(stage: Stage, ids: list[PublicationId]) -> list[datetime]:
    found = [(await stage.attempts(id_))[-1].crossed_at for id_ in ids]
    return sorted(at for at in found if at is not None)


async def assert_spaced(stage: Stage, ids: list[PublicationId]) -> None:
    assert [(await stage.publication(id_)).status for id_ in ids] == [S.PUBLISHED] * len(ids)
    assert len(await stage.truth()) == len(ids)
    sent = await crossings(stage, ids)
    assert all(later - earlier >= GAP for earlier, later in pairwise(sent)), sent


async def test_f31_what_nobody_sent_in_time_goes_one_after_the_other(stage: Stage) -> None:
    ids = await campaign(stage, Misfire.SHIFT)
    stage.clock.move(hours=5)

    await stage.work(hours=3)

    await assert_spaced(stage, ids)


@pytest.mark.parametrize(
    ("misfire", "status", "reason"),
    [(Misfire.SKIP, S.CANCELLED, None), (Misfire.ASK, S.HELD, "missed")],
)
async def test_f31_what_must_not_be_late_does_not_go(
    stage: Stage, misfire: Misfire, status: PublicationStatus, reason: str | None
) -> None:
    ids = await campaign(stage, misfire)
    stage.clock.move(hours=5)

    await stage.work(hours=3)

    found = [await stage.publication(id_) for id_ in ids]
    assert {(one.status, one.held_reason) for one in found} == {(status, reason)}
    assert await stage.truth() == []
    kind = Kind.PUBLICATION_CANCELLED if misfire is Misfire.SKIP else Kind.PUBLICATION_HELD
    told = [event.entry.metadata["reason"] for event in stage.events(kind=kind)]
    assert told == ["missed"] * len(ids)


async def test_f31_behind_its_window_even_what_may_shift_asks_a_person(stage: Stage) -> None:
    ids = await campaign(stage, Misfire.SHIFT)
    stage.clock.move(hours=30)

    await stage.work(hours=3)

    assert {(await stage.publication(id_)).held_reason for id_ in ids} == {"missed"}
    assert await stage.truth() == []


async def test_f31_a_platform_that_comes_back_is_not_flooded(stage: Stage) -> None:
    await stage.order("channels_list", "status:503", times=10_000)
    ids = await campaign(stage, Misfire.SHIFT)
    await stage.work(hours=4)
    assert await stage.truth() == []

    await stage.heal()
    await stage.work(hours=3)

    await assert_spaced(stage, ids)


async def test_f31_a_limit_of_the_app_is_not_followed_by_a_burst(stage: Stage) -> None:
    ids = await campaign(stage, Misfire.SHIFT)
    until = stage.clock.now() + timedelta(hours=6)
    async with stage.database() as tx:
        await tx.stops.wait("app:youtube", until=until, reason="quotaExceeded")

    await stage.work(hours=5)
    calls = await stage.truth()
    await stage.work(hours=4)

    assert calls == []
    assert min(await crossings(stage, ids)) >= until
    await assert_spaced(stage, ids)


async def test_f31_lifting_a_stop_is_not_followed_by_a_burst(stage: Stage) -> None:
    ids = await campaign(stage, Misfire.SHIFT)
    world, person = stage.database.world, stage.editor
    await stop_publishing(world=world, principal=person, account_id=None, reason="wrong video")
    await stage.work(hours=5)
    held = [(await stage.publication(id_)).held_reason for id_ in ids]

    resumed = await resume_publishing(world=world, principal=person, account_id=None)
    await stage.work(hours=3)

    assert (held, resumed) == (["stopped"] * 4, 4)
    await assert_spaced(stage, ids)


async def test_f31_a_delay_of_some_minutes_changes_no_plan(stage: Stage) -> None:
    ids = await campaign(stage, Misfire.SKIP)
    stage.clock.at += EVERY + PUNCTUAL

    await stage.work(hours=3)

    assert len(await stage.truth()) == len(ids)


def on(stage: Stage, platform: Platform) -> Stage:
    stage.platform = platform
    stage.login = Login.INSTAGRAM if platform is Platform.INSTAGRAM else None
    return stage


@pytest.mark.parametrize(
    ("broken", "call", "fault", "reason"),
    [
        (Platform.INSTAGRAM, "container", "container_error", None),
        (Platform.TIKTOK, "last_chunk", "fail", "spam_risk_text"),
        (Platform.YOUTUBE, "upload_last", "rejected", "duplicate"),
    ],
)
async def test_f30_one_network_that_refuses_is_told_apart_from_those_that_took_it(
    stage: Stage, broken: Platform, call: str, fault: str, reason: str | None
) -> None:
    more = {"reason": reason} if reason else {"code": 2207026}
    await on(stage, broken).order(call, fault, times=9, **more)
    ids = {}
    for platform in Platform:
        ids[platform] = await on(stage, platform).approve(await stage.connect())

    await stage.work(hours=2)
    await stage.sweep()
    await stage.work(hours=2)

    for platform, id_ in ids.items():
        status = (await stage.publication(id_)).status
        lines = await on(stage, platform).truth(id_)
        if platform is broken:
            assert status in (S.FAILED, S.HELD)
            assert stage.events(id_, Kind.CLIP_PUBLISHED) == []
        else:
            assert status is S.PUBLISHED
            assert len(lines) == 1
            assert len(await stage.attempts(id_)) == 1
