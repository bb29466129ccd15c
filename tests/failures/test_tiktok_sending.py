"""TikTok's calls and uploads break on the way, and there is one post of exactly these bytes."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.ids import PublicationId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import Choices, PublicationStatus
from tests.failures.doors import Ear, listen
from tests.failures.passing import live_through
from tests.failures.stage import Stage, staged
from tests.integrations.rehearsal.tiktok_stage import a_video

S = PublicationStatus
THREE_CHUNKS = 30_000_123
INIT, PUT = "POST /api/v2/post/publish/video/init/", "PUT /upload/video/"
INBOX_INIT, STATUS = (
    "POST /api/v2/post/publish/inbox/video/init/",
    "POST /api/v2/post/publish/status/fetch/",
)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, Platform.TIKTOK) as stage:
        yield stage


@pytest.fixture
async def large(tmp_path: Path) -> AsyncIterator[Stage]:
    """With a film that goes in three chunks."""
    film = a_video(THREE_CHUNKS)
    async with staged(tmp_path, Platform.TIKTOK, film=film) as stage:
        yield stage


async def sent(stage: Stage) -> tuple[PublicationId, Ear]:
    ear = listen(stage)
    id_ = await stage.approve(await stage.connect())
    await stage.work_until(id_, S.PUBLISHED)
    return id_, ear


async def whole_and_once(stage: Stage, id_: PublicationId) -> None:
    (post,) = await stage.truth()
    assert post["sha256"] == hashlib.sha256(stage.film).hexdigest()
    assert post["caption"] == (await stage.publication(id_)).caption
    assert len(stage.events(id_, Kind.CLIP_PUBLISHED)) == 1


@pytest.mark.parametrize("fault", ["drop_answer", "close", "spoil", "html:502", "empty"])
async def test_f15_a_lost_answer_to_init_opens_another_upload_and_makes_one_post(
    stage: Stage, fault: str
) -> None:
    await stage.order("init", fault)

    id_, ear = await sent(stage)

    await whole_and_once(stage, id_)
    assert ear.count(INIT) == 2
    assert len(await stage.attempts(id_)) == 1


async def test_f15_a_lost_answer_to_the_inbox_costs_a_place_and_delivers_once(
    stage: Stage,
) -> None:
    ear = listen(stage)
    await stage.order("inbox_init", "drop_answer")
    id_ = await stage.approve(await stage.connect(), choices=Choices(inbox=True))

    await stage.work_until(id_, S.WAITING)

    log = (await stage.http.get(stage.control("truth"))).json()
    assert [line["event"] for line in log] == ["inbox"]
    assert ear.count(INBOX_INIT) == 2


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        ("store_then_fail", {}),
        ("drop_answer", {}),
        ("close", {"bytes": 4_000_000}),
        ("status:500", {}),
        ("html:503", {}),
        ("misaligned", {}),
        ("misaligned", {"bytes": 0}),
    ],
)
async def test_f16_a_chunk_that_breaks_goes_on_from_what_the_platform_holds(
    large: Stage, fault: str, more: dict[str, int]
) -> None:
    await large.order("chunk", fault, n=2, **more)

    id_, ear = await sent(large)

    await whole_and_once(large, id_)
    assert ear.count(INIT) == 1
    assert ear.count(PUT) <= 6


@pytest.mark.parametrize("fault", ["expire_upload", "unknown_upload"])
async def test_f16_an_address_that_dies_between_chunks_is_replaced_by_a_new_upload(
    large: Stage, fault: str
) -> None:
    await large.order("chunk", fault, n=2)

    id_, ear = await sent(large)

    await whole_and_once(large, id_)
    assert ear.count(INIT) == 2
    first, second = await large.attempts(id_)
    assert first.digest == second.digest
    assert first.reference != second.reference


async def test_f16_an_address_that_is_older_than_an_hour_is_replaced_too(large: Stage) -> None:
    await large.order("chunk", "close", n=2, times=1000)
    id_ = await large.approve(await large.connect())
    await large.work()
    await large.heal()
    large.clock.move(hours=2)

    await large.work_until(id_, S.PUBLISHED)

    await whole_and_once(large, id_)
    assert len(await large.attempts(id_)) == 2


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        ("drop_answer", {}),
        ("spoil", {}),
        ("store_then_fail", {}),
        ("store_then_fail", {"code": 403}),
        ("store_then_fail", {"code": 404}),
        ("store_then_fail", {"code": 400}),
        ("store_then_fail", {"code": 416}),
    ],
)
async def test_f16_a_last_chunk_whose_answer_is_lost_is_looked_up_and_never_begun_anew(
    large: Stage, fault: str, more: dict[str, int]
) -> None:
    await large.order("last_chunk", fault, **more)

    id_, ear = await sent(large)

    await whole_and_once(large, id_)
    assert ear.count(INIT) == 1
    (attempt,) = await large.attempts(id_)
    assert attempt.evidence["status"] == "PUBLISH_COMPLETE"


@pytest.mark.parametrize("fault", ["close", "expire_upload", "unknown_upload", "status:500"])
async def test_f16_a_last_chunk_that_never_came_is_sent_in_the_end_and_makes_one_post(
    stage: Stage, fault: str
) -> None:
    await stage.order("last_chunk", fault)

    id_, _ = await sent(stage)

    await whole_and_once(stage, id_)


async def test_f16_nothing_is_sent_again_while_the_platform_cannot_say_what_it_holds(
    stage: Stage,
) -> None:
    ear = listen(stage)
    id_ = await stage.approve(await stage.connect())
    await stage.order("last_chunk", "drop_answer")
    await stage.order("status", "html:502", times=1000)

    await live_through(stage, hours=3)
    blind, puts = await stage.publication(id_), ear.count(PUT)
    await stage.heal()
    await live_through(stage, hours=1)

    assert (blind.status, puts) == (S.UNKNOWN, 1)
    assert (ear.count(PUT), ear.count(INIT)) == (1, 1)
    assert (await stage.publication(id_)).status is S.PUBLISHED
    await whole_and_once(stage, id_)
    kinds = [event.entry.kind for event in stage.events(id_)]
    assert kinds.index(Kind.PUBLICATION_UNKNOWN) < kinds.index(Kind.CLIP_PUBLISHED)
