"""What breaks while a film goes to YouTube: there is one video in the end, and it is whole."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.ids import PublicationId
from domain.ledger import Kind
from domain.platforms import LIMITS, Platform
from domain.publication import AttemptState, PublicationStatus
from integrations.platforms.youtube import CHUNK_BYTES
from integrations.platforms.youtube_transfer import GRAIN
from tests.failures.passing import Lines, calls, evidence, live_through, live_until
from tests.failures.stage import Stage, staged
from tests.integrations.rehearsal.playing import some_bytes

S = PublicationStatus
FILM = some_bytes(2 * CHUNK_BYTES + 12_345)
"""Three chunks, of which the last is what makes it a video."""

LISTS_WITHIN = LIMITS[Platform.YOUTUBE].lists_within


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, Platform.YOUTUBE, film=FILM) as made:
        yield made


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Every line that is logged."""
    with capture_logs() as captured:
        yield captured


async def is_one_whole_video(stage: Stage, id_: PublicationId) -> bool:
    """What is there is exactly one, it is the file to the byte, and we know which one it is."""
    truth = await stage.truth(id_)
    publication = await stage.publication(id_)
    assert [line["post_id"] for line in truth] == [publication.external_id]
    return bool(truth[0]["sha256"] == hashlib.sha256(FILM).hexdigest())


class TestTheLastAnswerIsLost:
    async def test_f21_asks_the_session_what_became_of_it(self, stage: Stage, lines: Lines) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_last", "drop_answer")

        await stage.work_until(id_, S.PUBLISHED)

        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.chunk"] == 3
        assert calls(lines)["youtube.open"] == 1

    async def test_f21_is_unknown_for_as_long_as_nobody_answers(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_last", "drop_answer")
        await stage.order("probe", "close", n=3, times=50)

        unknown = await stage.work_until(id_, S.UNKNOWN)
        await stage.heal()
        await stage.work_until(id_, S.PUBLISHED)

        assert unknown.external_id is None
        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.chunk"] == 3
        (attempt,) = await stage.attempts(id_)
        assert (attempt.state, attempt.crossings) == (AttemptState.LIVE, 1)
        told = [event.entry.kind for event in stage.events(id_)]
        assert told.index(Kind.PUBLICATION_UNKNOWN) < told.index(Kind.CLIP_PUBLISHED)
        (live,) = stage.events(id_, Kind.CLIP_PUBLISHED)
        assert evidence(live)["upload_status"] == "processed"

    async def test_f21_believes_no_page_that_stands_between(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_last", "spoil:403")

        await stage.work_until(id_, S.PUBLISHED)

        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.chunk"] == 3


class TestTheSessionIsLost:
    async def test_f22_opens_another_when_the_last_chunk_was_never_sent(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_chunk", "expire_session", n=2)

        await stage.work_until(id_, S.PUBLISHED)

        assert await is_one_whole_video(stage, id_)
        first, second = await stage.attempts(id_)
        assert (first.state, first.error) == (AttemptState.FAILED_RETRYABLE, "session_gone")
        assert first.crossings == 0
        assert second.state is AttemptState.LIVE
        assert calls(lines)["youtube.playlistItems"] == 0

    async def test_f22_finds_the_video_that_a_lost_session_made(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_last", "expire_after")
        await stage.order("upload_last", "drop_answer")

        await stage.work_until(id_, S.PUBLISHED)

        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.open"] == 1
        (attempt,) = await stage.attempts(id_)
        assert attempt.evidence["found_by"] == "marker"

    async def test_f22_waits_for_a_channel_that_lists_its_uploads_late(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        began = stage.clock.now()
        await stage.order("upload_last", "expire_after")
        await stage.order("upload_last", "drop_answer")
        await stage.order("upload_last", "listed_late", seconds=5 * 3600)

        await live_through(stage, hours=4)
        meanwhile = await stage.publication(id_)
        await live_until(stage, id_, S.PUBLISHED)

        assert meanwhile.status is S.UNKNOWN
        assert stage.clock.now() - began >= timedelta(hours=5)
        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.open"] == 1

    async def test_f22_sends_it_anew_only_when_no_listing_can_be_late_any_more(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        began = stage.clock.now()
        await stage.order("upload_last", "expire_session")

        await live_through(stage, hours=5)
        opened_meanwhile = calls(lines)["youtube.open"]
        await live_until(stage, id_, S.PUBLISHED)

        assert opened_meanwhile == 1
        assert await is_one_whole_video(stage, id_)
        first, second = await stage.attempts(id_)
        assert first.state is AttemptState.FAILED_RETRYABLE
        assert second.started_at - began >= LISTS_WITHIN
        assert calls(lines)["youtube.playlistItems"] > 0
        assert calls(lines)["youtube.search"] == 0


class TestOnlySomeOfAChunkIsStored:
    @pytest.mark.parametrize("stored", [GRAIN, 3 * GRAIN + 5, CHUNK_BYTES - 1])
    async def test_f23_goes_on_with_the_byte_after_the_last_one_stored(
        self, stage: Stage, lines: Lines, stored: int
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_chunk", "accept_partial", n=2, bytes=stored)

        await stage.work_until(id_, S.PUBLISHED)

        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.chunk"] == 4

    @pytest.mark.parametrize("fault", ["lose_bytes", "accept_partial"])
    async def test_f23_begins_again_in_the_same_session_when_nothing_is_stored(
        self, stage: Stage, lines: Lines, fault: str
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_chunk", fault, n=1, bytes=0)

        await stage.work_until(id_, S.PUBLISHED)

        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.open"] == 1

    async def test_f23_begins_again_when_all_is_lost_before_the_last_chunk(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_last", "lose_bytes")

        await stage.work_until(id_, S.PUBLISHED)

        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.open"] == 1

    async def test_f23_gives_up_when_it_brings_nothing_new_and_goes_on_later(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_chunk", "accept_partial", n=2, times=500, bytes=0)

        await stage.work(seconds=1)
        meanwhile, sent = await stage.publication(id_), calls(lines)["youtube.chunk"]
        await stage.heal()
        await stage.work_until(id_, S.PUBLISHED)

        assert meanwhile.status is S.UPLOADING
        assert 2 < sent < 20
        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.open"] == 1

    async def test_f23_keeps_what_came_before_the_connection_broke(
        self, stage: Stage, lines: Lines
    ) -> None:
        id_ = await stage.approve(await stage.connect())
        await stage.order("upload_last", "close", bytes=5_000)

        await stage.work_until(id_, S.PUBLISHED)

        assert await is_one_whole_video(stage, id_)
        assert calls(lines)["youtube.open"] == 1
