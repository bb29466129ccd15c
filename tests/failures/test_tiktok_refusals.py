"""TikTok says no: to a creator for a day, to the whole app, to one minute, to what was chosen."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.account import Account, AccountStatus
from domain.ids import PublicationId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import AttemptState, Choices, Privacy, PublicationStatus
from domain.timing import GAP, PATIENCE
from tests.build import a_window
from tests.failures.doors import connect_other, listen, reconnect
from tests.failures.stage import Stage, staged

S = PublicationStatus
TIKTOK = Platform.TIKTOK
INIT, PUT = "POST /api/v2/post/publish/video/init/", "PUT /upload/video/"
INFO = "POST /api/v2/post/publish/creator_info/query/"
FULL = "spam_risk_too_many_posts"
BANNED = "spam_risk_user_banned_from_posting"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, TIKTOK) as stage:
        yield stage


async def approve(stage: Stage, account: Account, **fields: Any) -> PublicationId:
    """With as much patience as a publication has of which nobody says otherwise."""
    window = a_window(opens_at=fields.get("due_at", stage.clock.now()), lasts=PATIENCE)
    return await stage.approve(account, **{"window": window, **fields})


@pytest.mark.parametrize(("call", "status"), [("creator_info", 200), ("init", 403)])
async def test_f17_a_creators_full_day_pauses_that_creator_alone_and_calls_nobody_meanwhile(
    stage: Stage, call: str, status: int
) -> None:
    """Also F37: to the first of these calls TikTok says so with the status of success."""
    ear = listen(stage)
    account, other = await stage.connect(), await connect_other(stage)
    ids = [await approve(stage, account) for _ in range(2)]
    await stage.order(call, "refuse", reason=FULL, code=status)
    await stage.work()
    ear.forget()

    others = await approve(stage, other, privacy=Privacy.FRIENDS)
    await stage.work()
    asked = ear.count(INFO)
    await stage.work(hours=2)
    ear.forget()
    await stage.work(hours=20)
    meanwhile = list(ear.heard)
    await stage.work(hours=4)

    assert asked == 2
    assert meanwhile == []
    for id_ in [*ids, others]:
        assert (await stage.publication(id_)).status is S.PUBLISHED
        assert len(await stage.truth(id_)) == 1
        assert len(await stage.attempts(id_)) == 1
    sent = [event.occurred_at for event in stage.events(kind=Kind.PUBLICATION_SENT)]
    mine = sorted(at for at in sent if at - sent[0] > timedelta(hours=12))
    assert len(mine) == 2
    assert mine[1] - mine[0] >= GAP


async def test_f17_the_day_that_is_really_full_is_met_without_a_post_too_many(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, TIKTOK, posts_per_day=2) as stage:
        account = await stage.connect()
        ids = [await approve(stage, account) for _ in range(4)]

        await stage.work(hours=23)
        first_day = len(await stage.truth())
        await stage.work(hours=30)

        assert first_day == 2
        assert len(await stage.truth()) in (3, 4)
        statuses = {(await stage.publication(id_)).status for id_ in ids}
        assert statuses <= {S.PUBLISHED, S.SCHEDULED, S.QUEUED, S.HELD}


async def test_f17_the_apps_full_day_pauses_every_account_of_the_platform(stage: Stage) -> None:
    ear = listen(stage)
    account, other = await stage.connect(), await connect_other(stage)
    first = await approve(stage, account)
    await stage.order("creator_info", "refuse", reason="reached_active_user_cap", code=200)
    await stage.work()
    second = await approve(stage, other, privacy=Privacy.FRIENDS)
    ear.forget()

    await stage.work(hours=23)
    meanwhile, posts = list(ear.heard), await stage.truth()
    await stage.work(hours=2)

    assert (meanwhile, posts) == ([], [])
    assert (await stage.account(account)).status is AccountStatus.ACTIVE
    assert [len(await stage.truth(id_)) for id_ in (first, second)] == [1, 1]


async def test_f17_a_full_minute_waits_for_a_minute_and_is_no_try(stage: Stage) -> None:
    ear, account = listen(stage), await stage.connect()
    id_, at = await approve(stage, account), stage.clock.now()
    await stage.order("init", "refuse", reason="rate_limit_exceeded")

    await stage.work(seconds=59)
    early = ear.count(INIT)
    publication = await stage.work_until(id_, S.PUBLISHED)

    assert (early, ear.count(INIT)) == (1, 2)
    assert publication.published_at is not None
    assert timedelta(minutes=1) <= publication.published_at - at < timedelta(minutes=2)
    assert len(await stage.truth(id_)) == 1
    assert len(await stage.attempts(id_)) == 1


async def test_f17_a_full_inbox_waits_for_a_day_and_is_never_asked_again_and_again(
    stage: Stage,
) -> None:
    ear, account = listen(stage), await stage.connect()
    id_ = await approve(stage, account, choices=Choices(inbox=True))
    await stage.order("inbox_init", "refuse", reason="spam_risk_too_many_pending_share")

    await stage.work(hours=23)
    calls = ear.count("POST /api/v2/post/publish/inbox/video/init/")
    await stage.work(hours=2)

    assert calls == 1
    assert (await stage.publication(id_)).status is S.WAITING
    assert await stage.truth() == []


@pytest.mark.parametrize("fault", ["refused", "failed later"])
async def test_f17_a_banned_creator_is_stopped_and_is_not_told_to_reconnect(
    stage: Stage, fault: str
) -> None:
    account = await stage.connect()
    first = await approve(stage, account)
    next_one = await approve(stage, account, due_at=stage.clock.now() + timedelta(hours=1))
    if fault == "refused":
        await stage.play(f"accounts/{account.external_id}/ban")
    else:
        await stage.order("last_chunk", "fail", reason=BANNED)

    await stage.work(hours=2)

    stopped = await stage.account(account)
    assert (stopped.status, stopped.trouble) == (AccountStatus.HELD, BANNED)
    for id_ in (first, next_one):
        publication = await stage.publication(id_)
        assert (publication.status, publication.held_reason) == (S.HELD, "account_restricted")
    assert len(stage.events(kind=Kind.ACCOUNT_HELD)) == 1
    assert await stage.truth() == []


async def test_f17_a_full_day_told_only_after_the_upload_waits_and_sends_it_the_next_day(
    stage: Stage,
) -> None:
    ear, account = listen(stage), await stage.connect()
    first = await approve(stage, account)
    second = await approve(stage, account, due_at=stage.clock.now() + timedelta(hours=1))
    await stage.order("last_chunk", "fail", reason=FULL)

    await stage.work(hours=23)
    inits, posts = ear.count(INIT), await stage.truth()
    await stage.work(hours=2)

    assert (inits, posts) == (1, [])
    for id_ in (first, second):
        assert (await stage.publication(id_)).status is S.PUBLISHED
        assert len(await stage.truth(id_)) == 1
    failed, _ = await stage.attempts(first)
    assert (failed.state, failed.error) == (AttemptState.FAILED_RETRYABLE, FULL)


async def test_f17_permission_that_goes_during_processing_holds_the_account_until_reconnected(
    stage: Stage,
) -> None:
    account = await stage.connect()
    first = await approve(stage, account)
    next_one = await approve(stage, account, due_at=stage.clock.now() + timedelta(hours=1))
    await stage.order("last_chunk", "fail", reason="auth_removed")

    await stage.work(hours=2)
    stopped = await stage.account(account)
    held = [(await stage.publication(id_)).held_reason for id_ in (first, next_one)]
    posts = await stage.truth()
    welcome = await reconnect(stage, account)
    await stage.work(hours=2)

    assert (stopped.status, stopped.trouble) == (AccountStatus.NEEDS_RECONNECT, "auth_removed")
    assert (held, posts, welcome.resumed) == (["account_dead"] * 2, [], 2)
    assert [len(await stage.truth(id_)) for id_ in (first, next_one)] == [1, 1]


async def test_f18_an_account_made_private_since_the_approval_gets_nothing_and_it_says_why(
    stage: Stage,
) -> None:
    ear, account = listen(stage), await stage.connect()
    id_ = await approve(stage, account)
    await stage.play(f"accounts/{account.external_id}/make_private")

    publication = await stage.work_until(id_, S.FAILED, S.HELD)
    await stage.work(hours=24)

    assert publication.error_code == "privacy_level_option_mismatch"
    assert "public" in (publication.error or "")
    assert publication.privacy is Privacy.PUBLIC
    assert ear.count(INIT) == 0
    assert await stage.truth() == []


async def test_f18_options_that_change_between_asking_and_init_are_never_guessed(
    stage: Stage,
) -> None:
    id_ = await approve(stage, await stage.connect())
    await stage.order("init", "refuse", reason="privacy_level_option_mismatch")

    publication = await stage.work_until(id_, S.FAILED, S.HELD)
    await stage.work(hours=24)

    assert publication.error_code == "privacy_level_option_mismatch"
    assert await stage.truth() == []


async def test_f18_an_app_without_audit_is_told_what_must_be_private_and_the_inbox_takes_it(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, TIKTOK, audited=0) as stage:
        ear, account = listen(stage), await stage.connect()
        public = await approve(stage, account)
        hidden = await approve(stage, account, privacy=Privacy.PRIVATE)

        refused = [await stage.work_until(id_, S.FAILED, S.HELD) for id_ in (public, hidden)]
        puts = ear.count(PUT)
        posts = await stage.truth()
        draft = await approve(stage, account, choices=Choices(inbox=True))
        waiting = await stage.work_until(draft, S.WAITING, S.FAILED)

        for one in refused:
            assert one.error_code == "unaudited_client_can_only_post_to_private_accounts"
            assert "account itself has to be private" in (one.error or "")
            assert "inbox" in (one.error or "")
        assert (puts, posts) == (0, [])
        assert waiting.status is S.WAITING


async def test_f18_an_app_without_audit_posts_privately_to_an_account_that_is_private(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, TIKTOK, audited=0) as stage:
        account = await connect_other(stage)
        id_ = await approve(stage, account, privacy=Privacy.PRIVATE)

        await stage.work_until(id_, S.PUBLISHED)

        (post,) = await stage.truth(id_)
        assert post["privacy"] == "SELF_ONLY"
