"""A person decides that a held publication goes on, now or at another time."""

from dataclasses import replace
from datetime import datetime

from domain.access import Permission, Principal
from domain.account import AccountStatus, NoAccount
from domain.ids import PublicationId
from domain.ports import World
from domain.ports.resuming import go_on
from domain.publication import Publication, PublicationStatus, VariantDoesNotFit, WrongMove


async def release_publication(
    *, world: World, principal: Principal, publication_id: PublicationId, at: datetime | None
) -> Publication:
    """The decision is for the same content in another window. What was changed since it was
    approved has to be asked for anew. Raises Forbidden, NotFound, WrongMove, NoAccount,
    VariantDoesNotFit."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        publication = await tx.publications.get(publication_id, for_update=True)
        if publication.status is not PublicationStatus.HELD:
            raise WrongMove(status=publication.status, wanted=PublicationStatus.QUEUED)
        if publication.held_reason == "changed":
            raise VariantDoesNotFit("changed")
        account = await tx.accounts.get(publication.account_id)
        if account.status is not AccountStatus.ACTIVE:
            raise NoAccount(platform=account.platform.label)
        opens_at = at or world.clock.now()
        window = replace(publication.window, opens_at=opens_at, wall_time=None, zone=None)
        renewed = replace(publication, window=window)
        renewed = replace(renewed, digest=renewed.content(account).digest())
        return await go_on(tx, world, renewed, at=opens_at, actor=principal.actor)
