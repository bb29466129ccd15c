"""Do a publish job: claim, act, record. A lost answer is looked up, never sent again.

Everything before the crossing may be broken off and done again; after it only the platform's own
word moves the publication on.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.account import Account
from domain.ids import AttemptId, PublicationId
from domain.job import Run
from domain.job import entry as job_entry
from domain.ledger import Kind
from domain.platforms import LIMITS
from domain.ports import Publisher, Publishers, Transaction, World, job_progress
from domain.ports.fence import Halt, gate, halt, keep_distance
from domain.ports.looking import look
from domain.ports.seeing import write_down
from domain.ports.setbacks import set_back
from domain.publication import (
    OPEN,
    Attempt,
    AttemptState,
    Begun,
    Publication,
    PublicationStatus,
    Remedy,
    Setback,
    Sighting,
    Stage,
    entry,
)

S = PublicationStatus
TO_BE_SENT: Final = frozenset({S.SCHEDULED, S.QUEUED, S.UPLOADING, S.UNKNOWN})

_SAY_NOTHING: Final = frozenset({Remedy.RETRY, Remedy.BEGIN_ANEW, Remedy.FIX_MEDIA})
"""From a look that failed, these say nothing of what became of the post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    publication: Publication
    attempt: Attempt
    account: Account


async def publish_publication(*, run: Run, world: World, publishers: Publishers) -> None:
    """No transaction is open while the platform is called. Raises RunSuperseded, NotFound,
    LedgerUnavailable."""
    try:
        claim = await _claim(world, run)
        if claim is None:
            return
        publisher = publishers[claim.publication.platform]
        sighting = await _act(world, run, publisher, claim)
    except Halt as reason:
        await halt(world, run, reason)
    except Setback as setback:
        await set_back(world, run, setback)
    else:
        await _record(world, run, sighting)


