"""YouTube's two limits: the project's, until midnight in California, and the channel's own."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import AttemptState, PublicationStatus
from integrations.platforms.youtube import CHUNK_BYTES
from tests.build import a_window
from tests.failures.passing import Lines, calls
from tests.failures.stage import Stage, staged
from tests.integrations.rehearsal.playing import some_bytes

S = PublicationStatus

AUTUMN = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
"""Half past midnight in California, on the Sunday of 25 hours."""

AFTER_AUTUMN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
SPRING = datetime(2027, 3, 14, 8, 30, tzinfo=UTC)
"""Half past midnight in California, on the Sunday of 23 hours."""

AFTER_SPRING = datetime(2027, 3, 15, 7, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
AFTER_SUMMER = datetime(2026, 7, 2, 7, 0, tzinfo=UTC)

PATIENT = timedelta(days=2)
"""Longer than the longest day: after its time only a person can say that it may still go."""

DAYS = pytest.mark.parametrize(
    ("now", "midnight"),
    [(AUTUMN, AFTER_AUTUMN), (SPRING, AFTER_SPRING), (SUMMER, AFTER_SUMMER)],
    ids=["25 hours", "23 hours", "24 hours"],
)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    film = some_bytes(CHUNK_BYTES + 12_345)
    async with staged(tmp_path, Platform.YOUTUBE, film=film) as made:
        yield made


@pytest.fixture
def lines() -> Iterator[Lines]:
    with capture_logs() as captured:
        yield captured


class TestTheProjectsQuota:
    @DAYS
    async def test_f24_stops_every_channel_until_midnight_in_california(
        self, stage: Stage, lines: Lines, now: datetime, midnight: datetime
    ) -> None:
        stage.clock.at = now
        window = a_window(opens_at=now, lasts=PATIENT)
        hers = await stage.approve(await stage.connect(0), window=window)
        his = await stage.approve(await stage.connect(1), window=window)
        await stage.order("open", "quota")

        await stage.work(hours=1)
        made = calls(lines)
        await stage.work(seconds=(midnight - stage.clock.now()).total_seconds() - 1)

        assert made["youtube.open"] == 1
        assert calls(lines) == made
        assert await stage.truth() == []
        for id_ in (hers, his):
            waiting = await stage.publication(id_)
            assert (waiting.status, waiting.due_at) == (S.QUEUED, midnight)
            (postponed,) = stage.events(id_, Kind.PUBLICATION_POSTPONED)
            assert postponed.entry.metadata["until"] == midnight.isoformat()

        for id_ in (hers, his):
            await stage.work_until(id_, S.PUBLISHED)
            assert len(await stage.truth(id_)) == 1
            (attempt,) = await stage.attempts(id_)
            assert attempt.crossed_at is not None
            assert attempt.crossed_at >= midnight

    @DAYS
    async def test_f24_is_counted_by_us_too_and_ends_at_the_same_time(
        self, tmp_path: Path, lines: Lines, now: datetime, midnight: datetime
    ) -> None:
        """Our own count of a hundred uploads a day is full before the platform says so."""
        async with staged(tmp_path, Platform.YOUTUBE) as stage:
            stage.clock.at = now
            account = await stage.connect()
            owner = f"app:{Platform.YOUTUBE}:True"
            async with stage.database() as tx:
                await tx.quotas.spend("youtube.uploads", owner, units=100, now=now)
            id_ = await stage.approve(account, window=a_window(opens_at=now, lasts=PATIENT))

            await stage.work(hours=1)

            assert calls(lines)["youtube.open"] == 0
            assert (await stage.publication(id_)).due_at == midnight
            await stage.work_until(id_, S.PUBLISHED)
            assert stage.clock.now() >= midnight
            assert len(await stage.truth(id_)) == 1

    async def test_f24_keeps_the_open_session_when_it_comes_in_the_middle(
        self, stage: Stage, lines: Lines
    ) -> None:
        stage.clock.at = AUTUMN
        window = a_window(opens_at=AUTUMN, lasts=PATIENT)
        id_ = await stage.approve(await stage.connect(), window=window)
        await stage.order("upload_chunk", "quota")

        await stage.work(hours=1)
        waiting = await stage.publication(id_)
        await stage.work_until(id_, S.PUBLISHED)

        assert (waiting.status, waiting.due_at) == (S.QUEUED, AFTER_AUTUMN)
        assert calls(lines)["youtube.open"] == 1
        assert len(await stage.truth(id_)) == 1

    async def test_f24_leaves_no_doubt_when_the_last_chunk_is_refused_for_it(
        self, stage: Stage, lines: Lines
    ) -> None:
        """The session says that bytes are missing: certainly there is no video."""
        stage.clock.at = AUTUMN
        window = a_window(opens_at=AUTUMN, lasts=PATIENT)
        id_ = await stage.approve(await stage.connect(), window=window)
        await stage.order("upload_last", "quota")

        await stage.work(hours=1)
        waiting = await stage.publication(id_)
        (attempt,) = await stage.attempts(id_)
        await stage.work_until(id_, S.PUBLISHED)

        assert (waiting.status, waiting.due_at) == (S.QUEUED, AFTER_AUTUMN)
        assert (attempt.state, attempt.crossings) == (AttemptState.SENDING, 0)
        assert calls(lines)["youtube.open"] == 1
        assert len(await stage.truth(id_)) == 1


class TestTheChannelsOwnLimit:
    async def test_f24_stops_this_channel_for_a_day_and_no_other(
        self, stage: Stage, lines: Lines
    ) -> None:
        stage.clock.at = SUMMER
        window = a_window(opens_at=SUMMER, lasts=PATIENT)
        full, other = await stage.connect(0), await stage.connect(1)
        first = await stage.approve(full, window=window)
        await stage.order("open", "upload_limit")
        await stage.work(seconds=1)
        second = await stage.approve(full, window=window)
        elsewhere = await stage.approve(other, window=window)

        await stage.work(hours=1)

        assert (await stage.publication(elsewhere)).status is S.PUBLISHED
        waiting = await stage.publication(first)
        assert waiting.status is S.QUEUED
        assert waiting.due_at == SUMMER + timedelta(days=1)
        assert await stage.attempts(second) == []
        assert calls(lines)["youtube.open"] == 2

        for id_ in (first, second):
            await stage.work_until(id_, S.PUBLISHED)
            assert len(await stage.truth(id_)) == 1
        assert stage.clock.now() - SUMMER >= timedelta(days=1)
