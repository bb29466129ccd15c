"""Taking a publication back, as long as nothing of it can be public."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from domain.ids import Actor
from domain.ledger import Kind
from domain.ports.transaction import Transaction
from domain.ports.world import World
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


async def withdraw(
    tx: Transaction, world: World, publication: Publication, *, actor: Actor
) -> Publication:
    """What is on its way is stopped at the last safe moment, and not after it. The publication
    must be locked. Raises WrongMove, TooLate."""
    if publication.status in _TOO_LATE:
        raise TooLate(_TOO_LATE[publication.status], platform=publication.platform.label)
    await _end_attempt(tx, world, publication)
    cancelled = replace(publication.moved(S.CANCELLED), look_at=None)
    await tx.publications.save(cancelled)
    await tx.ledger.append(entry(Kind.PUBLICATION_CANCELLED, cancelled, actor=actor))
    return cancelled


async def _end_attempt(tx: Transaction, world: World, publication: Publication) -> None:
    attempts = await tx.publications.attempts(publication.id)
    if not attempts or attempts[-1].state not in OPEN:
        return
    if attempts[-1].state in MAY_BE_PUBLIC:
        raise TooLate("crossing", platform=publication.platform.label)
    ended = attempts[-1].ended(AttemptState.CANCELLED, at=world.clock.now())
    await tx.publications.save_attempt(ended)