async def _claim(world: World, run: Run) -> _Claim | None:
    """Writes the fence before any outward call. None when there is nothing left to send."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        id_ = PublicationId(run.job.publication_id or "")
        publication = await tx.publications.get(id_, for_update=True)
        if publication.status not in TO_BE_SENT:
            await _complete(tx, world, run, publication)
            return None
        account = await tx.accounts.get(publication.account_id)
        attempts = await tx.publications.attempts(publication.id)
        open_one = attempts[-1] if attempts and attempts[-1].state in OPEN else None
        if open_one is None or not open_one.crossings:
            await gate(tx, world, publication, account, is_fenced=open_one is not None)
        attempt = open_one or await _fence(tx, world, run, publication, len(attempts) + 1)
        if publication.status is not S.UNKNOWN:
            publication = publication.moved(S.UPLOADING)
            await tx.publications.save(publication)
        if open_one is None:
            await tx.ledger.require(
                entry(
                    Kind.PUBLICATION_STARTED,
                    publication,
                    actor=run.actor,
                    attempt=attempt.number,
                    digest=attempt.digest,
                )
            )
    return _Claim(publication=publication, attempt=attempt, account=account)


async def _fence(
    tx: Transaction, world: World, run: Run, publication: Publication, number: int
) -> Attempt:
    attempt = Attempt(
        id=AttemptId(world.new_id()),
        publication_id=publication.id,
        number=number,
        state=AttemptState.FENCED,
        run_no=run.run_no,
        digest=publication.digest,
        started_at=world.clock.now(),
    )
    await tx.publications.add_attempt(attempt)
    return attempt


async def _act(world: World, run: Run, publisher: Publisher, claim: _Claim) -> Sighting:
    post, handle = claim.publication.post(claim.account), claim.attempt.handle
    if claim.attempt.crossings:
        sighting = await _look(world, publisher, claim)
        if sighting.stage is not Stage.NOTHING:
            return sighting
        _may_cross_again(claim.attempt, claim.publication, now=world.clock.now())
    elif handle is None:
        standing = await publisher.preflight(post)
        begun = await publisher.begin(post)
        await _remember(world, run, claim, begun, handle=standing.handle)
        handle = begun.handle
    if handle is None:
        raise AssertionError("nothing crosses without a handle")
    await publisher.upload(handle, post, on_progress=job_progress(world, run))
    await _cross(world, run, claim)
    return await publisher.publish(handle, post)


async def _look(world: World, publisher: Publisher, claim: _Claim) -> Sighting:
    """What became of a post that may be public."""
    attempt, publication = claim.attempt, claim.publication
    async with world.uow() as tx:
        known = await tx.publications.known_ids(publication.account_id)
    try:
        post = publication.post(claim.account)
        sighting = await look(publisher, attempt, post, known=known)
    except Setback as blind:
        if blind.remedy not in _SAY_NOTHING:
            raise
        raise Setback(
            blind.code, str(blind), remedy=Remedy.LOOK, retry_after_s=blind.retry_after_s
        ) from blind
    if sighting.stage is not Stage.GONE:
        return sighting
    if world.clock.now() - _crossed_at(attempt) < LIMITS[publication.platform].lists_within:
        raise Setback("not_listed", "neither the handle nor a post is there", remedy=Remedy.LOOK)
    return replace(sighting, stage=Stage.FAILED, remedy=Remedy.BEGIN_ANEW, code="handle_gone")


def _may_cross_again(attempt: Attempt, publication: Publication, *, now: datetime) -> None:
    """The platform says that nothing came of it: true once it has had the time to settle. Raises
    Setback."""
    if attempt.crossings >= LIMITS[publication.platform].max_crossings:
        raise Setback(
            "too_many_crossings", "published again and again to no end", remedy=Remedy.HUMAN
        )
    settles_at = _crossed_at(attempt) + LIMITS[publication.platform].settles * attempt.crossings
    if now < settles_at:
        wait_s = max((settles_at - now) / timedelta(seconds=1), 1.0)
        raise Setback("settling", "it may still appear", remedy=Remedy.LOOK, retry_after_s=wait_s)


def _crossed_at(attempt: Attempt) -> datetime:
    return attempt.crossed_at or attempt.started_at


async def _remember(world: World, run: Run, claim: _Claim, begun: Begun, *, handle: str) -> None:
    """Stored before anything else is done with it, so that a crash can always be looked up. The
    account may go by another name than it did."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        publication = await tx.publications.get(claim.publication.id, for_update=True)
        if publication.status is S.CANCELLED:
            raise Halt("cancelled")
        account = await tx.accounts.get(publication.account_id, for_update=True)
        if handle and handle != account.handle:
            await tx.accounts.save(replace(account, handle=handle))
        attempt = await _last(tx, publication.id)
        await tx.publications.save_attempt(
            replace(
                attempt.moved(AttemptState.SENDING),
                handle=begun.handle,
                reference=begun.reference,
            )
        )


async def _cross(world: World, run: Run, claim: _Claim) -> None:
    """The last safe moment: who stopped or cancelled it until now is obeyed. Raises Halt."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        publication = await tx.publications.get(claim.publication.id, for_update=True)
        account = await tx.accounts.get(publication.account_id)
        await gate(tx, world, publication, account, is_fenced=True)
        if not claim.attempt.crossings:
            await keep_distance(tx, publication, now=world.clock.now())
        if publication.status is S.UNKNOWN:
            await tx.publications.save(publication.moved(S.UPLOADING))
        attempt = (await _last(tx, publication.id)).crossing(at=world.clock.now())
        await tx.publications.save_attempt(attempt)
        await tx.ledger.require(
            entry(
                Kind.PUBLICATION_SENT,
                publication,
                actor=run.actor,
                attempt=attempt.number,
                crossing=attempt.crossings,
                digest=attempt.digest,
            )
        )


async def _record(world: World, run: Run, sighting: Sighting) -> None:
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        id_ = PublicationId(run.job.publication_id or "")
        publication = await tx.publications.get(id_, for_update=True)
        seen = await write_down(tx, world, publication, sighting, actor=run.actor)
        if seen.status is S.QUEUED:
            until = world.clock.now() + timedelta(seconds=5)
            await tx.jobs.postpone(run, until=until, keeps_turn=True)
        else:
            await _complete(tx, world, run, seen)


async def _last(tx: Transaction, id_: PublicationId) -> Attempt:
    return (await tx.publications.attempts(id_))[-1]


async def _complete(tx: Transaction, world: World, run: Run, publication: Publication) -> None:
    job = await tx.jobs.complete(
        run, result={"publication_id": publication.id}, at=world.clock.now()
    )
    await tx.ledger.append(job_entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor))
