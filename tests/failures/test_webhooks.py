"""F34: what a platform calls us about makes us look, and nothing else; however it comes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.account import AccountStatus
from domain.ids import PublicationId
from domain.job import JobKind
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import PublicationStatus
from domain.usecases.match_parked import match_parked
from domain.webhook import DeliveryStatus
from integrations.webhooks import read_notices
from tests.failures.hooks import Heard, Hooks, hooked
from tests.failures.stage import Stage, staged
from tests.integrations.webhooks.sending import by_tiktok, tiktok_event

S = PublicationStatus
COMPLETE = r"post\.publish\.complete"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, Platform.TIKTOK) as stage:
        yield stage


@pytest.fixture
async def hooks(stage: Stage, tmp_path: Path) -> AsyncIterator[Hooks]:
    async with hooked(stage, tmp_path) as hooks:
        yield hooks


async def sent(stage: Stage) -> PublicationId:
    """Accepted by TikTok, which is still at work on it."""
    id_ = await stage.approve(await stage.connect())
    [job] = stage.jobs(id_)
    await stage.run(job)
    assert (await stage.publication(id_)).status is S.PROCESSING
    return id_


def looks(stage: Stage, id_: PublicationId) -> int:
    return len(stage.jobs(id_, JobKind.WATCH_PUBLICATION))


def told(stage: Stage, event: str, publish_id: str, **content: Any) -> Heard:
    """As TikTok itself would say it, signed as it would."""
    body = tiktok_event(event, publish_id=publish_id, **content)
    signed = by_tiktok(body, at=int(stage.clock.now().timestamp()))
    headers = {name.lower(): value for name, value in signed}
    return Heard(0, body, {**headers, "content-type": "application/json"})


async def test_f34_the_platforms_own_webhook_comes_through_the_real_door(
    stage: Stage, hooks: Hooks
) -> None:
    id_ = await sent(stage)
    await stage.work_until(id_, S.PUBLISHED)

    [heard, *_] = await hooks.until_heard(COMPLETE)
    statuses = await hooks.handle()
    await stage.work(minutes=5)

    assert heard.status == 200
    assert statuses[0] is DeliveryStatus.HANDLED
    assert len(await stage.truth(id_)) == 1
    [live] = stage.events(id_, Kind.CLIP_PUBLISHED)
    assert "PUBLISH_COMPLETE" in str(live.entry.metadata["evidence"])


async def test_f34_a_webhook_that_claims_too_much_changes_nothing(
    stage: Stage, hooks: Hooks
) -> None:
    """It says complete; TikTok, when it is asked, says that it is still at work."""
    id_ = await sent(stage)
    [attempt] = await stage.attempts(id_)

    claimed = told(stage, "post.publish.complete", attempt.reference or "")
    answer = await hooks.again(claimed)
    statuses = await hooks.handle()
    [look] = [job for job in stage.jobs(id_, JobKind.WATCH_PUBLICATION) if job.run_at is None]
    await stage.run(look)

    assert (answer, statuses) == (200, [DeliveryStatus.HANDLED])
    assert (await stage.publication(id_)).status is S.PROCESSING
    assert stage.events(id_, Kind.CLIP_PUBLISHED) == []
    assert await stage.truth() == []


async def test_f34_a_forged_one_is_refused_and_leaves_no_work(stage: Stage, hooks: Hooks) -> None:
    id_ = await sent(stage)
    [attempt] = await stage.attempts(id_)
    before = looks(stage, id_)
    body = tiktok_event("post.publish.complete", publish_id=attempt.reference or "")
    now = int(stage.clock.now().timestamp())
    [(_, bad)] = by_tiktok(body, at=now, secret="a guess")
    [(_, old)] = by_tiktok(body, at=now - 301)
    [(_, good)] = by_tiktok(body, at=now)
    other = Heard(0, body.replace(b"complete", b"failed.."), {"tiktok-signature": good})

    answers = [
        await hooks.again(Heard(0, body, {})),
        await hooks.again(Heard(0, body, {"tiktok-signature": bad})),
        await hooks.again(Heard(0, body, {"tiktok-signature": old})),
        await hooks.again(other),
    ]

    assert answers == [401] * 4
    assert await hooks.handle() == []
    assert looks(stage, id_) == before
    assert (await stage.publication(id_)).status is S.PROCESSING
    assert len(stage.events(kind=Kind.WEBHOOK_REJECTED)) == 1


async def test_f34_ten_of_the_same_make_one_look(stage: Stage, hooks: Hooks) -> None:
    id_ = await sent(stage)
    [attempt] = await stage.attempts(id_)
    one = told(stage, "post.publish.complete", attempt.reference or "")
    before = looks(stage, id_)

    answers = [await hooks.again(one) for _ in range(10)]
    statuses = await hooks.handle()

    assert answers == [200] * 10
    assert statuses == [DeliveryStatus.HANDLED]
    assert looks(stage, id_) == before + 1
    assert len(stage.events(kind=Kind.WEBHOOK_RECEIVED)) == 1


async def test_f34_late_and_out_of_order_ones_never_turn_it_back(
    stage: Stage, hooks: Hooks
) -> None:
    id_ = await sent(stage)
    live = await stage.work_until(id_, S.PUBLISHED)
    [attempt] = await stage.attempts(id_)
    reference = attempt.reference or ""
    stage.clock.move(days=1)

    for event in ("publicly_available", "complete", "inbox_delivered", "failed"):
        await hooks.again(told(stage, f"post.publish.{event}", reference, reason="internal"))
    await hooks.handle()
    await stage.work(minutes=5)

    assert (await stage.publication(id_)).status is S.PUBLISHED
    assert (await stage.publication(id_)).published_at == live.published_at
    assert len(stage.events(id_, Kind.CLIP_PUBLISHED)) == 1
    assert len(await stage.truth()) == 1
    assert len(await stage.attempts(id_)) == 1


async def test_f34_one_before_our_own_save_waits_until_we_know_it(
    stage: Stage, hooks: Hooks
) -> None:
    id_ = await sent(stage)
    [attempt] = await stage.attempts(id_)
    async with stage.database() as tx:
        tries = stage.database.publications.tries
        tries.by_id.clear()
    await hooks.again(told(stage, "post.publish.complete", attempt.reference or ""))

    before = await hooks.handle()
    async with stage.database() as tx:
        await tx.publications.add_attempt(attempt)
    matched = await match_parked(world=stage.database.world, read=read_notices)
    again = await match_parked(world=stage.database.world, read=read_notices)

    assert before == [DeliveryStatus.PARKED]
    assert (matched, again) == (1, 0)
    await stage.work_until(id_, S.PUBLISHED)
    assert len(await stage.truth(id_)) == 1


async def test_f34_one_about_what_is_over_does_not_make_us_look_for_ever(
    stage: Stage, hooks: Hooks
) -> None:
    """The poll saw the failure first; then its webhook comes."""
    await stage.order("last_chunk", "fail", reason="spam_risk_text")
    id_ = await sent(stage)
    await stage.work_until(id_, S.FAILED)
    [attempt] = await stage.attempts(id_)
    before = looks(stage, id_)

    await hooks.again(told(stage, "post.publish.failed", attempt.reference or "", reason="x"))
    statuses = await hooks.handle()
    for _ in range(5):
        stage.clock.move(minutes=30)
        await stage.sweep()
        await stage.work(minutes=1)

    assert set(statuses) == {DeliveryStatus.HANDLED}
    assert looks(stage, id_) == before
    publication = await stage.publication(id_)
    assert (publication.status, publication.look_at) == (S.FAILED, None)


async def test_f34_access_that_was_taken_away_holds_what_waits(stage: Stage, hooks: Hooks) -> None:
    account = await stage.connect()
    later = stage.clock.now().replace(year=stage.clock.now().year + 1)
    id_ = await stage.approve(account, due_at=later)

    await stage.play(f"accounts/{account.external_id}/revoke")
    [heard] = await hooks.until_heard(r"authorization\.removed")
    await hooks.again(heard)
    await hooks.handle()

    assert heard.status == 200
    assert (await stage.account(account)).status is AccountStatus.NEEDS_RECONNECT
    assert (await stage.publication(id_)).held_reason == "account_dead"
    assert len(stage.events(kind=Kind.TOKEN_REVOKED)) == 1
