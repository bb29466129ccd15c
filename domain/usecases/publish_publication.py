"""Do a publish job: claim, act, record. A lost answer is looked up, never sent again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.clip import Variant
from domain.errors import DomainError
from domain.ids import AttemptId, PublicationId
from domain.job import Run, retry_at
from domain.job import entry as job_entry
from domain.ledger import Kind, Severity
from domain.ports import (
    HandleGone,
    OutcomeUnknown,
    PlatformRefused,
    PlatformUnavailable,
    Publisher,
    Publishers,
    Receipt,
    Transaction,
    World,
    job_progress,
)
from domain.publication import (
    Attempt,
    AttemptState,
    Post,
    Publication,
    PublicationStatus,
    entry,
)

_LISTED_BY_THEN: Final = timedelta(days=1)


class PublishingFailed(DomainError):
    """``code`` in the values is the platform's own word."""

    code = "publishing_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    publication: Publication
    attempt: Attempt
    post: Post
    variant: Variant


async def publish_publication(*, run: Run, world: World, publishers: Publishers) -> None:
    """No transaction is open while the platform is called. Raises RunSuperseded, NotFound,
    LedgerUnavailable."""
    claim = await _claim(world, run)
    if claim is None:
        return
    publisher = publishers[claim.publication.platform]
    try:
        receipt = await _act(world, run, publisher, claim)
    except PlatformRefused as refusal:
        await _record_failure(world, run, claim, code=refusal.code, text=str(refusal))
    except OutcomeUnknown:
        await _record_trouble(world, run, claim, AttemptState.UNKNOWN)
    except HandleGone:
        await _record_trouble(world, run, claim, AttemptState.FAILED)
    except PlatformUnavailable as busy:
        await _record_trouble(
            world, run, claim, AttemptState.SENDING, retry_after_s=busy.retry_after_s
        )
    else:
        await _record_success(world, run, claim, receipt)


async def _claim(world: World, run: Run) -> _Claim | None:
    """Writes the fence before any outward call. None when there is nothing left to send."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        id_ = PublicationId(run.job.publication_id or "")
        publication = await tx.publications.get(id_, for_update=True)
        if publication.status in (PublicationStatus.PUBLISHED, PublicationStatus.CANCELLED):
            await _complete(tx, world, run, publication)
            return None
        attempt = await _attempt(tx, world, run, publication)
        if publication.status is not PublicationStatus.UNKNOWN:
            publication = publication.moved(PublicationStatus.UPLOADING)
            await tx.publications.save(publication)
        await tx.ledger.require(
            entry(Kind.PUBLICATION_STARTED, publication, actor=run.actor, attempt=attempt.number)
        )
        variant = await tx.clips.get_variant(publication.variant_id)
        account = await tx.accounts.get(publication.account_id)
    post = Post(
        publication_id=publication.id,
        account_external_id=account.external_id,
        caption=publication.caption,
        privacy=publication.privacy,
        size_bytes=variant.size_bytes,
    )
    return _Claim(publication=publication, attempt=attempt, post=post, variant=variant)


async def _attempt(tx: Transaction, world: World, run: Run, publication: Publication) -> Attempt:
    """The last attempt goes on for as long as the platform may know of it."""
    attempts = await tx.publications.attempts(publication.id)
    open_states = (AttemptState.SENDING, AttemptState.UNKNOWN, AttemptState.FENCED)
    if attempts and attempts[-1].state in open_states:
        return attempts[-1]
    attempt = Attempt(
        id=AttemptId(world.new_id()),
        publication_id=publication.id,
        number=len(attempts) + 1,
        state=AttemptState.FENCED,
        run_no=run.run_no,
        started_at=world.clock.now(),
    )
    await tx.publications.add_attempt(attempt)
    return attempt


async def _act(world: World, run: Run, publisher: Publisher, claim: _Claim) -> Receipt:
    handle = claim.attempt.handle
    if handle:
        found = await _look(publisher, handle, claim.post)
        if found:
            return found
    else:
        handle = await publisher.begin(claim.post)
    await _remember_handle(world, run, claim, handle)
    try:
        return await publisher.upload(
            handle, claim.post, claim.variant.blob, on_progress=job_progress(world, run)
        )
    except HandleGone as gone:
        if _may_have_arrived(claim.attempt, now=world.clock.now()):
            raise OutcomeUnknown(str(gone)) from gone
        raise


def _may_have_arrived(attempt: Attempt, *, now: datetime) -> bool:
    """An earlier run may have sent all of it, and a platform may list a new post late: that none
    is found proves something only in the run that began, or after a day."""
    return attempt.handle is not None and now - attempt.started_at < _LISTED_BY_THEN


async def _look(publisher: Publisher, handle: str, post: Post) -> Receipt | None:
    """While the platform does not answer, an upload that was begun may well be public."""
    try:
        return await publisher.look(handle, post)
    except (PlatformUnavailable, PlatformRefused) as silence:
        raise OutcomeUnknown(str(silence)) from silence


async def _remember_handle(world: World, run: Run, claim: _Claim, handle: str) -> None:
    """Stored before any byte goes out, so that a crash can always be looked up."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        await tx.publications.save_attempt(
            replace(claim.attempt, handle=handle, state=AttemptState.SENDING)
        )
        publication = await tx.publications.get(claim.publication.id, for_update=True)
        if publication.status is PublicationStatus.UNKNOWN:
            await tx.publications.save(publication.moved(PublicationStatus.UPLOADING))


