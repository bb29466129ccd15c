"""A whole database in memory: calling it opens a block."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from datetime import timedelta
from typing import Any

from domain.approval import ApprovalStatus
from domain.campaign import CampaignStatus
from domain.job import JobStatus
from domain.ledger import Severity
from domain.ports import Clock, NewId, Transaction, World
from domain.publication import PublicationStatus
from domain.system import SystemStatus
from tests.build import new_id
from tests.fakes.clock import FixedClock
from tests.fakes.memory.gates import (
    MemoryDeliveries,
    MemoryGrants,
    MemoryQuotas,
    MemoryStops,
    MemoryTelemetry,
    MemoryVisits,
)
from tests.fakes.memory.media import MemoryClips, MemoryScores, MemoryVideos
from tests.fakes.memory.outward import (
    MemoryAccounts,
    MemoryApprovals,
    MemoryCampaigns,
    MemoryPublications,
)
from tests.fakes.memory.record import MemoryLedger
from tests.fakes.memory.rows import Rows
from tests.fakes.memory.talk import MemoryMessages, MemoryRequests, MemoryUsers
from tests.fakes.memory.talked import MemoryTranscripts
from tests.fakes.memory.work import MemoryJobs


class MemoryDatabase:
    """One block at a time; a block that raises leaves no trace. ``open_blocks`` counts them.

    A block inside a block would wait for itself, so it is refused: it is a mistake in a use case.
    """

    def __init__(self, clock: Clock | None = None, new_id: NewId = new_id) -> None:
        self.clock = clock or FixedClock()
        self.new_id = new_id
        self.users = MemoryUsers()
        self.videos = MemoryVideos()
        self.transcripts = MemoryTranscripts(videos=self.videos)
        self.clips = MemoryClips(videos=self.videos)
        self.scores = MemoryScores()
        self.campaigns = MemoryCampaigns()
        self.accounts = MemoryAccounts()
        self.publications = MemoryPublications()
        self.grants = MemoryGrants()
        self.visits = MemoryVisits()
        self.quotas = MemoryQuotas()
        self.stops = MemoryStops()
        self.deliveries = MemoryDeliveries()
        self.telemetry = MemoryTelemetry()
        self.approvals = MemoryApprovals()
        self.ledger = MemoryLedger(clock=self.clock, new_id=new_id)
        self.jobs = MemoryJobs(clock=self.clock, new_id=new_id, ledger=self.ledger)
        self.messages = MemoryMessages(approvals=self.approvals)
        self.requests = MemoryRequests()
        self.open_blocks = 0
        self._turn = asyncio.Lock()
        self._inside: asyncio.Task[Any] | None = None

    @property
    def world(self) -> World:
        return World(uow=self, clock=self.clock, new_id=self.new_id)

    @property
    def reports(self) -> "MemoryDatabase":
        return self

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Transaction]:
        if self._inside is not None and self._inside is asyncio.current_task():
            raise RuntimeError("a block was opened inside a block")
        async with self._turn:
            self._inside = asyncio.current_task()
            self.open_blocks += 1
            before = self._copy()
            try:
                yield self
                self.ledger.flush()
            except BaseException:
                self._restore(before)
                raise
            finally:
                self.ledger.forget()
                self.open_blocks -= 1
                self._inside = None

    async def status(self) -> SystemStatus:
        jobs = [job.status for job in self.jobs.rows]
        sent = [publication.status for publication in self.publications.rows]
        active = (CampaignStatus.APPROVED, CampaignStatus.RUNNING)
        day_ago = self.clock.now() - timedelta(days=1)
        return SystemStatus(
            jobs={status.value: jobs.count(status) for status in JobStatus},
            publications={status.value: sent.count(status) for status in PublicationStatus},
            videos=len(self.videos.rows),
            clips=len(self.clips.rows),
            campaigns_active=sum(each.status in active for each in self.campaigns.rows),
            approvals_pending=sum(
                each.status is ApprovalStatus.PENDING for each in self.approvals.rows
            ),
            events=len(self.ledger.events),
            errors_24h=sum(
                event.entry.severity in (Severity.ERROR, Severity.CRITICAL)
                and event.occurred_at > day_ago
                for event in self.ledger.events
            ),
            workers_alive=0,
        )

    def _stores(self) -> list[Any]:
        return [
            *(self.users, self.videos, self.clips, self.scores, self.campaigns, self.accounts),
            *(self.publications, self.approvals, self.jobs, self.messages, self.requests),
            *(self.transcripts, self.grants, self.visits, self.quotas, self.stops),
            *(self.deliveries, self.telemetry),
        ]

    def _copy(self) -> list[dict[str, Any]]:
        return [
            {name: _copied(value) for name, value in vars(store).items()}
            for store in self._stores()
        ]

    def _restore(self, before: list[dict[str, Any]]) -> None:
        for store, values in zip(self._stores(), before, strict=True):
            for name, value in values.items():
                if isinstance(value, Rows):
                    getattr(store, name).by_id = value.by_id
                elif isinstance(value, dict | list):
                    setattr(store, name, value)


def _copied(value: Any) -> Any:
    if isinstance(value, Rows):
        rows: Rows[Any] = Rows(value.what)
        rows.by_id = dict(value.by_id)
        return rows
    return copy(value) if isinstance(value, dict | list) else value
