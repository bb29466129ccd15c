import asyncio
import hashlib
import resource
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from domain.publication import Medium, Remedy, Setback, Stage
from integrations.http import Answer, open_client
from integrations.platforms.parts import Patience
from integrations.platforms.youtube_transfer import Finished, SessionGone, State, state_of
from tests.integrations.rehearsal.playing import (
    CHUNKS,
    GRAIN,
    SIZE,
    Play,
    Shares,
    Tokens,
    playing,
    quiet,
    some_bytes,
)

TOTAL = 4 * GRAIN
BREAKS = [
    "close",
    "close_inside",
    "drop_answer",
    "status:503",
    "html:502",
    "spoil:200",
    "empty",
    "accept_partial",
]


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


class TestAnUpload:
    async def test_leaves_the_last_chunk_to_the_call_that_publishes(self, play: Play) -> None:
        post, shares = await play.a_post(), Shares()
        handle = (await play.publisher.begin(post)).handle

        await play.publisher.upload(handle, post, on_progress=shares)

        sighting = await play.publisher.status(handle, post, crossed_at=None, known=())
        assert sighting.stage is Stage.NOTHING
        assert sighting.evidence["stored_bytes"] == (CHUNKS - 1) * GRAIN
        assert await play.published() == []
        assert shares.told == [number * GRAIN / SIZE for number in range(CHUNKS)]

    @pytest.mark.parametrize("size", [1, GRAIN])
    async def test_of_one_chunk_sends_nothing(self, play: Play, size: int) -> None:
        post = await play.a_post(some_bytes(size))
        handle = (await play.publisher.begin(post)).handle

        await play.publisher.upload(handle, post, on_progress=quiet)

        sighting = await play.publisher.status(handle, post, crossed_at=None, known=())
        assert sighting.evidence["stored_bytes"] == 0

    @pytest.mark.parametrize("chunk", range(1, CHUNKS + 1))
    async def test_goes_on_where_it_broke(self, play: Play, chunk: int) -> None:
        medium = await play.a_medium()
        for fault in BREAKS:
            more: dict[str, object] = {"bytes": 5_000} if fault == "close_inside" else {}
            await play.order("upload_chunk", fault.removesuffix("_inside"), n=chunk, **more)

            sighting = await play.sent(await play.a_post(medium=medium))

            video = (await play.published())[-1]
            assert (video["post_id"], video["sha256"]) == (sighting.external_id, medium.sha256)
            await play.heal()
        assert len(await play.published()) == len(BREAKS)

    @pytest.mark.parametrize("chunk", range(1, CHUNKS))
    async def test_goes_on_in_another_run_after_the_first_one_gave_up(
        self, play: Play, chunk: int
    ) -> None:
        post, shares = await play.a_post(), Shares()
        handle = (await play.publisher.begin(post)).handle
        await play.order("upload_chunk", "close", n=chunk, times=1000)
        with pytest.raises(Setback) as gave_up:
            await play.publisher.upload(handle, post, on_progress=quiet)
        await play.heal()

        await play.publisher.upload(handle, post, on_progress=shares)

        assert gave_up.value.remedy is Remedy.RETRY
        assert shares.told[0] == pytest.approx((chunk - 1) * GRAIN / SIZE)
        assert shares.told[-1] == pytest.approx((CHUNKS - 1) * GRAIN / SIZE)

    async def test_starts_again_when_the_platform_lost_what_it_had(self, play: Play) -> None:
        content = some_bytes()
        post = await play.a_post(content)
        await play.order("upload_chunk", "lose_bytes", n=3)

        await play.sent(post)

        [video] = await play.published()
        assert video["sha256"] == hashlib.sha256(content).hexdigest()

    async def test_by_two_workers_at_once_is_one_video(self, play: Play) -> None:
        content = some_bytes()
        post = await play.a_post(content)
        handle = (await play.publisher.begin(post)).handle

        async def whole() -> str | None:
            await play.publisher.upload(handle, post, on_progress=quiet)
            return (await play.publisher.publish(handle, post)).external_id

        first, second = await asyncio.gather(whole(), whole())

        [video] = await play.published()
        assert first == second == video["post_id"]
        assert video["sha256"] == hashlib.sha256(content).hexdigest()

    async def test_whose_session_is_gone_begins_anew(self, play: Play) -> None:
        post = await play.a_post()
        handle = (await play.publisher.begin(post)).handle
        await play.order("upload_chunk", "expire_session", n=2)

        with pytest.raises(Setback) as gone:
            await play.publisher.upload(handle, post, on_progress=quiet)

        assert (gone.value.code, gone.value.remedy) == ("session_gone", Remedy.BEGIN_ANEW)

    async def test_refuses_a_file_that_is_not_the_approved_one(self, play: Play) -> None:
        medium = await play.a_medium(size_bytes=SIZE + 1)
        post = await play.a_post(medium=medium)
        handle = (await play.publisher.begin(post)).handle

        with pytest.raises(Setback) as refused:
            await play.publisher.upload(handle, post, on_progress=quiet)

        assert refused.value.remedy is Remedy.FIX_MEDIA

    async def test_of_an_account_whose_token_died_says_so(self, play: Play) -> None:
        post = await play.a_post()
        handle = (await play.publisher.begin(post)).handle
        await play.order("upload_chunk", "revoke_token", n=2)

        with pytest.raises(Setback) as refused:
            await play.publisher.upload(handle, post, on_progress=quiet)

        assert (refused.value.code, refused.value.remedy) == ("authError", Remedy.HOLD_ACCOUNT)

    async def test_goes_on_in_the_same_session_with_another_token(self, play: Play) -> None:
        tokens = Tokens([play.token, await play.new_token()])
        publisher = play.speaking(token=tokens)
        post = await play.a_post()
        handle = (await publisher.begin(post)).handle
        await play.order("upload_chunk", "revoke_token")

        await publisher.upload(handle, post, on_progress=quiet)
        await publisher.publish(handle, post)

        assert tokens.refused == [play.token]
        assert len(await play.published()) == 1


