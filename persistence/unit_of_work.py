"""One block is one transaction: state, jobs and ledger entries are saved together or not at all.

The only place that commits. A connection that goes back to the pool without it is rolled back.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property

from psycopg.pq import TransactionStatus
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.ledger import Entry
from domain.ports import Clock, NewId, Transaction, Vault
from persistence.accounts import PostgresAccounts
from persistence.approvals import PostgresApprovals
from persistence.campaigns import PostgresCampaigns
from persistence.clips import PostgresClips
from persistence.deliveries import PostgresDeliveries
from persistence.driver import driver_of
from persistence.grants import ClosedVault, PostgresGrants, PostgresVisits
from persistence.jobs import PostgresJobs
from persistence.ledger import PostgresLedger
from persistence.limits import PostgresQuotas, PostgresStops
from persistence.messages import PostgresMessages
from persistence.publications import PostgresPublications
from persistence.reports import PostgresReports
from persistence.requests import PostgresRequests
from persistence.scores import PostgresScores
from persistence.spool import Spool
from persistence.stamp import Stamp, no_trace
from persistence.telemetry import PostgresTelemetry
from persistence.transcripts import PostgresTranscripts
from persistence.users import PostgresUsers
from persistence.videos import PostgresVideos


class BlockBroken(Exception):
    """A statement of this block failed and the failure was swallowed: nothing can be saved.

    Without this check Postgres would answer the final COMMIT with a silent rollback.
    """


class PostgresTransaction:
    """What a block is handed. Each repository is made when it is first asked for."""

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        clock: Clock,
        new_id: NewId,
        vault: Vault,
        ledger: PostgresLedger,
    ) -> None:
        self._connection = connection
        self._vault = vault
        self._clock = clock
        self._new_id = new_id
        self.ledger = ledger

    @cached_property
    def users(self) -> PostgresUsers:
        return PostgresUsers(self._connection)

    @cached_property
    def videos(self) -> PostgresVideos:
        return PostgresVideos(self._connection)

    @cached_property
    def transcripts(self) -> PostgresTranscripts:
        return PostgresTranscripts(self._connection)

    @cached_property
    def clips(self) -> PostgresClips:
        return PostgresClips(self._connection)

    @cached_property
    def scores(self) -> PostgresScores:
        return PostgresScores(self._connection, new_id=self._new_id)

    @cached_property
    def campaigns(self) -> PostgresCampaigns:
        return PostgresCampaigns(self._connection)

    @cached_property
    def accounts(self) -> PostgresAccounts:
        return PostgresAccounts(self._connection)

    @cached_property
    def grants(self) -> PostgresGrants:
        return PostgresGrants(self._connection, self._vault)

    @cached_property
    def visits(self) -> PostgresVisits:
        return PostgresVisits(self._connection, self._vault)

    @cached_property
    def quotas(self) -> PostgresQuotas:
        return PostgresQuotas(self._connection)

    @cached_property
    def stops(self) -> PostgresStops:
        return PostgresStops(self._connection)

    @cached_property
    def deliveries(self) -> PostgresDeliveries:
        return PostgresDeliveries(self._connection)

    @cached_property
    def telemetry(self) -> PostgresTelemetry:
        return PostgresTelemetry(self._connection, new_id=self._new_id)

    @cached_property
    def publications(self) -> PostgresPublications:
        return PostgresPublications(self._connection, self._vault)

    @cached_property
    def approvals(self) -> PostgresApprovals:
        return PostgresApprovals(self._connection)

    @cached_property
    def jobs(self) -> PostgresJobs:
        return PostgresJobs(
            self._connection, clock=self._clock, new_id=self._new_id, ledger=self.ledger
        )

    @cached_property
    def messages(self) -> PostgresMessages:
        return PostgresMessages(self._connection)

    @cached_property
    def requests(self) -> PostgresRequests:
        return PostgresRequests(self._connection)

    @cached_property
    def reports(self) -> PostgresReports:
        return PostgresReports(self._connection, clock=self._clock)


class PostgresUnitOfWork:
    """Calling it opens a block. Nothing is tried twice: the caller knows whether it may be."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        spool: Spool,
        clock: Clock,
        new_id: NewId,
        trace: Callable[[], str | None] = no_trace,
        vault: Vault | None = None,
    ) -> None:
        self._vault = vault or ClosedVault()
        self._engine = engine
        self._spool = spool
        self._clock = clock
        self._new_id = new_id
        self._stamp = Stamp(clock=clock, new_id=new_id, trace=trace)

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Transaction]:
        """Raises LedgerUnavailable and BlockBroken at the end; nothing is saved then."""
        async with self._engine.connect() as connection:
            await connection.begin()
            ledger = PostgresLedger(connection, stamp=self._stamp, spool=self._spool)
            yield PostgresTransaction(
                connection,
                clock=self._clock,
                new_id=self._new_id,
                vault=self._vault,
                ledger=ledger,
            )
            driver = await driver_of(connection)
            if driver.info.transaction_status is TransactionStatus.INERROR:
                raise BlockBroken
            await ledger.flush(driver)
            await connection.commit()

    async def record_outside(self, entry: Entry) -> None:
        """For what happens while the database cannot be reached: it is recorded once it can.

        Raises LedgerUnavailable when it cannot be kept on disk either.
        """
        stamped = self._stamp(entry)
        await asyncio.to_thread(self._spool.keep, [stamped.entry])
