"""What a delivery moves us to do: to look at a publication now, or to stop using an account.

It never says how a publication stands; the platform's API does, when it is asked.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.account import Account, AccountStatus, entry
from domain.job import JobKind, NewJob
from domain.ledger import Kind, Severity
from domain.ports.resuming import DEAD, hold_all
from domain.ports.transaction import Transaction
from domain.publication import LOOKED_AT, Publication
from domain.webhook import (
    Delivery,
    DeliveryStatus,
    Notice,
    NoticeKind,
    ReadNotices,
    Unreadable,
    caller,
)

PARKED_FOR: Final = timedelta(days=3)
"""As long as the slowest platform goes on delivering: what nobody knows by then was never ours."""

_CLOSED: Final = frozenset({AccountStatus.DISCONNECTED, AccountStatus.NEEDS_RECONNECT})


async def heed(
    tx: Transaction, delivery: Delivery, read: ReadNotices, *, now: datetime
) -> DeliveryStatus:
    """May be called again for a delivery that nobody knew; nothing is done twice for one."""
    error = None
    try:
        notices = read(delivery.platform, delivery.body)
    except Unreadable as unreadable:
        notices, error = (), f"unreadable: {unreadable}"
    status = _sum([await _heed_one(tx, delivery, notice, now=now) for notice in notices])
    if status is DeliveryStatus.PARKED and now - delivery.received_at > PARKED_FOR:
        status, error = DeliveryStatus.IGNORED, "nobody knows what it is about"
    if status is not delivery.status:
        await tx.deliveries.settle(delivery.id, status, at=now, error=error)
    return status


def _sum(each: Sequence[DeliveryStatus]) -> DeliveryStatus:
    for status in (DeliveryStatus.PARKED, DeliveryStatus.HANDLED):
        if status in each:
            return status
    return DeliveryStatus.IGNORED


async def _heed_one(
    tx: Transaction, delivery: Delivery, notice: Notice, *, now: datetime
) -> DeliveryStatus:
    match notice.kind:
        case NoticeKind.POST:
            return await _look(tx, delivery, notice, now=now)
        case NoticeKind.ACCESS_REMOVED:
            return await _stop_using(tx, delivery, notice)
        case NoticeKind.OTHER:
            return DeliveryStatus.IGNORED


async def _look(
    tx: Transaction, delivery: Delivery, notice: Notice, *, now: datetime
) -> DeliveryStatus:
    names = [name for name in (notice.reference, *notice.post_ids) if name]
    if not names:
        return DeliveryStatus.IGNORED
    found = await _publication(tx, delivery, names)
    if found is None:
        return DeliveryStatus.PARKED
    publication = await tx.publications.get(found.id, for_update=True)
    if publication.status not in LOOKED_AT:
        return DeliveryStatus.HANDLED
    await tx.publications.save(replace(publication, look_at=now))
    await tx.jobs.enqueue(
        NewJob(
            kind=JobKind.WATCH_PUBLICATION,
            payload={},
            requested_by=caller(delivery.platform),
            request_key=f"watch:{publication.id}:{delivery.id}",
            campaign_id=publication.campaign_id,
            publication_id=publication.id,
        )
    )
    return DeliveryStatus.HANDLED


async def _publication(
    tx: Transaction, delivery: Delivery, names: Sequence[str]
) -> Publication | None:
    for name in names:
        found = await tx.publications.find_by_reference(delivery.platform, name)
        if found is not None:
            return found
    return None


async def _stop_using(tx: Transaction, delivery: Delivery, notice: Notice) -> DeliveryStatus:
    account = await _account(tx, delivery, notice.account_external_id)
    if account is None or account.status in _CLOSED:
        return DeliveryStatus.IGNORED
    grant = await tx.grants.find(account.id)
    # It comes up to three days late: tokens that were handed out after it are not meant.
    if grant and notice.happened_at and notice.happened_at < grant.issued_at:
        return DeliveryStatus.IGNORED
    actor = caller(delivery.platform)
    trouble = notice.event if notice.detail is None else f"{notice.event}:{notice.detail}"
    closed = replace(account, status=AccountStatus.NEEDS_RECONNECT, trouble=trouble)
    await tx.accounts.save(closed)
    held = await hold_all(tx, closed, reason=DEAD, actor=actor)
    await tx.ledger.append(
        entry(
            Kind.TOKEN_REVOKED,
            closed,
            actor=actor,
            severity=Severity.ERROR,
            reason=trouble,
            held=held,
        )
    )
    return DeliveryStatus.HANDLED


async def _account(tx: Transaction, delivery: Delivery, external_id: str | None) -> Account | None:
    if external_id is None:
        return None
    for rehearsal in (False, True):
        found = await tx.accounts.find(
            platform=delivery.platform, external_id=external_id, rehearsal=rehearsal
        )
        if found is not None:
            return await tx.accounts.get(found.id, for_update=True)
    return None
