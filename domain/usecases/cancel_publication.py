"""Take a publication back before it goes out; afterwards say that it is too late."""

from domain.access import Permission, Principal
from domain.ids import PublicationId
from domain.ledger import Kind
from domain.ports import World
from domain.publication import Publication, PublicationStatus, entry


async def cancel_publication(
    *, world: World, principal: Principal, publication_id: PublicationId
) -> Publication:
    """Raises Forbidden, NotFound, WrongMove."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        publication = await tx.publications.get(publication_id, for_update=True)
        cancelled = publication.moved(PublicationStatus.CANCELLED)
        await tx.publications.save(cancelled)
        await tx.ledger.append(entry(Kind.PUBLICATION_CANCELLED, cancelled, actor=principal.actor))
    return cancelled
