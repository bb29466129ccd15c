"""The gate before anything goes out: asked when a try is fenced, and once more at the last safe
moment."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.account import Account, AccountStatus
from domain.ids import PublicationId
from domain.job import Run
from domain.job import entry as job_entry
from domain.ledger import Kind, Severity
from domain.ports.likeness import was_sent_alike
from domain.ports.resuming import DEAD, RESTRICTED, STOPPED, hold
from domain.ports.transaction import Transaction
from domain.ports.world import World
from domain.publication import (
    OPEN,
    AttemptState,
    Misfire,
    Publication,
    PublicationStatus,
    WrongMove,
    entry,
)
from domain.timing import Missed, NotBefore, after_blackouts, missed, spacing, verdict

S = PublicationStatus
A_WHILE: Final = timedelta(minutes=5)


class Halt(Exception):
    """It may not go out now: not before ``until``, not without a person (``held``), or not at all
    (neither)."""

    def __init__(self, reason: str, *, until: datetime | None = None, held: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.until = until
        self.held = held


async def gate(
    tx: Transaction, world: World, publication: Publication, account: Account, *, is_fenced: bool
) -> None:
    """Raises Halt. What was fenced goes on with the file that was approved, in its window."""
    if publication.status in (S.CANCELLED, S.HELD):
        raise Halt("cancelled" if publication.status is S.CANCELLED else "held_meanwhile")
    _check_account(account)
    if any(stop.covers(account.id) for stop in await tx.stops.stops()):
        raise Halt(STOPPED, held=True)
    now = world.clock.now()
    free_at = after_blackouts(
        now,
        await tx.stops.blackouts(now=now),
        platform=publication.platform,
        account_id=account.id,
    )
    if free_at > now:
        raise Halt("blackout", until=free_at)
    waits = await tx.stops.waits(account.id, f"app:{publication.platform}", now=now)
    if waits is not None:
        raise Halt("limit", until=waits)
    if publication.content(account).digest() != publication.digest:
        raise Halt("changed", held=True)
    await _check_words(tx, publication, now=now)
    if is_fenced:
        _check_window(publication, now=now)
    else:
        await _check_file(tx, publication)
        await _check_time(tx, publication, now=now)
        if await was_sent_alike(tx, world, publication):
            raise Halt("duplicate_moment", held=True)


def _check_account(account: Account) -> None:
    match account.status:
        case AccountStatus.ACTIVE:
            return
        case AccountStatus.HELD:
            raise Halt(RESTRICTED, held=True)
        case _:
            raise Halt(DEAD, held=True)


async def _check_words(tx: Transaction, publication: Publication, *, now: datetime) -> None:
    """Two posts with the same words cannot be told apart until the platform names the first."""
    for status in (S.UNKNOWN, S.PROCESSING):
        found = await tx.publications.recent(account_id=publication.account_id, status=status)
        for one in found:
            is_other = one.id != publication.id and one.external_id is None
            if is_other and one.caption == publication.caption:
                raise Halt("alike", until=now + A_WHILE)


async def _check_file(tx: Transaction, publication: Publication) -> None:
    """What goes out is, to the byte, what somebody said yes to."""
    variant = await tx.clips.get_variant(publication.variant_id)
    if variant.sha256 != publication.medium.sha256:
        raise Halt("changed", held=True)


def _check_window(publication: Publication, *, now: datetime) -> None:
    """Whoever said yes said until when, however long the platform could not take it."""
    if (misfire := missed(publication.window, now=now)) is not None:
        raise _missed(misfire)


async def _check_time(tx: Transaction, publication: Publication, *, now: datetime) -> None:
    decision = verdict(
        publication.window,
        due_at=publication.due_at,
        now=now,
        last_sent_at=await tx.publications.last_sent_at(publication.account_id),
    )
    match decision:
        case NotBefore(at=at, reason=reason):
            raise Halt(reason, until=at)
        case Missed(misfire=misfire):
            raise _missed(misfire)


async def keep_distance(tx: Transaction, publication: Publication, *, now: datetime) -> None:
    """Several may have been fenced while a platform was away. Raises Halt."""
    sent_at = await tx.publications.last_sent_at(publication.account_id)
    decision = spacing(publication.window, now=now, last_sent_at=sent_at)
    if isinstance(decision, NotBefore):
        raise Halt(decision.reason, until=decision.at)


def _missed(misfire: Misfire) -> Halt:
    return Halt("missed", held=misfire is not Misfire.SKIP)


async def halt(world: World, run: Run, reason: Halt) -> None:
    """Writes down why it did not go out; the job waits, or is done."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        id_ = PublicationId(run.job.publication_id or "")
        publication = await tx.publications.get(id_, for_update=True)
        if reason.until is not None:
            await _postpone(tx, run, publication, reason, until=reason.until)
            return
        if reason.held:
            await hold(tx, publication, reason=reason.reason, actor=run.actor)
        elif reason.reason == "missed":
            await _skip(tx, publication, run, at=world.clock.now())
        job = await tx.jobs.complete(run, result={"halted": reason.reason}, at=world.clock.now())
        await tx.ledger.append(job_entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor))


async def _postpone(
    tx: Transaction, run: Run, publication: Publication, reason: Halt, *, until: datetime
) -> None:
    await put_off(tx, publication, run, until=until, reason=reason.reason)
    await tx.jobs.postpone(run, until=until, keeps_turn=False)


async def put_off(
    tx: Transaction, publication: Publication, run: Run, *, until: datetime, reason: str
) -> None:
    """Later, and for a reason that people can read; it is not a try."""
    waiting = publication
    if publication.status is S.UPLOADING:
        waiting = publication.moved(S.QUEUED)
    waiting = replace(waiting, due_at=max(until, publication.due_at))
    await tx.publications.save(waiting)
    await tx.ledger.append(
        entry(
            Kind.PUBLICATION_POSTPONED,
            waiting,
            actor=run.actor,
            reason=reason,
            until=until.isoformat(),
        )
    )


async def _skip(tx: Transaction, publication: Publication, run: Run, *, at: datetime) -> None:
    try:
        skipped = publication.moved(S.CANCELLED)
    except WrongMove:
        return
    attempts = await tx.publications.attempts(publication.id)
    if attempts and attempts[-1].state in OPEN:
        await tx.publications.save_attempt(attempts[-1].ended(AttemptState.CANCELLED, at=at))
    await tx.publications.save(replace(skipped, error_code="missed"))
    await tx.ledger.append(
        entry(
            Kind.PUBLICATION_CANCELLED,
            skipped,
            actor=run.actor,
            severity=Severity.WARNING,
            reason="missed",
        )
    )
