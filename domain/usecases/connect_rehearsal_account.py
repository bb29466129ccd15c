"""Give the team an account on the rehearsal server of a platform that has no credentials."""

from domain.account import Account, AccountStatus
from domain.ids import AccountId, Actor
from domain.ledger import EntityType, Entry, Kind
from domain.platforms import Platform
from domain.ports import World


async def connect_rehearsal_account(
    *, world: World, platform: Platform, external_id: str, handle: str
) -> Account:
    """The same account every time it is called."""
    async with world.uow() as tx:
        known = await tx.accounts.find(platform=platform, external_id=external_id)
        if known:
            return known
        account = Account(
            id=AccountId(world.new_id()),
            platform=platform,
            handle=handle,
            external_id=external_id,
            status=AccountStatus.ACTIVE,
            rehearsal=True,
            created_at=world.clock.now(),
        )
        await tx.accounts.add(account)
        await tx.ledger.append(
            Entry(
                kind=Kind.ACCOUNT_CONNECTED,
                entity_type=EntityType.ACCOUNT,
                entity_id=account.id,
                actor=Actor("system"),
                metadata={"platform": platform.value, "handle": handle, "rehearsal": True},
            )
        )
    return account
