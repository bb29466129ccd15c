"""Renewing tokens while many want one, and while answers get lost."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from domain.account import AccountStatus
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import PublicationStatus
from tests.failures.doors import grant_of, listen, many_workers, reconnect
from tests.failures.stage import staged

S = PublicationStatus
MANY = 100
RENEWAL = {
    Platform.INSTAGRAM: "/refresh_access_token",
    Platform.TIKTOK: "/oauth/token/",
    Platform.YOUTUBE: "/token/token",
}


async def test_f12_an_answer_without_a_refresh_token_leaves_the_one_that_we_have(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, Platform.YOUTUBE) as stage:
        account = await stage.connect()
        await reconnect(stage, account)
        before = await grant_of(stage, account.id)
        stage.clock.move(hours=3)
        id_ = await stage.approve(account)

        await stage.work_until(id_, S.PUBLISHED)

        after = await grant_of(stage, account.id)
        assert after.access != before.access
        assert after.refresh == before.refresh is not None
        assert len(await stage.truth(id_)) == 1


async def test_f12_an_answer_with_a_new_refresh_token_is_the_one_that_is_kept(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, Platform.YOUTUBE) as stage:
        account = await stage.connect()
        before = await grant_of(stage, account.id)
        await stage.order("refresh", "new_refresh_token")
        id_ = await stage.approve(account)

        await stage.work_until(id_, S.PUBLISHED)

        after = await grant_of(stage, account.id)
        assert after.refresh not in (None, before.refresh)


@pytest.mark.parametrize("platform", list(Platform))
async def test_f14_a_hundred_publishers_at_once_renew_the_token_with_one_call(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        account, ear = await stage.connect(), listen(stage)
        async with many_workers(stage, tmp_path) as platforms:
            publisher = platforms.publishers[platform]

            who = await asyncio.gather(*(publisher.authenticate(account) for _ in range(MANY)))

        assert {one.external_id for one in who} == {account.external_id}
        assert ear.count(RENEWAL[platform]) == 1
        assert len(stage.events(kind=Kind.TOKEN_REFRESHED)) == 1
        assert stage.events(kind=Kind.TOKEN_REFRESH_FAILED) == []
        assert (await stage.account(account)).status is AccountStatus.ACTIVE


@pytest.mark.parametrize("platform", [Platform.TIKTOK, Platform.YOUTUBE])
async def test_f14_a_hundred_whose_token_is_refused_at_once_renew_it_with_one_call(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        account, ear = await stage.connect(), listen(stage)
        await reconnect(stage, account)
        refused = replace(await grant_of(stage, account.id), access="no longer good")
        async with stage.database() as tx:
            await tx.grants.save(account.id, refused)
        ear.forget()
        async with many_workers(stage, tmp_path) as platforms:
            publisher = platforms.publishers[platform]

            await asyncio.gather(*(publisher.authenticate(account) for _ in range(MANY)))

        assert ear.count(RENEWAL[platform]) == 1
        assert (await stage.account(account)).status is AccountStatus.ACTIVE


@pytest.mark.parametrize("platform", list(Platform))
async def test_f14_a_renewal_that_never_arrived_is_made_again_and_nobody_has_to_reconnect(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        account = await stage.connect()
        id_ = await stage.approve(account)
        await stage.order("refresh", "close")

        await stage.work_until(id_, S.PUBLISHED)

        assert (await stage.account(account)).status is AccountStatus.ACTIVE
        assert len(await stage.truth(id_)) == 1


@pytest.mark.parametrize("platform", [Platform.INSTAGRAM, Platform.YOUTUBE])
async def test_f14_a_lost_renewal_costs_nothing_where_tokens_do_not_rotate(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        account = await stage.connect()
        id_ = await stage.approve(account)
        await stage.order("refresh", "drop_answer")

        await stage.work_until(id_, S.PUBLISHED)

        assert (await stage.account(account)).status is AccountStatus.ACTIVE
        assert len(await stage.truth(id_)) == 1


async def test_f14_a_lost_rotation_is_tried_once_more_then_said_and_loses_no_publication(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, Platform.TIKTOK) as stage:
        account, ear = await stage.connect(), listen(stage)
        await reconnect(stage, account)
        stage.clock.move(hours=3)
        ids = [await stage.approve(account) for _ in range(2)]
        await stage.order("refresh", "drop_answer")
        ear.forget()

        await stage.work(hours=1)
        dead, tries = await stage.account(account), ear.count(RENEWAL[Platform.TIKTOK])
        held = [(await stage.publication(id_)).held_reason for id_ in ids]
        posts = await stage.truth()
        await reconnect(stage, account)
        for id_ in ids:
            await stage.work_until(id_, S.PUBLISHED)

        assert (dead.status, dead.trouble) == (AccountStatus.NEEDS_RECONNECT, "answer_lost")
        assert (tries, held, posts) == (2, ["account_dead"] * 2, [])
        assert [len(await stage.truth(id_)) for id_ in ids] == [1, 1]


async def test_f14_an_error_with_the_status_of_success_is_never_kept_as_a_token(
    tmp_path: Path,
) -> None:
    """Also F37."""
    async with staged(tmp_path, Platform.TIKTOK) as stage:
        account = await stage.connect()
        id_, before = await stage.approve(account), await grant_of(stage, account.id)
        await stage.order("refresh", "invalid_grant")
        await stage.order("refresh", "error_as_success")

        publication = await stage.work_until(id_, S.HELD)

        assert publication.held_reason == "account_dead"
        assert (await stage.account(account)).trouble == "invalid_grant"
        assert await grant_of(stage, account.id) == before
        assert await stage.truth() == []