async def _record_success(world: World, run: Run, claim: _Claim, receipt: Receipt) -> None:
    now = world.clock.now()
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        publication = await tx.publications.get(claim.publication.id, for_update=True)
        live = publication.went_live(external_id=receipt.external_id, url=receipt.url, at=now)
        await tx.publications.save(live)
        attempt = await _last_attempt(tx, live)
        await tx.publications.save_attempt(
            replace(
                attempt,
                state=AttemptState.LIVE,
                external_id=receipt.external_id,
                ended_at=now,
                error=None,
            )
        )
        await tx.ledger.require(
            entry(
                Kind.CLIP_PUBLISHED,
                live,
                actor=run.actor,
                external_id=receipt.external_id,
                url=receipt.url,
                attempt=attempt.number,
            )
        )
        await _complete(tx, world, run, live)


async def _record_failure(world: World, run: Run, claim: _Claim, *, code: str, text: str) -> None:
    """The platform said no for good."""
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        await _give_up(tx, world, run, claim.publication.id, code=code, text=text)
        await _fail_job(tx, world, run, claim.publication, code=code, again=None)


async def _record_trouble(
    world: World,
    run: Run,
    claim: _Claim,
    state: AttemptState,
    *,
    retry_after_s: float | None = None,
) -> None:
    """The platform could not be reached: try again while there are attempts left.

    ``state`` is what the attempt is left in: UNKNOWN is looked up first, also by the
    reconciliation after the last try; FAILED makes way for a new one.
    """
    now = world.clock.now()
    again = retry_at(run.job, now=now, jitter=1.0)
    if again and retry_after_s:
        again = max(again, now + timedelta(seconds=retry_after_s))
    async with world.uow() as tx:
        await tx.jobs.hold(run)
        publication = await tx.publications.get(claim.publication.id, for_update=True)
        if state is AttemptState.UNKNOWN:
            await _mark_unknown(tx, run, publication)
        elif again is None:
            await _give_up(tx, world, run, publication.id, code="unavailable", text="")
        elif state is AttemptState.FAILED:
            await _end_attempt(tx, world, publication, code="handle_gone")
        await _fail_job(tx, world, run, publication, code="unavailable", again=again)


async def _mark_unknown(tx: Transaction, run: Run, publication: Publication) -> None:
    if publication.status is not PublicationStatus.UNKNOWN:
        publication = publication.moved(PublicationStatus.UNKNOWN)
        await tx.publications.save(publication)
    attempt = await _last_attempt(tx, publication)
    await tx.publications.save_attempt(replace(attempt, state=AttemptState.UNKNOWN))
    await tx.ledger.append(
        entry(Kind.PUBLICATION_UNKNOWN, publication, actor=run.actor, severity=Severity.WARNING)
    )


async def _give_up(
    tx: Transaction, world: World, run: Run, id_: PublicationId, *, code: str, text: str
) -> None:
    publication = await tx.publications.get(id_, for_update=True)
    failed = publication.failed(code=code, error=text)
    await tx.publications.save(failed)
    await _end_attempt(tx, world, failed, code=code)
    await tx.ledger.append(
        entry(
            Kind.PUBLICATION_FAILED,
            failed,
            actor=run.actor,
            severity=Severity.ERROR,
            code=code,
            message=text,
        )
    )


async def _end_attempt(
    tx: Transaction, world: World, publication: Publication, *, code: str
) -> None:
    attempt = await _last_attempt(tx, publication)
    await tx.publications.save_attempt(
        replace(attempt, state=AttemptState.FAILED, ended_at=world.clock.now(), error=code)
    )


async def _last_attempt(tx: Transaction, publication: Publication) -> Attempt:
    return (await tx.publications.attempts(publication.id))[-1]


async def _complete(tx: Transaction, world: World, run: Run, publication: Publication) -> None:
    job = await tx.jobs.complete(
        run, result={"publication_id": publication.id}, at=world.clock.now()
    )
    await tx.ledger.append(job_entry(Kind.JOB_PROCESSING_COMPLETED, job, actor=run.actor))


async def _fail_job(
    tx: Transaction,
    world: World,
    run: Run,
    publication: Publication,
    *,
    code: str,
    again: datetime | None,
) -> None:
    values = {"platform": publication.platform.label, "code": code}
    job = await tx.jobs.fail(
        run,
        code=PublishingFailed(**values).key,
        values=values,
        retry_at=again,
        at=world.clock.now(),
    )
    await tx.ledger.append(
        job_entry(
            Kind.JOB_PROCESSING_FAILED,
            job,
            actor=run.actor,
            severity=Severity.WARNING if again else Severity.ERROR,
            code=code,
            retry=again is not None,
        )
    )
