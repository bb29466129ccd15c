"""What is done when a platform did not do what was asked: one action for each remedy."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.errors import DomainError
from domain.ids import Actor, PublicationId
from domain.job import Run, retry_at
from domain.job import entry as job_entry
from domain.ledger import Kind, Severity
from domain.ports.fence import put_off
from domain.ports.resuming import hold
from domain.ports.seeing import COOLING, MOST_TRIES, fail, look_again
from domain.ports.suspending import suspend
from domain.ports.transaction import Transaction
from domain.ports.world import World
from domain.publication import (
    Attempt,
    AttemptState,
    Publication,
    PublicationStatus,
    Remedy,
    Scope,
    Setback,
    entry,
)

S, A = PublicationStatus, AttemptState

SLOWLY: Final = timedelta(minutes=10)
"""How often it is tried once the quick retries are used up."""

_LONGEST_ASKED_S: Final = 6 * 3600.0
"""What is only tried again is tried again on the same day, whatever the platform says."""

SHORT: Final = timedelta(minutes=1)
"""A wait that is not worth a word."""


class PublishingFailed(DomainError):
    """``code`` in the values is the platform's own word."""

    code = "publishing_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    tx: Transaction
    world: World
    run: Run
    publication: Publication
    attempt: Attempt
    setback: Setback
    now: datetime

    @property
    def actor(self) -> Actor:
        return self.run.actor


async def set_back(world: World, run: Run, setback: Setback) -> None:
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        id_ = PublicationId(run.job.publication_id or "")
        publication = await tx.publications.get(id_, for_update=True)
        attempt = (await tx.publications.attempts(id_))[-1]
        if setback.unsent and attempt.state is A.CROSSING:
            attempt = attempt.uncrossed()
            await tx.publications.save_attempt(attempt)
        case = _Case(
            tx=tx,
            world=world,
            run=run,
            publication=publication,
            attempt=attempt,
            setback=setback,
            now=world.clock.now(),
        )
        if publication.status is S.CANCELLED:
            await _complete(case, "cancelled")
        else:
            await _ACTIONS[_remedy(case)](case)


def _remedy(case: _Case) -> Remedy:
    """While it may be public, whatever goes wrong only means that nobody knows."""
    remedy = case.setback.remedy
    if case.attempt.crossings and remedy in (Remedy.RETRY, Remedy.FIX_MEDIA):
        return Remedy.LOOK
    if not case.attempt.crossings and remedy is Remedy.LOOK:
        return Remedy.RETRY
    return remedy


async def _retry(case: _Case) -> None:
    """Nothing happened: soon again, and once that was often enough, now and then."""
    await _fail_job(case, again=_again(case))


async def _look(case: _Case) -> None:
    """After the quick looks the clock goes on looking, and the account's others get their turn."""
    if case.setback.scope is Scope.ACCOUNT:
        until = case.now + COOLING
        await case.tx.stops.wait(case.publication.account_id, until=until, reason=case.setback.code)
    publication = await _mark_unknown(case)
    if case.run.job.attempts < case.run.job.max_attempts:
        await _fail_job(case, again=_again(case))
        return
    later = publication.to_be_looked_at(_again(case))
    await case.tx.publications.save(later)
    await look_again(case.tx, later, now=case.now, by=case.actor)
    await _complete(case, "unknown")


async def _mark_unknown(case: _Case) -> Publication:
    if case.attempt.state is not A.UNKNOWN:
        unknown = replace(case.attempt.moved(A.UNKNOWN), error=case.setback.code)
        await case.tx.publications.save_attempt(unknown)
    if case.publication.status is S.UNKNOWN:
        return case.publication
    publication = case.publication.moved(S.UNKNOWN)
    await case.tx.publications.save(publication)
    await case.tx.ledger.append(
        entry(
            Kind.PUBLICATION_UNKNOWN,
            publication,
            actor=case.actor,
            severity=Severity.WARNING,
            **_facts(case),
        )
    )
    return publication


