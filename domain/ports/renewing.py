"""An account's token, renewed when it has to be: by one process at a time, while all others wait.

Claim, act, record. The new pair is saved before anybody uses it, and what was refused is only
believed after another look at what is saved: somebody else may have been faster.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, NoReturn

from domain.account import Account, AccountStatus, Grant, entry, renewed
from domain.ids import AccountId, Actor
from domain.ledger import Kind, Severity
from domain.platforms import Platform
from domain.ports.publishing import Authorisers
from domain.ports.resuming import DEAD, hold_all
from domain.ports.transaction import Transaction
from domain.ports.world import World
from domain.publication import Remedy, Scope, Setback

LEASE: Final = timedelta(seconds=60)
"""Longer than any call that renews may take. After it another process tries."""

POLL_S: Final = 0.25
_POLLS: Final = 480
_CLOSED: Final = frozenset({AccountStatus.NEEDS_RECONNECT, AccountStatus.DISCONNECTED})
_KEPT: Final = frozenset({Remedy.WAIT, Remedy.HUMAN})

Wanted = Callable[[Account, Grant], bool]
"""Whether a grant must be renewed before its token is handed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewer:
    """``rehearsed`` are the platforms whose authoriser leads to our own server: tokens never go
    to one of the other kind."""

    world: World
    authorisers: Authorisers
    rehearsed: Collection[Platform]
    pause: Callable[[float], Awaitable[None]]
    actor: Actor

    def fits(self, account: Account) -> bool:
        return account.rehearsal is (account.platform in self.rehearsed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    account: Account
    grant: Grant
    is_good: bool = False
    is_mine: bool = False


async def good_token(renewer: Renewer, account_id: AccountId, *, wanted: Wanted) -> str:
    """Raises Setback: HOLD_ACCOUNT when only a person can help, else RETRY, WAIT or HUMAN."""
    for _ in range(_POLLS):
        claim = await _claim(renewer, account_id, wanted)
        if claim is None:
            return await _bury(renewer, account_id, tried=None, code="no_token")
        if claim.is_good:
            return claim.grant.access
        if not claim.is_mine:
            await renewer.pause(POLL_S)
        elif access := await _renew(renewer, claim):
            return access
    raise Setback("renewal_busy", "another process renews the token", remedy=Remedy.RETRY)


async def _claim(renewer: Renewer, account_id: AccountId, wanted: Wanted) -> _Claim | None:
    """None when there is no token that we could open. Raises Setback."""
    now = renewer.world.clock.now()
    async with renewer.world.uow() as tx:
        account = await tx.accounts.get(account_id)
        if not renewer.fits(account):
            # The settings changed, not the account: its own tokens are as good as they were.
            raise Setback("other_kind", "the platform is set up otherwise now", remedy=Remedy.HUMAN)
        if account.status in _CLOSED:
            _needs_a_person(account.trouble or "not_connected")
        grant = await tx.grants.find(account_id)
        if grant is None:
            return None
        if not wanted(account, grant):
            return _Claim(account=account, grant=grant, is_good=True)
        if not await tx.grants.claim_renewal(account_id, now=now, until=now + LEASE):
            return _Claim(account=account, grant=grant)
        # Whoever had the claim may have ended between the two.
        newest = await tx.grants.find(account_id) or grant
        if wanted(account, newest):
            return _Claim(account=account, grant=newest, is_mine=True)
        await tx.grants.end_renewal(account_id, lost=False)
        return _Claim(account=account, grant=newest, is_good=True)


async def _renew(renewer: Renewer, claim: _Claim) -> str | None:
    """None when it may be tried once more."""
    authoriser = renewer.authorisers[claim.account.platform]
    try:
        new = await authoriser.refresh(claim.account, claim.grant)
    except Setback as setback:
        if setback.remedy is Remedy.HOLD_ACCOUNT:
            return await _bury(renewer, claim.account.id, tried=claim.grant, code=setback.code)
        await _put_back(renewer, claim, setback)
        return None
    return await _record(renewer, claim, renewed(claim.grant, new))


async def _record(renewer: Renewer, claim: _Claim, new: Grant) -> str:
    """Tokens that were saved or taken away meanwhile count more. Raises Setback."""
    async with renewer.world.uow() as tx:
        account = await tx.accounts.get(claim.account.id, for_update=True)
        kept = await tx.grants.find(account.id)
        if kept is not None and kept.access == claim.grant.access:
            await tx.grants.save(account.id, new)
            ends_at = new.access_expires_at
            await tx.ledger.append(
                entry(
                    Kind.TOKEN_REFRESHED,
                    account,
                    actor=renewer.actor,
                    good_until=ends_at.isoformat() if ends_at else None,
                )
            )
            return new.access
    return _other(kept)


async def _put_back(renewer: Renewer, claim: _Claim, setback: Setback) -> None:
    """One lost answer is followed by one more try with the old token: that the platform says no
    to it then is the proof that it made a new one. Raises Setback for everything else."""
    is_lost = setback.remedy is Remedy.LOOK
    async with renewer.world.uow() as tx:
        lost = await tx.grants.end_renewal(claim.account.id, lost=is_lost)
        await tx.ledger.append(
            entry(
                Kind.TOKEN_REFRESH_FAILED,
                claim.account,
                actor=renewer.actor,
                severity=Severity.WARNING,
                code=setback.code,
                trace=setback.trace,
            )
        )
    if is_lost and lost == 1:
        return
    remedy = setback.remedy if setback.remedy in _KEPT else Remedy.RETRY
    raise Setback(
        setback.code,
        str(setback),
        remedy=remedy,
        scope=setback.scope,
        retry_after_s=setback.retry_after_s,
        trace=setback.trace,
    ) from setback


async def _bury(renewer: Renewer, account_id: AccountId, *, tried: Grant | None, code: str) -> str:
    """The platform knows ``tried`` no more, or there is none: the account waits for a person.
    Raises Setback unless there is another token by now."""
    async with renewer.world.uow() as tx:
        account = await tx.accounts.get(account_id, for_update=True)
        kept = await tx.grants.find(account_id)
        is_ours = kept is None or (tried is not None and kept.access == tried.access)
        if is_ours and account.status not in _CLOSED:
            lost = await tx.grants.end_renewal(account_id, lost=False)
            code = "answer_lost" if lost else code
            await needs_reconnect(tx, account, code=code, actor=renewer.actor)
    if is_ours:
        _needs_a_person(code)
    return _other(kept)


async def needs_reconnect(tx: Transaction, account: Account, *, code: str, actor: Actor) -> Account:
    """What waits for the account is held until a person has connected it again."""
    dead = replace(account, status=AccountStatus.NEEDS_RECONNECT, trouble=code)
    await tx.accounts.save(dead)
    await tx.ledger.append(
        entry(Kind.TOKEN_REVOKED, dead, actor=actor, severity=Severity.ERROR, code=code)
    )
    await hold_all(tx, dead, reason=DEAD, actor=actor)
    return dead


def _other(kept: Grant | None) -> str:
    """Raises Setback."""
    if kept is None:
        _needs_a_person("not_connected")
    return kept.access


def _needs_a_person(code: str) -> NoReturn:
    raise Setback(
        code,
        "the account has to be connected again",
        remedy=Remedy.HOLD_ACCOUNT,
        scope=Scope.ACCOUNT,
    )
