"""Put a clip on its way to an account, now or later. The approval stands outside of this."""

from dataclasses import dataclass
from datetime import datetime

from domain.access import Permission, Principal
from domain.account import Account, AccountStatus, NoAccount
from domain.clip import Variant
from domain.errors import NotFound
from domain.ids import AccountId, CampaignId, ClipId, PublicationId
from domain.job import Job, JobKind, NewJob, Priority
from domain.ledger import Kind
from domain.ports import Transaction, World
from domain.publication import (
    AlreadyPublished,
    Privacy,
    Publication,
    PublicationStatus,
    VariantDoesNotFit,
    check_fit,
    entry,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Exactly what was approved: these bytes, to this account, with these words, at this time.

    ``due_at`` None means now.
    """

    clip_id: ClipId
    account_id: AccountId
    variant_sha256: str
    caption: str
    privacy: Privacy
    due_at: datetime | None
    campaign_id: CampaignId | None = None


async def schedule_publication(
    *, world: World, principal: Principal, order: Order, request_key: str
) -> tuple[Publication, Job]:
    """The publication and the job that will send it; the same ones when it is asked again.

    Raises Forbidden, NotFound, NoAccount, VariantDoesNotFit, AlreadyPublished, LedgerUnavailable.
    """
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        known = await tx.requests.find(request_key)
        if known:
            publication = await tx.publications.get(PublicationId(known))
            return publication, await tx.jobs.enqueue(_job(principal, publication, order.due_at))
        account = await _account(tx, order.account_id)
        variant = await _variant(tx, order, account)
        if await tx.publications.find_standing(order.clip_id, account.id):
            raise AlreadyPublished(handle=account.handle, platform=account.platform.label)
        publication = _publication(world, order, account, variant)
        await tx.publications.add(publication)
        await tx.requests.remember(request_key, publication.id)
        await tx.ledger.require(
            entry(
                Kind.PUBLICATION_SCHEDULED,
                publication,
                actor=principal.actor,
                account=account.handle,
                due_at=publication.due_at.isoformat(),
                sha256=variant.sha256,
            )
        )
        job = await tx.jobs.enqueue(_job(principal, publication, order.due_at))
    return publication, job


async def _account(tx: Transaction, account_id: AccountId) -> Account:
    account = await tx.accounts.get(account_id)
    if account.status is not AccountStatus.ACTIVE:
        raise NoAccount(platform=account.platform.label)
    return account


async def _variant(tx: Transaction, order: Order, account: Account) -> Variant:
    variant = await tx.clips.find_variant(order.clip_id, account.platform)
    if variant is None:
        raise NotFound(what="variant", ref=account.platform.label)
    if variant.sha256 != order.variant_sha256:
        raise VariantDoesNotFit("changed")
    check_fit(
        account.platform,
        duration_ms=variant.duration_ms,
        size_bytes=variant.size_bytes,
        caption=order.caption,
    )
    return variant


def _publication(world: World, order: Order, account: Account, variant: Variant) -> Publication:
    now = world.clock.now()
    later = order.due_at is not None and order.due_at > now
    return Publication(
        id=PublicationId(world.new_id()),
        clip_id=order.clip_id,
        variant_id=variant.id,
        platform=account.platform,
        account_id=account.id,
        campaign_id=order.campaign_id,
        caption=order.caption,
        privacy=order.privacy,
        due_at=order.due_at or now,
        status=PublicationStatus.SCHEDULED if later else PublicationStatus.QUEUED,
        rehearsal=account.rehearsal,
        created_at=now,
    )


def _job(principal: Principal, publication: Publication, due_at: datetime | None) -> NewJob:
    return NewJob(
        kind=JobKind.PUBLISH,
        payload={},
        requested_by=principal.actor,
        priority=Priority.CHAT,
        key=f"account:{publication.account_id}",
        run_at=due_at,
        max_attempts=8,
        request_key=f"publish:{publication.id}",
        campaign_id=publication.campaign_id,
        publication_id=publication.id,
    )
