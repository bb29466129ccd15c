"""A person connects an account again, and is not quite the one that was meant."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.account import Account, AccountStatus, ConnectionRefused
from domain.ids import PublicationId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import PublicationStatus
from integrations.rehearsal.cast import CAST
from tests.failures.doors import grant_of, listen, reconnect
from tests.failures.stage import Stage, staged

S = PublicationStatus
NEEDED = {
    Platform.INSTAGRAM: "instagram_business_content_publish",
    Platform.TIKTOK: "video.publish",
    Platform.YOUTUBE: "https://www.googleapis.com/auth/youtube.upload",
}


async def held(stage: Stage) -> tuple[Account, PublicationId]:
    """An account whose tokens are dead, and what waits for it."""
    account = await stage.connect()
    await reconnect(stage, account)
    id_ = await stage.approve(account)
    await stage.play(f"accounts/{account.external_id}/revoke")
    await stage.work_until(id_, S.HELD)
    return account, id_


@pytest.mark.parametrize("platform", [Platform.TIKTOK, Platform.YOUTUBE])
async def test_f11_the_wrong_account_is_refused_by_name_and_gets_nothing(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        account, id_ = await held(stage)
        kept, other = await grant_of(stage, account.id), CAST[platform][1]

        with pytest.raises(ConnectionRefused) as refused:
            await reconnect(stage, account, chosen=other.external_id)
        ear = listen(stage)
        await stage.sweep()
        await stage.work(hours=6)

        values = refused.value.values
        assert values["reason"] == "wrong_account"
        assert (values["handle"], values["other"]) == (account.handle, other.handle)
        assert (await stage.publication(id_)).status is S.HELD
        assert (await stage.account(account)).status is AccountStatus.NEEDS_RECONNECT
        assert await grant_of(stage, account.id) == kept
        assert len(stage.events(kind=Kind.CONNECTION_REFUSED)) == 1
        assert ear.heard == []
        assert await stage.truth() == []


@pytest.mark.parametrize("platform", list(Platform))
async def test_f11_fewer_scopes_than_publishing_needs_leave_it_held_until_all_are_given(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        account, id_ = await held(stage)

        with pytest.raises(ConnectionRefused) as refused:
            await reconnect(stage, account, without=(NEEDED[platform],))
        await stage.work(hours=1)
        still = await stage.publication(id_)
        posts = await stage.truth()
        await reconnect(stage, account)
        await stage.work_until(id_, S.PUBLISHED)

        assert refused.value.values["reason"] == "scopes_missing"
        assert NEEDED[platform] in str(refused.value.values["scopes"])
        assert (still.status, posts) == (S.HELD, [])
        (post,) = await stage.truth(id_)
        assert post["account"] == account.external_id


@pytest.mark.parametrize("platform", list(Platform))
async def test_f11_fewer_scopes_leave_an_account_that_works_with_the_tokens_that_it_had(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        account = await stage.connect()
        later, kept = await stage.approve(account), await grant_of(stage, account.id)

        with pytest.raises(ConnectionRefused) as refused:
            await reconnect(stage, account, without=(NEEDED[platform],))
        unchanged = await grant_of(stage, account.id)
        await stage.work_until(later, S.PUBLISHED)

        assert refused.value.values["reason"] == "scopes_missing_kept"
        assert NEEDED[platform] in str(refused.value.values["scopes"])
        assert (await stage.account(account)).status is AccountStatus.ACTIVE
        assert unchanged == kept
        assert len(await stage.truth(later)) == 1


async def test_f11_tokens_that_open_another_account_publish_nothing_and_hold_the_one_meant(
    tmp_path: Path,
) -> None:
    for platform in Platform:
        async with staged(tmp_path / platform, platform) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            await _swap(stage, account)

            publication = await stage.work_until(id_, S.HELD)

            assert publication.held_reason in ("account_dead", "human")
            assert (await stage.account(account)).status is AccountStatus.NEEDS_RECONNECT
            assert await stage.truth() == []


async def _swap(stage: Stage, account: Account) -> None:
    """What is kept for the account opens somebody else's: a mistake that must not matter."""
    other = next(one for one in CAST[stage.platform] if one.external_id != account.external_id)
    kept, now = await grant_of(stage, account.id), stage.clock.now()
    access = await stage.mint(other.external_id)
    until = now + timedelta(hours=1)
    swapped = replace(kept, access=access, issued_at=now, access_expires_at=until)
    async with stage.database() as tx:
        await tx.grants.save(account.id, swapped)
