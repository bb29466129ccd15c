"""Take down what is on a platform, where the platform allows it."""

from dataclasses import replace

from domain.access import Permission, Principal
from domain.account import Account
from domain.errors import DomainError
from domain.ids import PublicationId
from domain.ledger import Kind, Severity
from domain.ports import Publishers, World
from domain.publication import (
    Publication,
    PublicationStatus,
    Remedy,
    Setback,
    WrongMove,
    entry,
)

S = PublicationStatus
_THERE = frozenset({S.PUBLISHED, S.RESTRICTED, S.SCHEDULED_THERE, S.PROCESSING})


class DeletionNotOffered(DomainError):
    """The platform lets nobody but the person in its app do it."""

    code = "deletion_not_offered"


class DeletionFailed(DomainError):
    """It is still there, or nobody knows; asking again does no harm."""

    code = "deletion_failed"


async def delete_publication(
    *, world: World, principal: Principal, publication_id: PublicationId, publishers: Publishers
) -> Publication:
    """Asking again changes nothing. Raises Forbidden, NotFound, WrongMove, DeletionNotOffered,
    DeletionFailed."""
    principal.require(Permission.OUTWARD)
    publication, account = await _load(world, publication_id)
    if publication.status is S.REMOVED:
        return publication
    try:
        await publishers[publication.platform].delete(account, publication.external_id or "")
    except Setback as setback:
        raise _refusal(setback, publication) from setback
    async with world.uow() as tx:
        current = await tx.publications.get(publication_id, for_update=True)
        removed = replace(current.moved(S.REMOVED), look_at=None)
        await tx.publications.save(removed)
        await tx.ledger.require(
            entry(
                Kind.PUBLICATION_DELETED,
                removed,
                actor=principal.actor,
                severity=Severity.WARNING,
                external_id=removed.external_id,
            )
        )
    return removed


async def _load(world: World, id_: PublicationId) -> tuple[Publication, Account]:
    async with world.uow() as tx:
        publication = await tx.publications.get(id_)
        account = await tx.accounts.get(publication.account_id)
    is_there = publication.status in _THERE and publication.external_id is not None
    if not is_there and publication.status is not S.REMOVED:
        raise WrongMove(status=publication.status, wanted=S.REMOVED)
    return publication, account


def _refusal(setback: Setback, publication: Publication) -> DomainError:
    values = {"platform": publication.platform.label, "url": publication.url or ""}
    if setback.remedy is Remedy.HUMAN:
        return DeletionNotOffered(**values)
    return DeletionFailed(**values, code=setback.code)
