"""Forget what we hold for a person who removed our app, or wants their data deleted."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.account import Account, AccountStatus, entry
from domain.ids import Actor
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.platforms import Platform
from domain.ports import Transaction, World
from domain.ports.parting import part
from domain.webhook import caller

_CLOCKS_DIFFER: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """``said_at``: accounts that were connected after it are not meant. ``erase``: the account's
    name and id go as well, so that it is a new one if it ever comes back."""

    platform: Platform
    external_user_id: str
    said_at: datetime
    erase: bool


async def forget_person(*, world: World, farewell: Farewell, rehearsal: bool) -> str:
    """The platform has revoked our tokens already. Gives a confirmation code by which
    ``ACCOUNT_DATA_DELETED`` is found in the ledger, also when we held nothing."""
    actor = caller(farewell.platform)
    code = world.new_id()
    async with world.uow() as tx:
        account = await _meant(tx, farewell, rehearsal=rehearsal)
        if account is not None:
            await _forget(tx, account, actor, erase=farewell.erase)
        if farewell.erase:
            await tx.ledger.append(
                Entry(
                    kind=Kind.ACCOUNT_DATA_DELETED,
                    entity_type=EntityType.SYSTEM,
                    entity_id=code,
                    actor=actor,
                    metadata={
                        "platform": farewell.platform.value,
                        "account": account.id if account else None,
                        "rehearsal": rehearsal,
                    },
                )
            )
    return code


async def _meant(tx: Transaction, farewell: Farewell, *, rehearsal: bool) -> Account | None:
    found = await tx.accounts.find(
        platform=farewell.platform, external_id=farewell.external_user_id, rehearsal=rehearsal
    )
    if found is None:
        return None
    grant = await tx.grants.find(found.id)
    if grant is not None and farewell.said_at < grant.issued_at - _CLOCKS_DIFFER:
        return None
    return await tx.accounts.get(found.id, for_update=True)


async def _forget(tx: Transaction, account: Account, actor: Actor, *, erase: bool) -> None:
    if account.status is AccountStatus.DISCONNECTED and not erase:
        return
    account = await part(tx, account, actor=actor)
    if erase:
        account = replace(account, handle="–", external_id=f"deleted:{account.id}", scopes=())
        await tx.accounts.save(account)
    await tx.grants.remove(account.id)
    await tx.ledger.append(
        entry(
            Kind.ACCOUNT_DISCONNECTED,
            account,
            actor=actor,
            severity=Severity.WARNING,
            revoked=True,
            by_owner=True,
        )
    )
