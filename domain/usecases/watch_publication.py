"""Look at a post on its platform: what became of it, whether it still stands, what it earned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from domain.account import Account
from domain.ids import PublicationId
from domain.job import Run
from domain.job import entry as job_entry
from domain.ledger import Kind, Severity
from domain.platforms import LIMITS
from domain.ports import Publisher, Publishers, Transaction, World
from domain.ports.looking import look
from domain.ports.resuming import hold_source, publish_job
from domain.ports.seeing import growing, look_again, write_down
from domain.ports.suspending import suspend
from domain.publication import (
    MAY_BE_PUBLIC,
    UNDER_WATCH,
    Attempt,
    Metrics,
    Publication,
    PublicationStatus,
    Remedy,
    Setback,
    Sighting,
    Stage,
    entry,
)
from domain.telemetry import EARNED, Metric

S = PublicationStatus
DEFINITION: Final = "2026"
"""The platforms changed what counts as a view; numbers of different years are not compared."""

RIGHTS: Final = frozenset({"copyright", "claim", "trademark", "legal"})
"""The platforms' words for a post that somebody else has rights in."""

ABSENT: Final = "absent"
AGAIN: Final = timedelta(minutes=2)
"""Between the first look that does not find a post and the one that believes it."""

_OPEN: Final = frozenset({S.UNKNOWN, S.PROCESSING, S.WAITING, S.SCHEDULED_THERE})
_UNSENT: Final = frozenset({Stage.NOTHING, Stage.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watched:
    publication: Publication
    attempt: Attempt
    account: Account
    known: Sequence[str]


async def watch_publication(*, run: Run, world: World, publishers: Publishers) -> None:
    """Only the platform's own word changes anything. Raises RunSuperseded, NotFound."""
    watched = await _take(world, run)
    if watched is None:
        return
    publisher = publishers[watched.publication.platform]
    try:
        sighting = await _see(publisher, watched)
        metrics = await _measure(publisher, watched, sighting)
    except Setback as setback:
        await _see_later(world, run, setback)
    else:
        await _record(world, run, sighting, metrics)


async def _take(world: World, run: Run) -> _Watched | None:
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        id_ = PublicationId(run.job.publication_id or "")
        publication = await tx.publications.get(id_)
        attempts = await tx.publications.attempts(id_)
        is_watched = publication.status in UNDER_WATCH or publication.status is S.UNKNOWN
        if not is_watched or not attempts or attempts[-1].handle is None:
            await _complete(tx, world, run, looked=False)
            return None
        known = await tx.publications.known_ids(publication.account_id)
        return _Watched(
            publication=publication,
            attempt=attempts[-1],
            account=await tx.accounts.get(publication.account_id),
            known=[one for one in known if one != publication.external_id],
        )


async def _see(publisher: Publisher, watched: _Watched) -> Sighting:
    publication = watched.publication
    post = publication.post(watched.account)
    if publication.status not in _OPEN and publication.external_id is not None:
        return await publisher.look_after(post, publication.external_id)
    return await look(publisher, watched.attempt, post, known=watched.known)


async def _measure(publisher: Publisher, watched: _Watched, sighting: Sighting) -> Metrics | None:
    """The platform's public id is what numbers are asked by; without one there are none."""
    id_ = sighting.external_id or watched.publication.external_id
    if id_ is None or sighting.stage not in (Stage.LIVE, Stage.RESTRICTED):
        return None
    try:
        return (await publisher.metrics(watched.account, [id_])).get(id_)
    except Setback as setback:
        if setback.remedy is Remedy.HOLD_ACCOUNT:
            raise
        return None


async def _record(world: World, run: Run, sighting: Sighting, metrics: Metrics | None) -> None:
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        publication = await tx.publications.get(_id(run), for_update=True)
        if publication.status not in UNDER_WATCH | {S.UNKNOWN}:
            await _complete(tx, world, run, looked=True)
            return
        if sighting.stage in _UNSENT:
            await _nothing_came(tx, world, run, publication, sighting)
        elif _is_first_absence(publication, sighting):
            await _look_twice(tx, world, run, publication)
        else:
            seen = await write_down(tx, world, publication, sighting, actor=run.actor)
            if seen.status is S.QUEUED:
                await _send_again(tx, world, run, seen)
            elif seen.error_code in RIGHTS and seen.status is not publication.status:
                await hold_source(tx, seen, actor=run.actor)
        if metrics is not None:
            await _keep(tx, world, run, publication, metrics)
        await _complete(tx, world, run, looked=True)


async def _nothing_came(
    tx: Transaction, world: World, run: Run, publication: Publication, sighting: Sighting
) -> None:
    """For an unknown one that settles it: the publish job goes on. What was accepted and is not
    listed now is looked for again."""
    now = world.clock.now()
    limits = LIMITS[publication.platform]
    attempt = (await tx.publications.attempts(publication.id))[-1]
    wait = limits.settles if sighting.stage is Stage.NOTHING else limits.lists_within
    may_decide = attempt.crossed_at is not None and now - attempt.crossed_at >= wait
    if publication.status is S.UNKNOWN and may_decide:
        await _send_again(tx, world, run, replace(publication, look_at=None))
        return
    if sighting.stage is Stage.GONE and may_decide and attempt.state in MAY_BE_PUBLIC:
        gone = replace(sighting, stage=Stage.REMOVED)
        await write_down(tx, world, publication, gone, actor=run.actor)
        return
    later = publication.to_be_looked_at(now + growing(publication.looks))
    await tx.publications.save(later)
    await look_again(tx, later, now=now, by=run.actor)


def _is_first_absence(publication: Publication, sighting: Sighting) -> bool:
    """A platform that lists a post late, or slips once, has not removed it."""
    return (
        sighting.stage is Stage.REMOVED
        and sighting.code in (None, ABSENT)
        and publication.status in (S.PUBLISHED, S.RESTRICTED)
        and publication.error_code != ABSENT
    )


async def _look_twice(tx: Transaction, world: World, run: Run, publication: Publication) -> None:
    now = world.clock.now()
    doubted = replace(publication, error_code=ABSENT).to_be_looked_at(now + AGAIN)
    await tx.publications.save(doubted)
    await look_again(tx, doubted, now=now, by=run.actor)


async def _send_again(tx: Transaction, world: World, run: Run, publication: Publication) -> None:
    await tx.publications.save(publication)
    key = f"publish:{publication.id}:{world.new_id()}"
    await tx.jobs.enqueue(publish_job(publication, by=run.actor, request_key=key, at=None))


async def _keep(
    tx: Transaction, world: World, run: Run, publication: Publication, metrics: Metrics
) -> None:
    """Missing is not zero: what the platform does not say is not written."""
    labels = {
        "publication_id": publication.id,
        "platform": publication.platform.value,
        "definition": DEFINITION,
    }
    at = world.clock.now()
    await tx.telemetry.add(
        [
            Metric(name=EARNED + name, value=value, observed_at=at, labels=labels)
            for name, value in metrics.values.items()
        ]
    )
    await tx.ledger.append(
        entry(
            Kind.METRICS_COLLECTED,
            publication,
            actor=run.actor,
            values=dict(metrics.values),
            missing=list(metrics.missing),
        )
    )


async def _see_later(world: World, run: Run, setback: Setback) -> None:
    """The platform could not say. A dead account waits for a person; anything else for a while."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        publication = await tx.publications.get(_id(run), for_update=True)
        if setback.remedy is Remedy.HOLD_ACCOUNT:
            account = await tx.accounts.get(publication.account_id, for_update=True)
            await suspend(tx, account, code=setback.code, actor=run.actor)
        wait = max(growing(publication.looks), timedelta(seconds=setback.retry_after_s or 0.0))
        now = world.clock.now()
        later = publication.to_be_looked_at(now + wait)
        await tx.publications.save(later)
        await look_again(tx, later, now=now, by=run.actor)
        job = await tx.jobs.complete(run, result={"code": setback.code}, at=now)
        await tx.ledger.append(
            job_entry(
                Kind.JOB_PROCESSING_COMPLETED,
                job,
                actor=run.actor,
                severity=Severity.WARNING,
                code=setback.code,
                message=str(setback),
                trace=setback.trace,
            )
        )


async def _complete(tx: Transaction, world: World, run: Run, *, looked: bool) -> None:
    job = await tx.jobs.complete(run, result={"looked": looked}, at=world.clock.now())
    await tx.ledger.append(job_entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor))


def _id(run: Run) -> PublicationId:
    return PublicationId(run.job.publication_id or "")
