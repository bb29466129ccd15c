"""Take a publication back before it goes out; afterwards say that it is too late."""

from domain.access import Permission, Principal
from domain.ids import PublicationId
from domain.job import JobQuery
from domain.ports import Transaction, World
from domain.ports.withdrawing import withdraw
from domain.publication import Publication


async def cancel_publication(
    *, world: World, principal: Principal, publication_id: PublicationId
) -> Publication:
    """Raises Forbidden, NotFound, WrongMove, TooLate."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        publication = await tx.publications.get(publication_id, for_update=True)
        cancelled = await withdraw(tx, world, publication, actor=principal.actor)
        await _cancel_jobs(tx, world, cancelled)
    return cancelled


async def _cancel_jobs(tx: Transaction, world: World, publication: Publication) -> None:
    """Nobody needs to be told of work that has nothing left to do."""
    for job in await tx.jobs.recent(only=JobQuery(publication_id=publication.id)):
        if not job.status.is_final:
            await tx.jobs.request_cancel(job.id, at=world.clock.now())
