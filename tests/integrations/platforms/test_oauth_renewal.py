"""Many publications with one token that has run out, over a real socket to TikTok's rehearsal."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.account import Account, AccountStatus, Grant
from domain.platforms import Platform
from domain.ports import Authoriser, World
from domain.publication import Setback
from domain.usecases.renew_grant import renew_grant
from integrations.platforms.oauth_tiktok import TikTokAuthoriser
from tests.fakes.memory.database import MemoryDatabase
from tests.integrations.platforms.oauth_stage import Stage, an_account, staged

TIKTOK = Platform.TIKTOK
MANY = 100


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        yield stage


class Counting(TikTokAuthoriser):
    """The real thing; it only counts how often it is asked to renew."""

    calls = 0

    async def refresh(self, account: Account, grant: Grant) -> Grant:
        self.calls += 1
        return await super().refresh(account, grant)


async def an_expired_account(world: World, stage: Stage) -> Account:
    connected = await stage.connect(TIKTOK)
    account = replace(an_account(TIKTOK), external_id=connected.identity.external_id)
    async with world.uow() as tx:
        await tx.accounts.add(account)
        await tx.grants.save(account.id, connected.grant)
    stage.clock.forward(hours=3)
    return account


async def token(world: World, authoriser: Authoriser, account: Account) -> str:
    return await renew_grant(
        world=world,
        authorisers={TIKTOK: authoriser},
        rehearsed=(TIKTOK,),
        account_id=account.id,
        refused=None,
        pause=asyncio.sleep,
    )


async def test_a_hundred_at_once_cost_one_call_in_memory(stage: Stage) -> None:
    world = MemoryDatabase(stage.clock).world
    account = await an_expired_account(world, stage)

    await _all_get_the_same(world, stage, account)


async def test_a_hundred_at_once_cost_one_call_in_postgres(stage: Stage, world: World) -> None:
    world = replace(world, clock=stage.clock)
    account = await an_expired_account(world, stage)

    await _all_get_the_same(world, stage, account)


async def _all_get_the_same(world: World, stage: Stage, account: Account) -> None:
    authoriser = Counting(stage.parts(TIKTOK))

    tokens = await asyncio.gather(*(token(world, authoriser, account) for _ in range(MANY)))

    async with world.uow() as tx:
        kept, found = await tx.grants.find(account.id), await tx.accounts.get(account.id)
    assert kept is not None
    assert set(tokens) == {kept.access}
    assert authoriser.calls == 1
    assert found.status is AccountStatus.ACTIVE


async def test_a_lost_answer_after_the_rotation_is_announced(stage: Stage) -> None:
    world = MemoryDatabase(stage.clock).world
    account = await an_expired_account(world, stage)
    await stage.order(TIKTOK, "refresh", "drop_answer")

    with pytest.raises(Setback):
        await token(world, stage.authoriser(TIKTOK), account)

    async with world.uow() as tx:
        found = await tx.accounts.get(account.id)
    assert (found.status, found.trouble) == (AccountStatus.NEEDS_RECONNECT, "answer_lost")


async def test_a_request_that_never_arrived_costs_nothing(stage: Stage) -> None:
    world = MemoryDatabase(stage.clock).world
    account = await an_expired_account(world, stage)
    await stage.order(TIKTOK, "refresh", "close")

    assert await token(world, stage.authoriser(TIKTOK), account)
