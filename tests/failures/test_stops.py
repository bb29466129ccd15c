"""F29: a cancel or a stop is obeyed up to the last safe moment; after it, it is told the truth."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final

import httpx
import pytest

from domain.account import Account
from domain.ids import AccountId, PublicationId
from domain.job import JobStatus
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import AttemptState, PublicationStatus, TooLate
from domain.usecases.cancel_publication import cancel_publication
from domain.usecases.delete_publication import DeletionNotOffered, delete_publication
from domain.usecases.resume_publishing import resume_publishing
from domain.usecases.stop_publishing import stop_publishing
from tests.failures.stage import Stage, staged

S, A = PublicationStatus, AttemptState
Act = Callable[[], Awaitable[object]]

OPENING: Final = {
    Platform.INSTAGRAM: r"POST .*/media$",
    Platform.TIKTOK: r"POST .*/video/init/$",
    Platform.YOUTUBE: r"POST .*/videos$",
}
PREPARING: Final = {
    Platform.INSTAGRAM: r"GET .*/graph/v[\d.]+/\d+$",
    Platform.TIKTOK: r"POST .*/video/init/$",
    Platform.YOUTUBE: r"PUT .* bytes \*/\d+$",
}
CROSSING: Final = {
    Platform.INSTAGRAM: r"POST .*/media_publish$",
    Platform.TIKTOK: r"PUT .*/upload/.* bytes 0-",
    Platform.YOUTUBE: r"PUT .* bytes 0-",
}
"""The call after which it may be public."""

LAST_CALL: Final = {
    Platform.INSTAGRAM: "publish",
    Platform.TIKTOK: "last_chunk",
    Platform.YOUTUBE: "upload_last",
}
"""What the fault script calls it."""


@pytest.fixture(params=list(Platform))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, request.param) as stage:
        yield stage


class Wire:
    """Acts at the first call that looks like ``pattern``, and counts all of those."""

    def __init__(self, stage: Stage, pattern: str, act: Act | None = None) -> None:
        self.count = 0
        self.refused: list[TooLate] = []
        self._pattern = re.compile(pattern)
        self._act = act
        stage.http.event_hooks["request"].append(self._hear)

    async def _hear(self, request: httpx.Request) -> None:
        span = request.headers.get("Content-Range", "")
        if not self._pattern.search(f"{request.method} {request.url.path} {span}".strip()):
            return
        self.count += 1
        if self.count == 1 and self._act is not None:
            try:
                await self._act()
            except TooLate as late:
                self.refused.append(late)


def cancelling(stage: Stage, id_: PublicationId) -> Act:
    return lambda: cancel_publication(
        world=stage.database.world, principal=stage.editor, publication_id=id_
    )


def stopping(stage: Stage, account_id: AccountId | None) -> Act:
    return lambda: stop_publishing(
        world=stage.database.world,
        principal=stage.editor,
        account_id=account_id,
        reason="wrong video",
    )


async def lift(stage: Stage, account_id: AccountId | None) -> int:
    return await resume_publishing(
        world=stage.database.world, principal=stage.editor, account_id=account_id
    )


def scope(account: Account, everywhere: bool) -> AccountId | None:
    return None if everywhere else account.id


@pytest.mark.parametrize("moment", [OPENING, PREPARING], ids=["opening", "preparing"])
async def test_f29_a_cancel_while_it_is_on_its_way_is_obeyed(
    stage: Stage, moment: dict[Platform, str]
) -> None:
    id_ = await stage.approve(await stage.connect())
    wire = Wire(stage, moment[stage.platform], cancelling(stage, id_))
    crossing = Wire(stage, CROSSING[stage.platform])

    await stage.work(days=1)
    await stage.sweep()
    await stage.work(days=1)

    assert wire.count > 0
    assert (await stage.publication(id_)).status is S.CANCELLED
    assert [attempt.state for attempt in await stage.attempts(id_)] == [A.CANCELLED]
    assert {job.status for job in stage.jobs(id_)} <= {JobStatus.COMPLETED, JobStatus.CANCELLED}
    assert crossing.count == 0
    assert await stage.truth() == []
    assert len(stage.events(id_, Kind.PUBLICATION_CANCELLED)) == 1


@pytest.mark.parametrize("moment", [OPENING, PREPARING], ids=["opening", "preparing"])
@pytest.mark.parametrize("everywhere", [True, False], ids=["everywhere", "account"])
async def test_f29_a_stop_while_it_is_on_its_way_holds_it_until_it_is_lifted(
    stage: Stage, moment: dict[Platform, str], everywhere: bool
) -> None:
    account = await stage.connect()
    id_ = await stage.approve(account)
    Wire(stage, moment[stage.platform], stopping(stage, scope(account, everywhere)))
    crossing = Wire(stage, CROSSING[stage.platform])

    await stage.work(minutes=20)
    held = await stage.publication(id_)
    before = (crossing.count, await stage.truth())
    resumed = await lift(stage, scope(account, everywhere))
    await stage.work_until(id_, S.PUBLISHED)

    assert (held.status, held.held_reason) == (S.HELD, "stopped")
    assert before == (0, [])
    assert resumed == 1
    assert len(await stage.truth(id_)) == 1
    assert len(await stage.attempts(id_)) == 1


async def test_f29_a_cancel_at_the_call_that_publishes_is_told_that_it_is_too_late(
    stage: Stage,
) -> None:
    id_ = await stage.approve(await stage.connect())
    wire = Wire(stage, CROSSING[stage.platform], cancelling(stage, id_))

    await stage.work_until(id_, S.PUBLISHED)

    assert [late.values["reason"] for late in wire.refused] == ["crossing"]
    assert len(await stage.truth(id_)) == 1
    assert stage.events(id_, Kind.PUBLICATION_CANCELLED) == []


@pytest.mark.parametrize("everywhere", [True, False], ids=["everywhere", "account"])
async def test_f29_a_stop_at_the_call_that_publishes_does_not_lose_the_post(
    stage: Stage, everywhere: bool
) -> None:
    account = await stage.connect()
    id_ = await stage.approve(account)
    Wire(stage, CROSSING[stage.platform], stopping(stage, scope(account, everywhere)))
    await stage.work_until(id_, S.PUBLISHED)

    later = await stage.approve(account)
    await stage.work(hours=2)

    assert len(await stage.truth()) == 1
    assert (await stage.publication(id_)).status is S.PUBLISHED
    assert (await stage.publication(later)).held_reason == "stopped"


async def test_f29_a_stop_does_not_hide_what_nobody_knows(stage: Stage) -> None:
    """The answer to the publishing call was lost: looking goes on under a stop."""
    account = await stage.connect()
    id_ = await stage.approve(account)
    Wire(stage, CROSSING[stage.platform], stopping(stage, None))
    await stage.order(LAST_CALL[stage.platform], "drop_answer")

    await stage.work_until(id_, S.PUBLISHED)

    assert len(await stage.truth()) == 1


async def test_f29_a_stop_of_one_account_leaves_the_other_alone(tmp_path: Path) -> None:
    async with staged(tmp_path, Platform.YOUTUBE) as stage:
        first, second = await stage.connect(), await stage.connect(1)
        stopped, other = await stage.approve(first), await stage.approve(second)
        await stopping(stage, first.id)()

        await stage.work_until(other, S.PUBLISHED)
        await stage.work(hours=1)

        assert (await stage.publication(stopped)).held_reason == "stopped"
        assert len(await stage.truth()) == 1


async def test_f29_after_it_went_live_deleting_is_what_is_left(stage: Stage) -> None:
    id_ = await stage.approve(await stage.connect())
    await stage.work_until(id_, S.PUBLISHED)
    await stage.work(hours=1)

    with pytest.raises(TooLate) as late:
        await cancelling(stage, id_)()
    status = (await stage.publication(id_)).status
    told = await _deleted(stage, id_)

    assert late.value.values["reason"] == "live"
    assert status is S.PUBLISHED
    assert told is (S.REMOVED if stage.platform is Platform.YOUTUBE else S.PUBLISHED)


async def _deleted(stage: Stage, id_: PublicationId) -> PublicationStatus:
    try:
        await delete_publication(
            world=stage.database.world,
            principal=stage.editor,
            publication_id=id_,
            publishers=stage.platforms.publishers,
        )
    except DeletionNotOffered:
        assert stage.platform is not Platform.YOUTUBE
    return (await stage.publication(id_)).status
