"""The ledger over HTTP: what happened, narrowed by anything an event carries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from domain.ids import Actor, EventId
from domain.ledger import EntityType, Event, Kind, Question, Severity
from entrypoints.http.access import Reader
from entrypoints.http.context import Api, Here
from entrypoints.http.paging import Page, PageWindow, Window

router = APIRouter(tags=["ledger"])


class RecentEvent(BaseModel):
    id: str
    timestamp: datetime
    event_type: Kind
    entity_type: EntityType
    entity_id: str
    metadata: dict[str, Any]
    severity: Severity
    worker_id: str | None
    job_id: str | None
    clip_id: str | None
    actor: str


class EventRow(RecentEvent):
    video_id: str | None
    campaign_id: str | None
    publication_id: str | None
    trace_id: str | None

    @classmethod
    def of(cls, event: Event) -> "EventRow":
        entry = event.entry
        return cls(
            **_recent(event).model_dump(),
            video_id=entry.video_id,
            campaign_id=entry.campaign_id,
            publication_id=entry.publication_id,
            trace_id=event.trace_id,
        )


class RecentEvents(BaseModel):
    events: list[RecentEvent]
    total: int
    limit: int


_Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
"""Postgres keeps no NUL, so nothing is found by one."""


class Filters(BaseModel):
    """Unset ones do not narrow the answer; ``since`` and ``until`` are times with a zone."""

    event_type: list[Kind] = []
    severity: Severity | None = None
    actor: _Text | None = None
    entity_type: EntityType | None = None
    entity_id: _Text | None = None
    video_id: _Text | None = None
    job_id: _Text | None = None
    clip_id: _Text | None = None
    campaign_id: _Text | None = None
    publication_id: _Text | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    def question(self, window: Window) -> Question:
        return Question(
            kinds=tuple(self.event_type),
            severity=self.severity,
            actor=Actor(self.actor) if self.actor else None,
            entity_type=self.entity_type,
            entity_id=self.entity_id,
            video_id=self.video_id,
            job_id=self.job_id,
            clip_id=self.clip_id,
            campaign_id=self.campaign_id,
            publication_id=self.publication_id,
            since=self.since,
            until=self.until,
            before_id=EventId(window.before) if window.before else None,
            limit=window.wanted,
        )


@router.get("/ledger")
async def ask_ledger(
    principal: Reader, api: Here, window: PageWindow, filters: Annotated[Filters, Query()]
) -> Page[EventRow]:
    return _page(window, await _ask(api, filters.question(window)))


@router.get("/ledger/{entity_type}/{entity_id}")
async def show_timeline(
    entity_type: EntityType, entity_id: _Text, principal: Reader, api: Here, window: PageWindow
) -> Page[EventRow]:
    """What happened to one thing, newest first."""
    filters = Filters(entity_type=entity_type, entity_id=entity_id)
    return _page(window, await _ask(api, filters.question(window)))


@router.get("/debug/ledger/recent")
async def show_recent(
    principal: Reader, api: Here, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> RecentEvents:
    async with api.services.world.uow() as tx:
        events = await tx.ledger.ask(Question(limit=limit))
        total = await tx.ledger.count(Question())
    return RecentEvents(events=[_recent(event) for event in events], total=total, limit=limit)


async def _ask(api: Api, question: Question) -> Sequence[Event]:
    async with api.services.world.uow() as tx:
        return await tx.ledger.ask(question)


def _page(window: Window, events: Sequence[Event]) -> Page[EventRow]:
    return window.page(events, EventRow.of)


def _recent(event: Event) -> RecentEvent:
    entry = event.entry
    return RecentEvent(
        id=event.id,
        timestamp=event.occurred_at,
        event_type=entry.kind,
        entity_type=entry.entity_type,
        entity_id=entry.entity_id,
        metadata=dict(entry.metadata),
        severity=entry.severity,
        worker_id=event.worker_id,
        job_id=entry.job_id,
        clip_id=entry.clip_id,
        actor=entry.actor,
    )
