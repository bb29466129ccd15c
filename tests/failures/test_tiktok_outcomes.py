"""What comes of a TikTok post once its bytes are there: late, without an id, in the inbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.account import AccountStatus
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import Choices, Privacy, PublicationStatus
from tests.failures.doors import listen
from tests.failures.passing import live_through
from tests.failures.stage import Stage, staged

S = PublicationStatus
TIKTOK = Platform.TIKTOK
INIT, STATUS = (
    "POST /api/v2/post/publish/video/init/",
    "POST /api/v2/post/publish/status/fetch/",
)
INFO = "POST /api/v2/post/publish/creator_info/query/"
METRICS = "POST /api/v2/video/query/"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, TIKTOK) as stage:
        yield stage


async def test_f19_a_post_stuck_for_hours_is_asked_after_ever_more_seldom_and_not_sent_again(
    stage: Stage,
) -> None:
    ear = listen(stage)
    id_ = await stage.approve(await stage.connect())
    await stage.order("last_chunk", "stuck", seconds=6 * 3600)

    await live_through(stage, hours=5)
    stuck, looks = await stage.publication(id_), ear.count(STATUS)
    await live_through(stage, hours=2)

    assert stuck.status is S.PROCESSING
    assert looks < 30
    assert ear.count(INIT) == 1
    assert (await stage.publication(id_)).status is S.PUBLISHED
    assert len(await stage.truth(id_)) == 1
    assert stage.events(id_, Kind.PUBLICATION_FAILED) == []


async def test_f19_a_public_post_is_live_at_once_and_gets_its_id_when_moderation_gives_it(
    stage: Stage,
) -> None:
    """Also F35: the id has 19 digits, more than a float holds."""
    id_ = await stage.approve(await stage.connect())
    await stage.order("last_chunk", "no_id", seconds=3 * 3600)

    early = await stage.work_until(id_, S.PUBLISHED)
    await live_through(stage, hours=5)

    (post,), late = await stage.truth(id_), await stage.publication(id_)
    assert (early.external_id, early.url) == (None, None)
    assert late.external_id == post["post_id"]
    assert late.url is not None
    assert late.url.endswith(f"/video/{post['post_id']}")
    assert len(stage.events(id_, Kind.CLIP_PUBLISHED)) == 1
    assert stage.events(id_, Kind.METRICS_COLLECTED) != []


async def test_f19_a_post_for_its_owner_alone_is_live_without_id_and_without_numbers(
    stage: Stage,
) -> None:
    ear = listen(stage)
    id_ = await stage.approve(await stage.connect(), privacy=Privacy.PRIVATE)

    await live_through(stage, hours=30)

    publication = await stage.publication(id_)
    (post,) = await stage.truth(id_)
    assert post["privacy"] == "SELF_ONLY"
    assert (publication.status, publication.external_id) == (S.PUBLISHED, None)
    assert stage.events(id_, Kind.METRICS_COLLECTED) == []
    assert ear.count(METRICS) == 0
    (attempt,) = await stage.attempts(id_)
    assert attempt.evidence["post_id"] == "none for a private post"


async def test_f19_an_inbox_waits_for_the_person_for_days_and_is_live_once_they_posted(
    stage: Stage,
) -> None:
    ear = listen(stage)
    id_ = await stage.approve(await stage.connect(), choices=Choices(inbox=True))
    waiting = await stage.work_until(id_, S.WAITING)
    await live_through(stage, hours=24)
    before = await stage.truth()
    (attempt,) = await stage.attempts(id_)

    await stage.play(f"inbox/{attempt.reference}/post", caption="In my own words")
    await live_through(stage, hours=2)

    (post,) = await stage.truth()
    publication = await stage.publication(id_)
    assert (waiting.external_id, before) == (None, [])
    assert (publication.status, publication.external_id) == (S.PUBLISHED, post["post_id"])
    assert post["caption"] == "In my own words"
    assert ear.count("inbox/video/init/") == 1
    assert ear.count(INFO) == 0


async def test_f35_an_id_of_19_digits_is_the_same_text_everywhere(stage: Stage) -> None:
    id_ = await stage.approve(await stage.connect())

    await stage.work_until(id_, S.PUBLISHED)
    await live_through(stage, hours=1)

    (post,), publication = await stage.truth(id_), await stage.publication(id_)
    (attempt,) = await stage.attempts(id_)
    number = post["post_id"]
    assert len(number) == 19
    assert int(number) > 2**53
    assert (publication.external_id, attempt.external_id) == (number, number)
    assert attempt.evidence["post_ids"] == [number]
    told = [event.entry.metadata.get("external_id") for event in stage.events(id_)]
    assert set(told) == {None, number}


@pytest.mark.parametrize("code", [200, 500])
async def test_f37_an_error_to_init_is_told_by_its_body_whatever_the_status(
    stage: Stage, code: int
) -> None:
    ear = listen(stage)
    id_ = await stage.approve(await stage.connect())
    await stage.order("init", "refuse", reason="internal_error", code=code)

    await stage.work_until(id_, S.PUBLISHED)

    assert ear.count(INIT) == 2
    assert len(await stage.truth(id_)) == 1


async def test_f37_an_error_to_the_status_with_200_is_not_taken_for_an_outcome(
    stage: Stage,
) -> None:
    ear = listen(stage)
    id_ = await stage.approve(await stage.connect())
    await stage.order("status", "refuse", reason="internal_error", code=200, times=8)

    await live_through(stage, hours=1)

    assert (await stage.publication(id_)).status is S.PUBLISHED
    assert ear.count(INIT) == 1
    assert len(await stage.truth(id_)) == 1


async def test_f37_a_dead_token_told_with_200_is_renewed_once_and_the_post_goes_out(
    stage: Stage,
) -> None:
    ear = listen(stage)
    account = await stage.connect()
    id_ = await stage.approve(account)
    await stage.order("creator_info", "refuse", reason="access_token_invalid", code=200)

    await stage.work_until(id_, S.PUBLISHED)

    assert ear.count("/oauth/token/") == 2
    assert (await stage.account(account)).status is AccountStatus.ACTIVE
    assert len(await stage.truth(id_)) == 1