async def _wait(case: _Case) -> None:
    """A limit: it does not count as a try, and others whom it concerns wait as well."""
    wait = timedelta(seconds=case.setback.retry_after_s or 60.0)
    until = case.now + wait
    owner = {
        Scope.ACCOUNT: case.publication.account_id,
        Scope.APP: f"app:{case.publication.platform}",
    }.get(case.setback.scope)
    if owner is not None:
        await case.tx.stops.wait(owner, until=until, reason=case.setback.code)
    if case.attempt.crossings:
        await _mark_unknown(case)
    elif wait > SHORT:
        await put_off(case.tx, case.publication, case.run, until=until, reason=case.setback.code)
    await case.tx.jobs.postpone(case.run, until=until, keeps_turn=wait <= SHORT)


async def _begin_anew(case: _Case) -> None:
    """The handle is dead and nothing came of it."""
    await _end_attempt(case, A.FAILED_RETRYABLE)
    if case.attempt.number >= MOST_TRIES:
        await _hold(case, "too_many_tries")
        return
    if case.publication.status is not S.QUEUED:
        await case.tx.publications.save(case.publication.moved(S.QUEUED))
    await _fail_job(case, again=_again(case))


async def _fix_media(case: _Case) -> None:
    await _end_attempt(case, A.FAILED_PERMANENT)
    await fail(
        case.tx,
        case.publication,
        code=case.setback.code,
        actor=case.actor,
        text=str(case.setback),
    )
    await _fail_job(case, again=None)


async def _hold_account(case: _Case) -> None:
    account = await case.tx.accounts.get(case.publication.account_id, for_update=True)
    reason = await suspend(case.tx, account, code=case.setback.code, actor=case.actor)
    await _hold(case, reason)


async def _human(case: _Case) -> None:
    await _hold(case, "human")


_ACTIONS: Final[Mapping[Remedy, Callable[[_Case], Awaitable[None]]]] = {
    Remedy.RETRY: _retry,
    Remedy.WAIT: _wait,
    Remedy.BEGIN_ANEW: _begin_anew,
    Remedy.LOOK: _look,
    Remedy.FIX_MEDIA: _fix_media,
    Remedy.HOLD_ACCOUNT: _hold_account,
    Remedy.HUMAN: _human,
}


async def _hold(case: _Case, reason: str) -> None:
    publication = await case.tx.publications.get(case.publication.id, for_update=True)
    if publication.status is not S.HELD:
        await hold(
            case.tx,
            publication,
            reason=reason,
            actor=case.actor,
            code=case.setback.code,
            error=str(case.setback),
        )
    await _complete(case, reason)


async def _end_attempt(case: _Case, state: AttemptState) -> None:
    if case.attempt.state not in (A.FAILED_RETRYABLE, A.FAILED_PERMANENT):
        ended = case.attempt.ended(state, at=case.now, error=case.setback.code, **_facts(case))
        await case.tx.publications.save_attempt(ended)


def _again(case: _Case) -> datetime:
    quick = retry_at(case.run.job, now=case.now, jitter=1.0)
    asked_s = min(case.setback.retry_after_s or 0.0, _LONGEST_ASKED_S)
    asked = case.now + timedelta(seconds=asked_s)
    return max(quick or case.now + SLOWLY, asked)


async def _fail_job(case: _Case, *, again: datetime | None) -> None:
    """The row of the job says why; one whose quick retries are used up goes on more slowly."""
    values = {"platform": case.publication.platform.label, "code": case.setback.code}
    if again is not None and case.run.job.attempts >= case.run.job.max_attempts:
        await case.tx.jobs.postpone(case.run, until=again, keeps_turn=False)
        return
    job = await case.tx.jobs.fail(
        case.run,
        code=PublishingFailed(**values).key,
        values=values,
        retry_at=again,
        at=case.now,
    )
    await case.tx.ledger.append(
        job_entry(
            Kind.JOB_PROCESSING_FAILED,
            job,
            actor=case.actor,
            severity=Severity.WARNING if again else Severity.ERROR,
            retry=again is not None,
            **_facts(case),
        )
    )


async def _complete(case: _Case, outcome: str) -> None:
    job = await case.tx.jobs.complete(case.run, result={"outcome": outcome}, at=case.now)
    await case.tx.ledger.append(
        job_entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=case.actor, outcome=outcome)
    )


def _facts(case: _Case) -> dict[str, str | None]:
    return {
        "code": case.setback.code,
        "message": str(case.setback),
        "remedy": case.setback.remedy.value,
        "trace": case.setback.trace,
    }
