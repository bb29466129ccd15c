"""Tools about the ledger."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import AwareDatetime, BaseModel, Field

from domain.canonical import Json
from domain.ids import Actor, ThreadId
from domain.ledger import EntityType, Event, Kind, Question, Severity
from domain.platforms import Platform
from domain.ports import Transaction
from domain.texts import Locale, say
from domain.texts.forms import number, timecode
from tools.context import ToolContext
from tools.references import (
    find_campaign,
    find_clip,
    find_job,
    find_publication,
    find_video,
)
from tools.spec import Answer, AnyTool, Risk, tool

_QUIET: Final = frozenset(
    {
        Kind.TOOL_CALLED,
        Kind.CHAT_TURN_COMPLETED,
        Kind.JOB_CREATED,
        Kind.JOB_PROCESSING_STARTED,
        Kind.LOGIN_SUCCEEDED,
    }
)
"""Left out of a story unless it is asked for by type."""


class QueryLedger(BaseModel):
    entity_type: EntityType | None = None
    entity: str | None = Field(
        default=None, description='Which one: an id, a name, a number, or "last".'
    )
    event_type: Kind | None = None
    severity: Severity | None = None
    actor: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    limit: int = Field(default=40, ge=1, le=200)


class EventView(BaseModel):
    id: str
    timestamp: AwareDatetime
    event_type: str
    entity_type: str
    entity_id: str
    actor: str
    severity: str


class Story(Answer):
    events: list[EventView]


@tool(
    risk=Risk.READ,
    examples=(
        "what happened",
        "what happened today",
        "show me the ledger",
        "show the last {limit} events",
        "what happened with {entity_type} {entity}",
        "qué pasó",
        "qué ha pasado",
        "qué ha pasado hoy",
        "enséñame el registro",
        "enséñame los últimos {limit} eventos",
        "qué pasó con {entity_type} {entity}",
    ),
)
async def query_ledger(args: QueryLedger, context: ToolContext) -> Story:
    """Ask the ledger what happened: by entity, type, actor, severity or time."""
    async with context.world.uow() as tx:
        question = Question(
            kinds=(args.event_type,) if args.event_type else tuple(sorted(set(Kind) - _QUIET)),
            severity=args.severity,
            actor=Actor(args.actor) if args.actor else None,
            since=args.since,
            until=args.until,
            limit=args.limit,
            **await _about(tx, args, context.thread_id),
        )
        events = list(reversed(await tx.ledger.ask(question)))
    if not events:
        return Story(summary=say("ledger.none", context.locale), events=[])
    lines = "\n".join(_line(event, context) for event in events)
    summary = say("ledger.list", context.locale, count=len(events), lines=lines)
    return Story(summary=summary, events=[_view(event) for event in events])


async def _about(tx: Transaction, args: QueryLedger, thread_id: ThreadId) -> dict[str, Any]:
    """A story is about everything that belongs to an entity, so it is asked for by its column."""
    match args.entity_type or _named_type(args.entity or ""):
        case _ if args.entity is None:
            return {"entity_type": args.entity_type}
        case EntityType.VIDEO:
            return {"video_id": (await find_video(tx, args.entity, thread_id=thread_id)).id}
        case EntityType.CLIP:
            return {"clip_id": (await find_clip(tx, args.entity, thread_id=thread_id)).id}
        case EntityType.JOB:
            return {"job_id": (await find_job(tx, args.entity)).id}
        case EntityType.CAMPAIGN:
            return {"campaign_id": (await find_campaign(tx, args.entity)).id}
        case EntityType.PUBLICATION:
            return {"publication_id": (await find_publication(tx, args.entity)).id}
        case _:
            return {"entity_type": args.entity_type, "entity_id": args.entity}


def _named_type(reference: str) -> EntityType | None:
    """What "video sample" or "job a1b2c3" says itself."""
    named = reference.casefold().split()[:1]
    return next((type_ for type_ in EntityType if type_.value in named), None)


def _line(event: Event, context: ToolContext) -> str:
    return say(
        "ledger.line",
        context.locale,
        time=f"{event.occurred_at.astimezone(context.zone):%H:%M:%S}",
        what=say(f"event.{event.entry.kind}", context.locale),
        detail=_detail(event.entry.metadata, context.locale),
    )


def _detail(facts: Mapping[str, Json], locale: Locale) -> str:
    """The few facts of an event that people look for."""
    told = [
        _fact(name, facts[name], locale)
        for name in (
            "kind",
            "title",
            "name",
            "number",
            "start_ms",
            "platform",
            "score",
            "slots",
            "url",
        )
        if facts.get(name) is not None
    ]
    rehearsal = say("publications.rehearsal", locale) if facts.get("rehearsal") else ""
    return (f": {', '.join(told)}" if told else "") + rehearsal


def _fact(name: str, value: Json, locale: Locale) -> str:
    if isinstance(value, float):
        return number(value, locale)
    if name == "platform":
        return Platform(str(value)).label
    if name == "kind":
        return say(f"job_kind.{value}", locale)
    if name == "number":
        return say("ledger.clip", locale, number=value)
    if name == "start_ms" and isinstance(value, int):
        return timecode(value)
    if name == "slots":
        return say("ledger.slots", locale, count=value)
    return str(value)


def _view(event: Event) -> EventView:
    entry = event.entry
    return EventView(
        id=event.id,
        timestamp=event.occurred_at,
        event_type=entry.kind.value,
        entity_type=entry.entity_type.value,
        entity_id=entry.entity_id,
        actor=entry.actor,
        severity=entry.severity.value,
    )


TOOLS: Final[tuple[AnyTool, ...]] = (query_ledger,)
