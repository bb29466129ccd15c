"""Take a publication back before it goes out; afterwards say that it is too late."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from domain.access import Permission, Principal
from domain.ids import PublicationId
from domain.job import JobQuery
from domain.ledger import Kind
from domain.ports import Transaction, World
from domain.publication import (
    MAY_BE_PUBLIC,
    OPEN,
    AttemptState,
    Publication,
    PublicationStatus,
    TooLate,
    entry,
)

S = PublicationStatus
_TOO_LATE: Final[Mapping[PublicationStatus, str]] = {
    S.UNKNOWN: "crossing",
    S.PROCESSING: "processing",
    S.WAITING: "waiting",
    S.SCHEDULED_THERE: "scheduled_there",
    S.PUBLISHED: "live",
    S.RESTRICTED: "live",
}


async def cancel_publication(
    *, world: World, principal: Principal, publication_id: PublicationId
) -> Publication:
    """Raises Forbidden, NotFound, WrongMove, TooLate."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        publication = await tx.publications.get(publication_id, for_update=True)
        if publication.status in _TOO_LATE:
            raise TooLate(_TOO_LATE[publication.status], platform=publication.platform.label)
        await _end_attempt(tx, world, publication)
        cancelled = replace(publication.moved(S.CANCELLED), look_at=None)
        await tx.publications.save(cancelled)
        await _cancel_jobs(tx, world, cancelled)
        await tx.ledger.append(entry(Kind.PUBLICATION_CANCELLED, cancelled, actor=principal.actor))
    return cancelled


async def _end_attempt(tx: Transaction, world: World, publication: Publication) -> None:
    """What is on its way is stopped at the last safe moment, and not after it."""
    attempts = await tx.publications.attempts(publication.id)
    if not attempts or attempts[-1].state not in OPEN:
        return
    if attempts[-1].state in MAY_BE_PUBLIC:
        raise TooLate("crossing", platform=publication.platform.label)
    ended = attempts[-1].ended(AttemptState.CANCELLED, at=world.clock.now())
    await tx.publications.save_attempt(ended)


async def _cancel_jobs(tx: Transaction, world: World, publication: Publication) -> None:
    """Nobody needs to be told of work that has nothing left to do."""
    for job in await tx.jobs.recent(only=JobQuery(publication_id=publication.id)):
        if not job.status.is_final:
            await tx.jobs.request_cancel(job.id, at=world.clock.now())
