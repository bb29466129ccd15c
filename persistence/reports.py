"""Figures straight from SQL."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.approval import ApprovalStatus
from domain.campaign import CampaignStatus
from domain.job import JobStatus
from domain.ledger import Severity
from domain.ports import Clock
from domain.publication import PublicationStatus
from domain.system import SystemStatus
from persistence.tables import (
    approvals,
    campaigns,
    clips,
    jobs,
    ledger_events,
    publications,
    video_assets,
)
from persistence.workers import alive

_DAY: Final = timedelta(days=1)
_TROUBLE: Final = (Severity.ERROR, Severity.CRITICAL)
_ACTIVE: Final = (CampaignStatus.APPROVED, CampaignStatus.RUNNING)


class PostgresReports:
    def __init__(self, connection: AsyncConnection, *, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def status(self) -> SystemStatus:
        """One query, so that all figures are of one moment."""
        row = (await self._connection.execute(_figures(self._clock.now()))).one()
        return SystemStatus(
            jobs=_filled(JobStatus, row.jobs),
            publications=_filled(PublicationStatus, row.publications),
            videos=row.videos,
            clips=row.clips,
            campaigns_active=row.campaigns_active,
            approvals_pending=row.approvals_pending,
            events=row.events,
            errors_24h=row.errors_24h,
            workers_alive=row.workers_alive,
        )


def _figures(now: datetime) -> sa.Select[tuple[object, ...]]:
    e = ledger_events.c
    return sa.select(
        _by_status(jobs).label("jobs"),
        _by_status(publications).label("publications"),
        _count(video_assets).label("videos"),
        _count(clips).label("clips"),
        _count(campaigns, campaigns.c.status.in_(_ACTIVE)).label("campaigns_active"),
        _count(approvals, approvals.c.status == ApprovalStatus.PENDING).label("approvals_pending"),
        _count(ledger_events).label("events"),
        _count(ledger_events, e.severity.in_(_TROUBLE), e.occurred_at > now - _DAY).label(
            "errors_24h"
        ),
        sa.select(sa.func.count()).where(alive(now)).scalar_subquery().label("workers_alive"),
    )


def _count(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(*conditions).scalar_subquery()


def _by_status(table: sa.Table) -> sa.ScalarSelect[object]:
    counted = (
        sa.select(table.c.status, sa.func.count().label("number"))
        .group_by(table.c.status)
        .subquery()
    )
    together = sa.func.jsonb_object_agg(counted.c.status, counted.c.number)
    return sa.select(together).scalar_subquery()


def _filled(statuses: type[StrEnum], counts: Mapping[str, int] | None) -> Mapping[str, int]:
    return {status.value: (counts or {}).get(status.value, 0) for status in statuses}
