"""Let an account go: nothing goes to it any more, its tokens are taken back and forgotten."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.access import Permission, Principal
from domain.account import Account, AccountStatus, Grant, entry
from domain.ids import AccountId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports import Authorisers, World
from domain.ports.parting import part
from domain.publication import Setback


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """``revoked``: the platform confirmed that our tokens open nothing any more. Where it did
    not, the person can remove the app in the platform's own settings."""

    account: Account
    revoked: bool


async def disconnect_account(
    *,
    world: World,
    principal: Principal,
    authorisers: Authorisers,
    rehearsed: Collection[Platform],
    account_id: AccountId,
) -> Parted:
    """May be called again until it went through. Raises Forbidden, NotFound."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        account = await tx.accounts.get(account_id, for_update=True)
        grant = await tx.grants.find(account_id)
        if account.status is AccountStatus.DISCONNECTED and grant is None:
            return Parted(account=account, revoked=False)
        account = await part(tx, account, actor=principal.actor)
    is_ours = account.rehearsal is (account.platform in rehearsed)
    revoked = is_ours and await _revoke(authorisers, account, grant)
    async with world.uow() as tx:
        await tx.grants.remove(account_id)
        await tx.ledger.append(
            entry(Kind.ACCOUNT_DISCONNECTED, account, actor=principal.actor, revoked=revoked)
        )
    return Parted(account=account, revoked=revoked)


async def _revoke(authorisers: Authorisers, account: Account, grant: Grant | None) -> bool:
    """As well as it goes: without our copy the tokens are of no use to us anyway."""
    if grant is None:
        return False
    try:
        await authorisers[account.platform].revoke(account, grant)
    except Setback:
        return False
    return True