class TestTheLastChunk:
    @pytest.mark.parametrize("fault", ["drop_answer", "spoil:502", "spoil:200", "spoil:403"])
    async def test_whose_answer_is_lost_is_one_video_and_its_id(
        self, play: Play, fault: str
    ) -> None:
        await play.order("upload_last", fault)

        sighting = await play.sent(await play.a_post())

        [video] = await play.published()
        assert (sighting.stage, sighting.external_id) == (Stage.PROCESSING, video["post_id"])

    async def test_that_nobody_can_ask_about_is_to_be_looked_at(self, play: Play) -> None:
        post = await play.a_post()
        handle = (await play.publisher.begin(post)).handle
        await play.publisher.upload(handle, post, on_progress=quiet)
        await play.order("upload_last", "drop_answer")
        await play.order("probe", "close", n=2, times=1000)
        with pytest.raises(Setback) as lost:
            await play.publisher.publish(handle, post)
        await play.heal()

        found = await play.publisher.status(handle, post, crossed_at=play.clock.now(), known=())

        [video] = await play.published()
        assert lost.value.remedy is Remedy.LOOK
        assert found.external_id == video["post_id"]

    async def test_that_is_known_not_to_have_arrived_may_be_sent_again(self, play: Play) -> None:
        post = await play.a_post()
        handle = (await play.publisher.begin(post)).handle
        await play.publisher.upload(handle, post, on_progress=quiet)
        await play.order("upload_last", "status:403", reason="quotaExceeded")

        with pytest.raises(Setback) as full:
            await play.publisher.publish(handle, post)

        assert (full.value.code, full.value.remedy) == ("quotaExceeded", Remedy.WAIT)
        assert await play.published() == []

    async def test_is_to_be_looked_at_when_the_first_question_is_not_answered(
        self, play: Play
    ) -> None:
        # An earlier run may have sent everything.
        post = await play.a_post()
        handle = (await play.publisher.begin(post)).handle
        await play.publisher.upload(handle, post, on_progress=quiet)
        await play.order("probe", "status:503", times=1000)

        with pytest.raises(Setback) as blind:
            await play.publisher.publish(handle, post)

        assert blind.value.remedy is Remedy.LOOK

    async def test_of_a_session_that_is_gone_is_looked_for_in_the_channel(self, play: Play) -> None:
        await play.order("upload_last", "drop_answer")
        await play.order("upload_last", "expire_after")

        sighting = await play.sent(await play.a_post())

        [video] = await play.published()
        assert sighting.external_id == video["post_id"]
        assert sighting.evidence["found_by"] == "marker"

    async def test_of_a_session_that_is_gone_without_a_trace_is_to_be_looked_at(
        self, play: Play
    ) -> None:
        post = await play.a_post()
        handle = (await play.publisher.begin(post)).handle
        await play.publisher.upload(handle, post, on_progress=quiet)
        await play.order("probe", "expire_session")

        with pytest.raises(Setback) as gone:
            await play.publisher.publish(handle, post)

        assert (gone.value.code, gone.value.remedy) == ("session_gone", Remedy.LOOK)


