"""Writing down what a platform says about a post: how it stands now, and when to look again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.canonical import Json
from domain.ids import Actor
from domain.job import JobKind, NewJob, Priority
from domain.ledger import Kind, Severity
from domain.ports.resuming import hold
from domain.ports.suspending import suspend
from domain.ports.transaction import Transaction
from domain.ports.world import World
from domain.publication import (
    Attempt,
    AttemptState,
    Privacy,
    Publication,
    PublicationStatus,
    Remedy,
    Sighting,
    Stage,
    entry,
)
from domain.telemetry import next_look

S, A = PublicationStatus, AttemptState

FIRST_LOOK: Final = timedelta(seconds=3)
LONGEST_GAP: Final = timedelta(minutes=30)
SOON: Final = timedelta(minutes=10)
"""Looks that are due sooner get their job at once; the others are found by the clock."""

COOLING: Final = timedelta(hours=24)
"""How long an account rests whose post the platform called spam, or that may post no more today."""

MOST_TRIES: Final = 5
"""After so many containers, sessions or uploads for one publication a person is asked."""

_STATES: Final[Mapping[Stage, tuple[PublicationStatus, AttemptState, Kind]]] = {
    Stage.PROCESSING: (S.PROCESSING, A.ACCEPTED, Kind.PUBLICATION_ACCEPTED),
    Stage.INBOX: (S.WAITING, A.INBOX_WAITING, Kind.PUBLICATION_WAITING),
    Stage.SCHEDULED: (S.SCHEDULED_THERE, A.SCHEDULED_ON_PLATFORM, Kind.PUBLICATION_ACCEPTED),
    Stage.LIVE: (S.PUBLISHED, A.LIVE, Kind.CLIP_PUBLISHED),
    Stage.REMOVED: (S.REMOVED, A.LIVE, Kind.PUBLICATION_REMOVED),
    Stage.RESTRICTED: (S.RESTRICTED, A.LIVE, Kind.PUBLICATION_RESTRICTED),
}
_WAS_LIVE: Final[Mapping[PublicationStatus, Stage]] = {
    S.PUBLISHED: Stage.LIVE,
    S.RESTRICTED: Stage.RESTRICTED,
    S.REMOVED: Stage.REMOVED,
}
_AGAIN: Final = frozenset({Remedy.BEGIN_ANEW, Remedy.RETRY, Remedy.WAIT})
_BAD: Final = frozenset({Kind.PUBLICATION_REMOVED, Kind.PUBLICATION_RESTRICTED})


async def write_down(
    tx: Transaction, world: World, publication: Publication, sighting: Sighting, *, actor: Actor
) -> Publication:
    """Everything but NOTHING and GONE, which say nothing of what became of it."""
    attempt = (await tx.publications.attempts(publication.id))[-1]
    if publication.status in _WAS_LIVE:
        sighting = _after_live(publication, sighting)
    if sighting.stage is Stage.FAILED:
        return await _failed(tx, world, publication, attempt, sighting, actor=actor)
    status, state, kind = _STATES[sighting.stage]
    now = world.clock.now()
    seen = _moved(publication, sighting, status, at=now)
    seen = seen.to_be_looked_at(_look_at(seen, now=now))
    await tx.publications.save(seen)
    await tx.publications.save_attempt(_told(attempt, sighting, state, at=now))
    if seen.status is publication.status:
        # Where moderation comes before the public id, the id is told later than the outcome.
        kind = Kind.PUBLICATION_IDENTIFIED
    if (seen.status, seen.external_id) != (publication.status, publication.external_id):
        await _tell(tx, publication, seen, sighting, kind, actor=actor)
    await look_again(tx, seen, now=now, by=actor)
    return seen


async def look_again(tx: Transaction, seen: Publication, *, now: datetime, by: Actor) -> None:
    """The job of the next look, when it is due soon."""
    if seen.look_at is None or seen.look_at - now > SOON:
        return
    await tx.jobs.enqueue(watch_job(seen, by=by, at=seen.look_at))


def watch_job(publication: Publication, *, by: Actor, at: datetime | None) -> NewJob:
    """However often it is asked for, one look has one job."""
    return NewJob(
        kind=JobKind.WATCH_PUBLICATION,
        payload={},
        requested_by=by,
        priority=Priority.NORMAL,
        run_at=at,
        request_key=f"watch:{publication.id}:{publication.looks}",
        campaign_id=publication.campaign_id,
        publication_id=publication.id,
    )


def _after_live(publication: Publication, sighting: Sighting) -> Sighting:
    """What was live once is never on its way again: it stands as it stood, or nobody sees it."""
    match sighting.stage:
        case Stage.FAILED:
            return replace(sighting, stage=Stage.REMOVED)
        case Stage.SCHEDULED:
            return replace(sighting, stage=Stage.RESTRICTED)
        case Stage.PROCESSING | Stage.INBOX:
            return replace(sighting, stage=_WAS_LIVE[publication.status])
        case _:
            return sighting


def _moved(
    publication: Publication, sighting: Sighting, status: PublicationStatus, *, at: datetime
) -> Publication:
    if status is S.PUBLISHED:
        return publication.went_live(external_id=sighting.external_id, url=sighting.url, at=at)
    return replace(
        publication.moved(status),
        external_id=sighting.external_id or publication.external_id,
        url=sighting.url or publication.url,
        error_code=sighting.code,
    )


def _told(attempt: Attempt, sighting: Sighting, state: AttemptState, *, at: datetime) -> Attempt:
    moved = attempt if attempt.state is state else attempt.moved(state)
    return replace(
        moved,
        external_id=sighting.external_id or attempt.external_id,
        ended_at=at if state is A.LIVE and attempt.ended_at is None else attempt.ended_at,
        error=None,
        evidence={**attempt.evidence, **facts(sighting)},
    )


def facts(sighting: Sighting) -> dict[str, Json]:
    """What was seen, as the ledger and the attempt keep it."""
    more: dict[str, Json] = {"more_ids": list(sighting.more_ids)} if sighting.more_ids else {}
    return {"seen": sighting.stage.value, **sighting.evidence, **more}


async def _tell(
    tx: Transaction,
    before: Publication,
    seen: Publication,
    sighting: Sighting,
    kind: Kind,
    *,
    actor: Actor,
) -> None:
    if kind is Kind.CLIP_PUBLISHED and before.status in (S.REMOVED, S.RESTRICTED):
        kind = Kind.PUBLICATION_RESTORED
    told = entry(
        kind,
        seen,
        actor=actor,
        severity=Severity.ERROR if kind in _BAD else Severity.INFO,
        external_id=seen.external_id,
        url=seen.url,
        code=sighting.code,
        before=before.status.value,
        evidence=facts(sighting),
    )
    await (tx.ledger.require if kind is Kind.CLIP_PUBLISHED else tx.ledger.append)(told)


def _look_at(seen: Publication, *, now: datetime) -> datetime | None:
    match seen.status:
        case S.PUBLISHED if seen.external_id is None and seen.privacy is not Privacy.PRIVATE:
            # The link follows: moderation takes seconds, or hours.
            return now + growing(seen.looks)
        case S.PUBLISHED | S.REMOVED | S.RESTRICTED if seen.published_at is not None:
            return next_look(published_at=seen.published_at, now=now)
        case S.SCHEDULED_THERE:
            return max(now + FIRST_LOOK, seen.window.opens_at + timedelta(minutes=1))
        case _:
            return now + growing(seen.looks)


def growing(looks: int) -> timedelta:
    """3 s, 5 s, 8 s, 12 s, … at most half an hour between two looks."""
    return min(FIRST_LOOK * 1.5 ** min(looks, 30), LONGEST_GAP)


async def _failed(
    tx: Transaction,
    world: World,
    publication: Publication,
    attempt: Attempt,
    sighting: Sighting,
    *,
    actor: Actor,
) -> Publication:
    """It was refused after it was sent, and certainly nothing of it is public."""
    again, now = sighting.remedy in _AGAIN, world.clock.now()
    state = A.FAILED_RETRYABLE if again else A.FAILED_PERMANENT
    await tx.publications.save_attempt(
        attempt.ended(state, at=now, error=sighting.code, **facts(sighting))
    )
    code = sighting.code or "failed"
    publication = replace(publication, look_at=None)
    if sighting.remedy is Remedy.WAIT:
        await tx.stops.wait(publication.account_id, until=now + COOLING, reason=code)
    if again and attempt.number < MOST_TRIES:
        queued = replace(publication.moved(S.QUEUED), error_code=code)
        await tx.publications.save(queued)
        return queued
    if sighting.remedy is Remedy.FIX_MEDIA or sighting.remedy is None:
        return await fail(tx, publication, code=code, actor=actor, evidence=facts(sighting))
    reason = "too_many_tries" if again else "human"
    if sighting.remedy is Remedy.HOLD_ACCOUNT:
        account = await tx.accounts.get(publication.account_id, for_update=True)
        reason = await suspend(tx, account, code=code, actor=actor)
    return await hold(tx, publication, reason=reason, actor=actor, code=code)


async def fail(
    tx: Transaction,
    publication: Publication,
    *,
    code: str,
    actor: Actor,
    text: str = "",
    evidence: Mapping[str, Json] | None = None,
) -> Publication:
    failed = replace(publication.failed(code=code, error=text), look_at=None)
    await tx.publications.save(failed)
    await tx.ledger.append(
        entry(
            Kind.PUBLICATION_FAILED,
            failed,
            actor=actor,
            severity=Severity.ERROR,
            code=code,
            message=text,
            evidence=evidence or {},
        )
    )
    return failed
