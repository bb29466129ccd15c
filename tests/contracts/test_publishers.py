"""What every publisher promises, against the platform's rehearsal server over a real socket."""

import asyncio
import hashlib
import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.platforms import Platform
from domain.ports.outside import (
    OutcomeUnknown,
    PlatformRefused,
    PlatformUnavailable,
    Publisher,
)
from integrations.platforms import CONNECTIONS
from tests.integrations.rehearsal.playing import (
    CHUNKS,
    SIZE,
    Play,
    Shares,
    a_post,
    playing,
    some_bytes,
)

PLAYED = {Platform.YOUTUBE: playing}
"""How to put a rehearsal of each platform up."""


@pytest.fixture(params=sorted(CONNECTIONS))
async def play(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Play]:
    async with PLAYED[request.param](tmp_path) as play:
        yield play


async def quiet(share: float) -> None:
    """A progress listener that needs nothing."""


def resident_bytes() -> int:
    """What this process, with the server in it, holds in memory right now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


class TestAWholeUpload:
    async def test_arrives_byte_for_byte_and_gives_a_link_that_opens(self, play: Play) -> None:
        content, post, shares = some_bytes(), a_post(), Shares()
        media = await play.put_media(content)
        publisher: Publisher = play.publisher

        handle = await publisher.begin(post)
        receipt = await publisher.upload(handle, post, media, on_progress=shares)

        [video] = await play.published()
        page = await play.http.get(receipt.url)
        assert video["video_id"] == receipt.external_id
        assert video["sha256"] == hashlib.sha256(content).hexdigest()
        assert video["title"] == post.caption
        assert video["privacy"] == "unlisted"
        assert post.publication_id in video["marker"]
        assert post.caption in page.text
        assert shares.told == sorted(shares.told)
        assert (shares.told[0], shares.told[-1]) == (0.0, 1.0)

    async def test_is_not_seen_before_its_last_byte(self, play: Play) -> None:
        post = a_post()
        await play.put_media(some_bytes())

        handle = await play.publisher.begin(post)

        assert await play.publisher.look(handle, post) is None
        assert await play.published() == []

    async def test_sent_twice_with_one_handle_is_one_video(self, play: Play) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        first = await play.publisher.upload(handle, post, media, on_progress=quiet)

        again = await play.publisher.upload(handle, post, media, on_progress=quiet)

        assert again == first == await play.publisher.look(handle, post)
        assert len(await play.published()) == 1


class TestABrokenUpload:
    @pytest.mark.parametrize("chunk", range(1, CHUNKS + 1))
    @pytest.mark.parametrize(
        "fault",
        ["close", "close_inside", "drop_answer", "status:503", "html:502", "accept_partial"],
    )
    async def test_goes_on_where_it_broke(self, play: Play, chunk: int, fault: str) -> None:
        content, post = some_bytes(), a_post()
        media = await play.put_media(content)
        handle = await play.publisher.begin(post)
        more: dict[str, object] = {"bytes": 5_000} if fault == "close_inside" else {}
        await play.order("upload_chunk", fault.removesuffix("_inside"), n=chunk, **more)

        receipt = await play.publisher.upload(handle, post, media, on_progress=quiet)

        [video] = await play.published()
        assert video["video_id"] == receipt.external_id
        assert video["sha256"] == hashlib.sha256(content).hexdigest()

    @pytest.mark.parametrize("chunk", range(1, CHUNKS + 1))
    async def test_goes_on_in_another_run_after_the_first_one_gave_up(
        self, play: Play, chunk: int
    ) -> None:
        content, post = some_bytes(), a_post()
        media = await play.put_media(content)
        handle = await play.publisher.begin(post)
        await play.order("upload_chunk", "close", n=chunk, times=1000)
        with pytest.raises((PlatformUnavailable, OutcomeUnknown)):
            await play.publisher.upload(handle, post, media, on_progress=quiet)
        await play.heal()
        assert await play.publisher.look(handle, post) is None
        shares = Shares()

        await play.speaking().upload(handle, post, media, on_progress=shares)

        [video] = await play.published()
        assert video["sha256"] == hashlib.sha256(content).hexdigest()
        assert shares.told[0] == pytest.approx((chunk - 1) * 262_144 / SIZE)

    @pytest.mark.parametrize("step", range(CHUNKS + 1))
    async def test_is_carried_on_by_another_worker_when_the_first_one_dies(
        self, play: Play, step: int
    ) -> None:
        class Died(Exception):
            pass

        async def die(share: float) -> None:
            nonlocal step
            step -= 1
            if step < 0:
                raise Died

        content, post = some_bytes(), a_post()
        media = await play.put_media(content)
        handle = await play.publisher.begin(post)
        with pytest.raises(Died):
            await play.publisher.upload(handle, post, media, on_progress=die)

        receipt = await play.speaking().upload(handle, post, media, on_progress=quiet)

        [video] = await play.published()
        assert video["video_id"] == receipt.external_id
        assert video["sha256"] == hashlib.sha256(content).hexdigest()

    async def test_by_two_workers_at_once_is_one_video(self, play: Play) -> None:
        content, post = some_bytes(), a_post()
        media = await play.put_media(content)
        handle = await play.publisher.begin(post)

        first, second = await asyncio.gather(
            play.speaking().upload(handle, post, media, on_progress=quiet),
            play.speaking().upload(handle, post, media, on_progress=quiet),
        )

        [video] = await play.published()
        assert first == second
        assert video["sha256"] == hashlib.sha256(content).hexdigest()

    async def test_whose_last_answer_is_lost_is_one_video_and_its_receipt(self, play: Play) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("upload_last", "drop_answer")

        receipt = await play.publisher.upload(handle, post, media, on_progress=quiet)

        [video] = await play.published()
        assert video["video_id"] == receipt.external_id

    async def test_that_nobody_can_ask_about_is_unknown_until_somebody_can(
        self, play: Play
    ) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("upload_last", "drop_answer")
        await play.order("probe", "close", n=2, times=1000)
        with pytest.raises(OutcomeUnknown):
            await play.publisher.upload(handle, post, media, on_progress=quiet)
        await play.heal()

        found = await play.publisher.look(handle, post)

        [video] = await play.published()
        assert found is not None
        assert video["video_id"] == found.external_id

    async def test_starts_again_when_the_platform_lost_what_it_had(self, play: Play) -> None:
        content, post = some_bytes(), a_post()
        media = await play.put_media(content)
        handle = await play.publisher.begin(post)
        await play.order("upload_chunk", "lose_bytes", n=3)

        await play.publisher.upload(handle, post, media, on_progress=quiet)

        [video] = await play.published()
        assert video["sha256"] == hashlib.sha256(content).hexdigest()


class TestALook:
    @pytest.mark.parametrize("fault", ["status:503", "close", "html:502", "revoke_token"])
    async def test_that_sees_nothing_never_says_that_nothing_was_posted(
        self, play: Play, fault: str
    ) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.publisher.upload(handle, post, media, on_progress=quiet)
        await play.order("probe", fault, times=1000)

        with pytest.raises(OutcomeUnknown):
            await play.publisher.look(handle, post)


class TestALostSession:
    async def test_before_any_byte_means_that_nothing_was_posted(self, play: Play) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("probe", "expire_session")

        with pytest.raises(PlatformUnavailable):
            await play.publisher.upload(handle, post, media, on_progress=quiet)

        assert await play.publisher.look(handle, post) is None
        assert await play.published() == []

    async def test_halfway_is_unknown_and_then_found_not_to_be_there(self, play: Play) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("upload_chunk", "expire_session", n=2)

        with pytest.raises(OutcomeUnknown):
            await play.publisher.upload(handle, post, media, on_progress=quiet)

        assert await play.publisher.look(handle, post) is None
        assert await play.published() == []

    async def test_after_all_bytes_is_found_by_its_mark_among_videos_of_the_same_name(
        self, play: Play
    ) -> None:
        media = await play.put_media(some_bytes())
        for _ in range(2):
            namesake = a_post()
            handle = await play.publisher.begin(namesake)
            await play.publisher.upload(handle, namesake, media, on_progress=quiet)
        post = a_post()
        handle = await play.publisher.begin(post)
        await play.order("upload_last", "drop_answer")
        await play.order("upload_last", "expire_after")

        receipt = await play.publisher.upload(handle, post, media, on_progress=quiet)

        marked = [
            video for video in await play.published() if post.publication_id in video["marker"]
        ]
        assert [video["video_id"] for video in marked] == [receipt.external_id]
        assert await play.publisher.look(handle, post) == receipt


class TestAStorm:
    async def test_while_opening_ends_as_unavailable(self, play: Play) -> None:
        await play.order("open", "status:503", times=1000)

        with pytest.raises(PlatformUnavailable):
            await play.publisher.begin(a_post())

        assert len(play.pauses.waits) < 10

    @pytest.mark.parametrize("fault", ["status:503", "close", "html:502"])
    async def test_while_sending_is_given_up_and_nothing_was_posted(
        self, play: Play, fault: str
    ) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("upload_chunk", fault, n=2, times=1000)

        with pytest.raises(PlatformUnavailable):
            await play.publisher.upload(handle, post, media, on_progress=quiet)

        assert len(play.pauses.waits) < 10
        assert await play.published() == []

    async def test_on_the_last_chunk_is_known_to_have_posted_nothing_when_a_probe_says_so(
        self, play: Play
    ) -> None:
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("upload_last", "status:503", times=1000)

        with pytest.raises((PlatformUnavailable, OutcomeUnknown)):
            await play.publisher.upload(handle, post, media, on_progress=quiet)

        assert await play.publisher.look(handle, post) is None

    async def test_before_the_first_word_leaves_the_outcome_unknown(self, play: Play) -> None:
        # An earlier run may have sent everything.
        post = a_post()
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)
        await play.order("probe", "status:503", times=1000)

        with pytest.raises(OutcomeUnknown):
            await play.publisher.upload(handle, post, media, on_progress=quiet)


class TestARefusal:
    async def test_names_the_platforms_own_reason(self, play: Play) -> None:
        with pytest.raises(PlatformRefused) as refused:
            await play.publisher.begin(a_post(caption="Goals <3"))

        assert refused.value.code == "invalidTitle"

    async def test_comes_before_a_file_that_is_not_the_approved_one_is_sent(
        self, play: Play
    ) -> None:
        post = a_post(size_bytes=SIZE + 1)
        media = await play.put_media(some_bytes())
        handle = await play.publisher.begin(post)

        with pytest.raises(PlatformRefused):
            await play.publisher.upload(handle, post, media, on_progress=quiet)

    async def test_for_lack_of_quota_is_only_for_now(self, play: Play) -> None:
        await play.order("open", "status:403", reason="quotaExceeded")

        with pytest.raises(PlatformUnavailable):
            await play.publisher.begin(a_post())


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
async def test_an_upload_of_200_mb_needs_little_memory(play: Play) -> None:
    size, block = 200 * 2**20, 2**20

    async def blocks() -> AsyncIterator[bytes]:
        for number in range(size // block):
            yield number.to_bytes(4, "big") * (block // 4)

    stored = await play.store.put(blocks(), max_bytes=size)
    post = a_post(size_bytes=size)
    publisher = play.speaking(chunk_bytes=32 * 262_144)
    handle = await publisher.begin(post)
    peak = before = resident_bytes()

    async def watch(share: float) -> None:
        nonlocal peak
        peak = max(peak, resident_bytes())

    await publisher.upload(handle, post, stored.key, on_progress=watch)

    [video] = await play.published()
    assert video["sha256"] == stored.sha256
    assert peak - before < 48 * 2**20