class TestPatience:
    async def test_grows_from_try_to_try_and_has_an_end(self, play: Play) -> None:
        post = await play.a_post()
        handle = (await play.publisher.begin(post)).handle
        await play.order("upload_chunk", "status:503", times=1000)

        with pytest.raises(Setback) as busy:
            await play.publisher.upload(handle, post, on_progress=quiet)

        assert busy.value.remedy is Remedy.RETRY
        assert play.pauses.waits == [1.0, 2.0, 4.0, 8.0, 16.0]

    async def test_with_a_server_that_says_nothing_has_an_end(self, play: Play) -> None:
        post = await play.a_post()
        handle = (await play.publisher.begin(post)).handle
        await play.order("probe", "stall", times=2)

        async with open_client(silence_s=0.2) as http:
            publisher = play.speaking(http=http, patience=Patience(tries=2))
            with pytest.raises(Setback) as silent:
                await publisher.upload(handle, post, on_progress=quiet)

        assert silent.value.code == "no_answer"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
async def test_an_upload_of_100_mb_needs_little_memory(play: Play) -> None:
    size, block = 100 * 2**20, 2**20

    async def blocks() -> AsyncIterator[bytes]:
        for number in range(size // block):
            yield number.to_bytes(4, "big") * (block // 4)

    stored = await play.store.put(blocks(), max_bytes=size)
    medium = Medium(blob=stored.key, sha256=stored.sha256, size_bytes=size, duration_ms=10_000)
    post = await play.a_post(medium=medium)
    publisher = play.speaking(chunk_bytes=32 * GRAIN)
    handle = (await publisher.begin(post)).handle
    peak = before = resident_bytes()

    async def watch(share: float) -> None:
        nonlocal peak
        peak = max(peak, resident_bytes())

    await publisher.upload(handle, post, on_progress=watch)
    await publisher.publish(handle, post)

    [video] = await play.published()
    assert video["sha256"] == stored.sha256
    assert peak - before < 48 * 2**20


def resident_bytes() -> int:
    """What this process, with the server in it, holds in memory right now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.parametrize(
    ("status", "headers", "body", "state"),
    [
        (200, {}, b'{"id": "abc"}', Finished(video_id="abc")),
        (201, {}, b'{"id": "abc"}', Finished(video_id="abc")),
        (308, {}, b"", 0),
        (308, {"Range": "bytes=0-262143"}, b"", GRAIN),
        (308, {"Range": f"bytes=0-{TOTAL - 1}"}, b"", TOTAL),
        (308, {"Range": f"bytes=0-{TOTAL}"}, b"", None),
        (308, {"Range": "bytes=5-9"}, b"", None),
        (308, {"Range": "nonsense"}, b"", None),
        (200, {}, b"<html></html>", None),
        (200, {}, b'{"id": 7}', None),
        (503, {}, b"", None),
        (302, {"Location": "/elsewhere"}, b"", None),
    ],
)
def test_a_sessions_answer_is_read_for_what_it_says(
    status: int, headers: dict[str, str], body: bytes, state: State | None
) -> None:
    answer = Answer(status=status, headers=httpx.Headers(headers), body=body)

    assert state_of(answer, total=TOTAL) == state


@pytest.mark.parametrize("status", [404, 410])
def test_a_session_that_is_gone_is_not_mistaken_for_an_error(status: int) -> None:
    with pytest.raises(SessionGone):
        state_of(Answer(status=status, headers=httpx.Headers(), body=b""), total=TOTAL)
