"""The story of a publication in plain words, from the ledger: who, when, what was said, oldest
first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from domain.account import Account
from domain.approval import Approval, ApprovalStatus
from domain.canonical import Json
from domain.clip import Clip
from domain.errors import NotFound
from domain.ids import Actor, UserId, short
from domain.ledger import Event, Kind, Question
from domain.ports import Transaction
from domain.publication import Publication
from domain.telemetry import EARNED
from domain.texts import Locale, say
from tools.outgoing import code_words, known, reason_words

_TOLD: Final = (
    Kind.PUBLICATION_SCHEDULED,
    Kind.PUBLICATION_STARTED,
    Kind.PUBLICATION_SENT,
    Kind.PUBLICATION_ACCEPTED,
    Kind.PUBLICATION_WAITING,
    Kind.PUBLICATION_UNKNOWN,
    Kind.PUBLICATION_POSTPONED,
    Kind.PUBLICATION_HELD,
    Kind.PUBLICATION_RESUMED,
    Kind.PUBLICATION_FAILED,
    Kind.PUBLICATION_CANCELLED,
    Kind.PUBLICATION_REMOVED,
    Kind.PUBLICATION_RESTRICTED,
    Kind.PUBLICATION_RESTORED,
    Kind.PUBLICATION_DELETED,
    Kind.CLIP_PUBLISHED,
    Kind.JOB_PROCESSING_FAILED,
    Kind.WEBHOOK_RECEIVED,
)
"""What of a publication's events means something to a person."""

_MOST_EVENTS: Final = 200
_APPROVALS_SEARCHED: Final = 200
_PUBLISHING: Final = "publish_clip"


class Told(BaseModel):
    """``event`` is the ledger's own word, ``text`` what it means."""

    at: datetime
    event: str
    actor: str
    text: str


class Number(BaseModel):
    """What the platform last said. A number that it does not say is missing, and not zero."""

    name: str
    value: float
    observed_at: datetime


class Chronicle(BaseModel):
    """``missing`` are the numbers that the platform did not say when it was last asked."""

    lines: list[Told]
    numbers: list[Number]
    missing: list[str]


async def chronicle(
    tx: Transaction, publication: Publication, account: Account, locale: Locale
) -> Chronicle:
    question = Question(kinds=_TOLD, publication_id=publication.id, limit=_MOST_EVENTS)
    events = list(reversed(await tx.ledger.ask(question)))
    approval = await _approval(tx, events)
    lines = await _asked(tx, approval, locale) if approval else []
    lines += [await _told(tx, event, publication, account, locale) for event in events]
    return Chronicle(
        lines=sorted(lines, key=lambda line: line.at),
        numbers=await _numbers(tx, publication),
        missing=await _missing(tx, publication),
    )


async def _approval(tx: Transaction, events: Sequence[Event]) -> Approval | None:
    """The yes to exactly the content that was then scheduled."""
    digests = {event.entry.metadata.get("digest") for event in events} - {None}
    granted = await tx.approvals.recent(status=ApprovalStatus.APPROVED, limit=_APPROVALS_SEARCHED)
    return next((one for one in granted if _exact(one).get("digest") in digests), None)


async def last_asked(tx: Transaction, clip: Clip) -> Approval | None:
    """What was last asked about publishing the clip, whatever became of it."""
    asked = await tx.approvals.recent(limit=_APPROVALS_SEARCHED)
    return next((one for one in asked if _exact(one).get("clip_id") == clip.id), None)


def _exact(approval: Approval) -> Mapping[str, Json]:
    exact = approval.args.get("exact") if approval.tool == _PUBLISHING else None
    return exact if isinstance(exact, Mapping) else {}


async def _told(
    tx: Transaction, event: Event, publication: Publication, account: Account, locale: Locale
) -> Told:
    entry = event.entry
    facts = entry.metadata
    text = say(
        f"story.{entry.kind}",
        locale,
        who=await person(tx, entry.actor, locale),
        platform=publication.platform.label,
        handle=account.handle,
        attempt=facts.get("attempt", 1),
    )
    details = "; ".join(_details(facts, locale))
    return Told(
        at=event.occurred_at,
        event=entry.kind.value,
        actor=entry.actor,
        text=f"{text}: {details}" if details else text,
    )


def _details(facts: Mapping[str, Json], locale: Locale) -> Iterator[str]:
    """The reason, what the platform said, what is done about it, and what was seen."""
    reason, code, remedy = (facts.get(name) for name in ("reason", "code", "remedy"))
    if reason:
        yield reason_words(str(reason), locale)
    if code and code != reason:
        yield code_words(str(code), locale)
    if facts.get("message"):
        yield f"“{facts['message']}”"
    if remedy:
        yield known(f"remedy.{remedy}", locale) or str(remedy)
    if seen := _seen(facts.get("evidence"), locale):
        yield seen
    if facts.get("external_id"):
        yield say("story.post", locale, id=facts["external_id"])


def _seen(evidence: Json, locale: Locale) -> str | None:
    """How the platform showed it. What proved that in its own terms is for the ledger."""
    stage = evidence.get("seen") if isinstance(evidence, Mapping) else None
    return known(f"seen.{stage}", locale)


async def _asked(tx: Transaction, approval: Approval, locale: Locale) -> list[Told]:
    """Who wanted it, and who said yes to it."""
    wanted_by, approved_by = (
        Actor(f"user:{who}") for who in (approval.requested_by, approval.decided_by)
    )
    return [
        Told(
            at=approval.created_at,
            event=Kind.APPROVAL_REQUESTED.value,
            actor=wanted_by,
            text=say("story.asked", locale, who=await person(tx, wanted_by, locale)),
        ),
        Told(
            at=approval.decided_at or approval.created_at,
            event=Kind.APPROVAL_GRANTED.value,
            actor=approved_by,
            text=say("story.approved", locale, who=await person(tx, approved_by, locale)),
        ),
    ]


async def person(tx: Transaction, actor: Actor, locale: Locale) -> str:
    """Who acted, in words: an address, or one of our own parts."""
    kind, _, name = actor.partition(":")
    if kind != "user":
        return known(f"who.{kind}", locale, name=name) or actor
    try:
        return (await tx.users.get(UserId(name))).email
    except NotFound:
        return short(name)


async def _numbers(tx: Transaction, publication: Publication) -> list[Number]:
    found = [
        Number(
            name=metric.name.removeprefix(EARNED),
            value=metric.value,
            observed_at=metric.observed_at,
        )
        for metric in await tx.telemetry.latest(publication.id)
    ]
    return sorted(found, key=lambda number: number.name)


async def _missing(tx: Transaction, publication: Publication) -> list[str]:
    asked = Question(kinds=(Kind.METRICS_COLLECTED,), publication_id=publication.id, limit=1)
    last = await tx.ledger.ask(asked)
    missing = last[0].entry.metadata.get("missing") if last else None
    return [str(name) for name in missing] if isinstance(missing, list | tuple) else []
