"""Give the team an account on the rehearsal server of a platform that has no credentials."""

from domain.account import Account, AccountStatus, Grant, Identity, entry
from domain.ids import AccountId, Actor
from domain.job import SCHEDULER, JobKind, NewJob
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports import World


async def connect_rehearsal_account(
    *, world: World, platform: Platform, identity: Identity, scopes: tuple[str, ...], grant: Grant
) -> Account:
    """The same account every time it is called, with what became of its tokens since then."""
    async with world.uow() as tx:
        known = await tx.accounts.find(
            platform=platform, external_id=identity.external_id, rehearsal=True
        )
        if known is None:
            known = Account(
                id=AccountId(world.new_id()),
                platform=platform,
                handle=identity.handle,
                external_id=identity.external_id,
                status=AccountStatus.ACTIVE,
                rehearsal=True,
                created_at=world.clock.now(),
                login=identity.login,
                scopes=scopes,
            )
            await tx.accounts.add(known)
            await tx.ledger.append(entry(Kind.ACCOUNT_CONNECTED, known, actor=Actor("system")))
            await tx.jobs.enqueue(
                NewJob(
                    kind=JobKind.RENEW_GRANTS,
                    payload={},
                    requested_by=SCHEDULER,
                    request_key=f"renew:{known.id}",
                )
            )
        is_in_use = known.status is AccountStatus.ACTIVE
        if is_in_use and await tx.grants.find(known.id) is None:
            await tx.grants.save(known.id, grant)
    return known
