"""Put a clip on its way to an account, now or later. The approval stands outside of this."""

from dataclasses import dataclass

from domain.access import Permission, Principal
from domain.account import Account, AccountStatus, NoAccount
from domain.errors import NotFound
from domain.ids import AccountId, CampaignId, ClipId, PublicationId, VariantId, short
from domain.job import Job, NewJob
from domain.ledger import Kind
from domain.ports import Transaction, World
from domain.ports.likeness import find_standing_alike
from domain.ports.resuming import publish_job
from domain.publication import (
    AlreadyPublished,
    Choices,
    Medium,
    Privacy,
    Publication,
    PublicationStatus,
    TooAlike,
    VariantDoesNotFit,
    Window,
    check_choices,
    check_fit,
    entry,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Exactly what was approved: these bytes, to this account, with these words and choices, in
    this window. ``digest`` is that of the content that the person saw."""

    clip_id: ClipId
    account_id: AccountId
    caption: str
    privacy: Privacy
    choices: Choices
    medium: Medium
    window: Window
    digest: str
    campaign_id: CampaignId | None = None


async def schedule_publication(
    *, world: World, principal: Principal, order: Order, request_key: str
) -> tuple[Publication, Job]:
    """The publication and the job that will send it; the same ones when it is asked again.

    Raises Forbidden, NotFound, NoAccount, VariantDoesNotFit, AlreadyPublished, TooAlike,
    LedgerUnavailable.
    """
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        known = await tx.requests.find(request_key)
        if known:
            publication = await tx.publications.get(PublicationId(known))
            return publication, await tx.jobs.enqueue(_job(principal, publication))
        account = await _account(tx, order.account_id)
        variant_id = await _variant(tx, order, account)
        await _check_likeness(tx, world, order, account)
        publication = _publication(world, order, account, variant_id)
        if publication.content(account).digest() != order.digest:
            raise VariantDoesNotFit("changed")
        await tx.publications.add(publication)
        await tx.requests.remember(request_key, publication.id)
        await tx.ledger.require(
            entry(
                Kind.PUBLICATION_SCHEDULED,
                publication,
                actor=principal.actor,
                account=account.handle,
                due_at=publication.due_at.isoformat(),
                sha256=order.medium.sha256,
                digest=order.digest,
                privacy=order.privacy.value,
            )
        )
        job = await tx.jobs.enqueue(_job(principal, publication))
    return publication, job


async def _check_likeness(tx: Transaction, world: World, order: Order, account: Account) -> None:
    clip = await tx.clips.get(order.clip_id)
    for standing in await find_standing_alike(tx, world, clip, account.id):
        if standing.clip_id == clip.id:
            raise AlreadyPublished(handle=account.handle, platform=account.platform.label)
        other = await tx.clips.get(standing.clip_id)
        raise TooAlike(handle=account.handle, number=other.number, short=short(standing.id))


async def _account(tx: Transaction, account_id: AccountId) -> Account:
    account = await tx.accounts.get(account_id)
    if account.status is not AccountStatus.ACTIVE:
        raise NoAccount(platform=account.platform.label)
    return account


async def _variant(tx: Transaction, order: Order, account: Account) -> VariantId:
    """Raises VariantDoesNotFit when the file of today is not the one that was approved."""
    variant = await tx.clips.find_variant(order.clip_id, account.platform)
    if variant is None:
        raise NotFound(what="variant", ref=account.platform.label)
    if (variant.sha256, variant.blob) != (order.medium.sha256, order.medium.blob):
        raise VariantDoesNotFit("changed")
    check_fit(
        account.platform,
        duration_ms=variant.duration_ms,
        size_bytes=variant.size_bytes,
        caption=order.caption,
    )
    check_choices(account.platform, order.privacy, order.choices)
    return variant.id


def _publication(
    world: World, order: Order, account: Account, variant_id: VariantId
) -> Publication:
    now = world.clock.now()
    return Publication(
        id=PublicationId(world.new_id()),
        clip_id=order.clip_id,
        variant_id=variant_id,
        platform=account.platform,
        account_id=account.id,
        campaign_id=order.campaign_id,
        caption=order.caption,
        privacy=order.privacy,
        choices=order.choices,
        medium=order.medium,
        window=order.window,
        digest=order.digest,
        due_at=order.window.opens_at,
        status=(
            PublicationStatus.SCHEDULED if order.window.opens_at > now else PublicationStatus.QUEUED
        ),
        rehearsal=account.rehearsal,
        created_at=now,
    )


def _job(principal: Principal, publication: Publication) -> NewJob:
    is_later = publication.status is PublicationStatus.SCHEDULED
    return publish_job(
        publication,
        by=principal.actor,
        request_key=f"publish:{publication.id}",
        at=publication.due_at if is_later and not publication.choices.on_platform else None,
    )
