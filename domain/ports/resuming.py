"""Holding what waits for an account, and letting it go on without a burst."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.account import Account
from domain.ids import Actor
from domain.job import JobKind, JobQuery, JobStatus, NewJob, Priority
from domain.ledger import Kind, Severity
from domain.ports.transaction import Transaction
from domain.ports.world import World
from domain.publication import (
    MAY_BE_PUBLIC,
    NOT_SENT,
    Publication,
    PublicationStatus,
    entry,
)
from domain.timing import GAP, Blackout, first_free

DEAD: Final = "account_dead"
RESTRICTED: Final = "account_restricted"
STOPPED: Final = "stopped"
CLAIMED: Final = "claimed"
RESUMABLE: Final = frozenset({DEAD, RESTRICTED, STOPPED})
"""What is held for these reasons goes on by itself once the reason is gone."""

_MOST: Final = 10_000


async def hold_all(tx: Transaction, account: Account, *, reason: str, actor: Actor) -> int:
    """Holds everything that still waits for the account; how much that is."""
    held = 0
    for publication in await tx.publications.recent(account_id=account.id, limit=_MOST):
        if publication.status in NOT_SENT - {PublicationStatus.HELD}:
            await hold(tx, publication, reason=reason, actor=actor)
            held += 1
    return held


async def hold_source(tx: Transaction, publication: Publication, *, actor: Actor) -> int:
    """Somebody claims the rights: nothing else of the same video goes out unseen."""
    clip = await tx.clips.get(publication.clip_id)
    clips = {other.id for other in await tx.clips.of_video(clip.video_id)}
    waiting = [
        other
        for status in (PublicationStatus.QUEUED, PublicationStatus.SCHEDULED)
        for other in await tx.publications.recent(status=status, limit=_MOST)
        if other.clip_id in clips
    ]
    for other in waiting:
        await hold(tx, other, reason=CLAIMED, actor=actor)
    return len(waiting)


async def hold(
    tx: Transaction,
    publication: Publication,
    *,
    reason: str,
    actor: Actor,
    code: str | None = None,
    error: str | None = None,
) -> Publication:
    held = publication.held(reason, code=code, error=error)
    await tx.publications.save(held)
    await tx.ledger.append(
        entry(
            Kind.PUBLICATION_HELD,
            held,
            actor=actor,
            severity=Severity.ERROR if reason != STOPPED else Severity.WARNING,
            reason=reason,
            code=code,
            message=error,
        )
    )
    return held


async def resume_held(
    tx: Transaction,
    world: World,
    account: Account,
    *,
    actor: Actor,
    reasons: Collection[str] = RESUMABLE,
) -> int:
    """What was held goes on: at its own time, or, where that has passed, one after the other."""
    waiting = [
        publication
        for publication in await tx.publications.recent(
            account_id=account.id, status=PublicationStatus.HELD, limit=_MOST
        )
        if publication.held_reason in reasons
    ]
    await _spread(tx, world, waiting, actor=actor)
    return len(waiting)


async def bring_back(tx: Transaction, world: World, blackout: Blackout, *, actor: Actor) -> int:
    """What was put off until the end of a blackout that is gone goes at its own time again."""
    put_off = [
        publication
        for status in (PublicationStatus.QUEUED, PublicationStatus.SCHEDULED)
        for publication in await tx.publications.recent(status=status, limit=_MOST)
        if publication.due_at == blackout.ends_at != publication.window.opens_at
        and blackout.account_id in (None, publication.account_id)
        and blackout.platform in (None, publication.platform)
    ]
    meant = [replace(one, due_at=one.window.opens_at) for one in put_off]
    for account_id in {one.account_id for one in meant}:
        mine = [one for one in meant if one.account_id == account_id]
        await _spread(tx, world, mine, actor=actor)
    return len(meant)


async def _spread(
    tx: Transaction, world: World, publications: Sequence[Publication], *, actor: Actor
) -> None:
    """Of one account: at their own times, and where those have passed one after the other in the
    room between them."""
    now = world.clock.now()
    taken = sorted(one.due_at for one in publications if one.due_at > now)
    free_from = now
    for publication in sorted(publications, key=lambda one: (one.due_at, one.id)):
        at = publication.due_at
        if at <= now:
            at = first_free(free_from, taken)
            free_from = at + GAP
        await go_on(tx, world, publication, at=at, actor=actor)


async def go_on(
    tx: Transaction, world: World, publication: Publication, *, at: datetime, actor: Actor
) -> Publication:
    """What was held or put off is on its way again, from where it stood."""
    attempts = await tx.publications.attempts(publication.id)
    if attempts and attempts[-1].state in MAY_BE_PUBLIC:
        status = PublicationStatus.UNKNOWN
    else:
        later = at > world.clock.now()
        status = PublicationStatus.SCHEDULED if later else PublicationStatus.QUEUED
    moved = replace(publication.moved(status), due_at=at, error_code=None, error=None)
    await tx.publications.save(moved)
    await _drop_jobs(tx, world, moved)
    await tx.jobs.enqueue(
        publish_job(moved, by=actor, request_key=f"publish:{moved.id}:{world.new_id()}", at=at)
    )
    await tx.ledger.append(
        entry(Kind.PUBLICATION_RESUMED, moved, actor=actor, due_at=at.isoformat())
    )
    return moved


async def _drop_jobs(tx: Transaction, world: World, publication: Publication) -> None:
    """What waits for the time that was meant at first would send it before its new one."""
    waiting = JobQuery(publication_id=publication.id, status=JobStatus.PENDING)
    for job in await tx.jobs.recent(only=waiting):
        if job.kind is JobKind.PUBLISH:
            await tx.jobs.request_cancel(job.id, at=world.clock.now())


def publish_job(
    publication: Publication, *, by: Actor, request_key: str, at: datetime | None
) -> NewJob:
    """Jobs of one account run one at a time, in the order in which they are due."""
    return NewJob(
        kind=JobKind.PUBLISH,
        payload={},
        requested_by=by,
        priority=Priority.CHAT,
        key=f"account:{publication.account_id}",
        run_at=at,
        max_attempts=12,
        request_key=request_key,
        campaign_id=publication.campaign_id,
        publication_id=publication.id,
    )
