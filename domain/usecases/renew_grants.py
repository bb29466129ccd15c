"""Renew by the clock what runs out soon, and say in time what can not be renewed much longer."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from domain.account import REFRESHED_AHEAD, Account, AccountStatus, Grant, entry, is_due
from domain.ids import Actor
from domain.job import Run
from domain.ledger import Kind, Severity
from domain.platforms import Platform
from domain.ports import Authorisers, Transaction, World
from domain.ports.renewing import Renewer, good_token
from domain.publication import Setback

WARNED_DAYS: Final = (2, 5, 10)
"""How many days before the end a person is told; once each."""

_FARTHEST: Final = max(REFRESHED_AHEAD.values())


async def renew_grants(
    *,
    run: Run,
    world: World,
    authorisers: Authorisers,
    rehearsed: Collection[Platform],
    pause: Callable[[float], Awaitable[None]],
) -> None:
    """One account that cannot be renewed does not keep the others from it. Raises
    RunSuperseded."""
    now = world.clock.now()
    renewer = Renewer(
        world=world, authorisers=authorisers, rehearsed=rehearsed, pause=pause, actor=run.actor
    )
    done, failed = 0, 0
    for account in await _due(renewer, now):
        try:
            await good_token(renewer, account.id, wanted=lambda a, g: _is_due(a, g, now))
        except Setback:
            # The ledger holds it already.
            failed += 1
        else:
            done += 1
    async with world.uow() as tx:
        for account, grant in await _usable(tx, renewer, now):
            await _warn(tx, account, grant, now=now, actor=run.actor)
        await tx.jobs.complete(run, result={"renewed": done, "failed": failed}, at=now)


def _is_due(account: Account, grant: Grant, now: datetime) -> bool:
    return is_due(grant, account.platform, now=now)


async def _due(renewer: Renewer, now: datetime) -> list[Account]:
    async with renewer.world.uow() as tx:
        usable = await _usable(tx, renewer, now)
    return [account for account, grant in usable if _is_due(account, grant, now)]


async def _usable(tx: Transaction, renewer: Renewer, now: datetime) -> list[tuple[Account, Grant]]:
    """Those whose access tokens end within the longest time that any platform gives us."""
    found = []
    for account_id in await tx.grants.expiring(before=now + _FARTHEST):
        account, grant = await tx.accounts.get(account_id), await tx.grants.find(account_id)
        is_open = account.status in (AccountStatus.ACTIVE, AccountStatus.HELD)
        if grant is not None and is_open and renewer.fits(account):
            found.append((account, grant))
    return found


async def _warn(
    tx: Transaction, account: Account, grant: Grant, *, now: datetime, actor: Actor
) -> None:
    ends_at = grant.expires_at()
    if ends_at is None:
        return
    near = [days for days in WARNED_DAYS if ends_at - now <= timedelta(days=days)]
    if not near:
        return
    told = f"grant_ends:{account.id}:{ends_at.isoformat()}:{near[0]}"
    if await tx.requests.find(told) is not None:
        return
    await tx.requests.remember(told, account.id)
    await tx.ledger.append(
        entry(
            Kind.TOKEN_REFRESH_FAILED,
            account,
            actor=actor,
            severity=Severity.WARNING,
            code="ends_soon",
            ends_at=ends_at.isoformat(),
            days=near[0],
        )
    )
