"""Take a publication back before it goes out; afterwards say that it is too late."""

from domain.access import Permission, Principal
from domain.ids import PublicationId
from domain.job import JobQuery
from domain.ledger import Kind
from domain.ports import Transaction, World
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
        await _cancel_jobs(tx, world, cancelled)
        await tx.ledger.append(entry(Kind.PUBLICATION_CANCELLED, cancelled, actor=principal.actor))
    return cancelled


async def _cancel_jobs(tx: Transaction, world: World, publication: Publication) -> None:
    """Nobody needs to be told of work that has nothing left to do."""
    for job in await tx.jobs.recent(only=JobQuery(publication_id=publication.id)):
        if not job.status.is_final:
            await tx.jobs.request_cancel(job.id, at=world.clock.now())
