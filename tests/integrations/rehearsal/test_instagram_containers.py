from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.integrations.rehearsal.instagram_stage import (
    ME,
    PAGE,
    InstagramPlay,
    error_of,
    on_stage,
    tiny_mp4,
)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[InstagramPlay]:
    async with on_stage(tmp_path) as play:
        yield play


async def ending(play: InstagramPlay, *, account: str = ME, **data: Any) -> str:
    """The status of a container once nothing more comes of it."""
    container = (await play.open(account=account, **data)).raise_for_status().json()["id"]
    await play.status(container, account=account)
    play.clock.forward(minutes=5)
    return str((await play.status(container, account=account))["status"])


class TestOpening:
    async def test_takes_json_and_the_query_as_well_as_a_form(self, play: InstagramPlay) -> None:
        given = {"media_type": "REELS", "video_url": play.site.put("a.mp4", tiny_mp4())}

        as_json = await play.call("POST", f"/{ME}/media", json={**given, "share_to_feed": True})
        in_query = await play.call("POST", f"/{ME}/media", params=given)

        assert as_json.status_code == in_query.status_code == 200

    async def test_needs_the_permission_and_the_account_itself(self, play: InstagramPlay) -> None:
        reader = play.mint(scopes=["instagram_business_basic"])

        without = await play.call("POST", f"/{ME}/media", token=reader)
        elsewhere = await play.call("POST", f"/{PAGE}/media")

        assert (without.status_code, error_of(without)) == (403, (10, None))
        assert error_of(elsewhere) == (100, 33)

    async def test_needs_a_professional_account(self, play: InstagramPlay) -> None:
        url = f"{play.url}/rehearsal/accounts/{ME}"
        (await play.http.patch(url, json={"account_type": "PERSONAL"})).raise_for_status()

        answer = await play.open()

        assert error_of(answer) == (10, None)

    async def test_ends_after_four_hundred_in_a_day(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path, terms={"containers_per_day": 3}) as play:
            opened = [await play.open() for _ in range(4)]
            play.clock.forward(hours=24)
            later = await play.open()

        assert [answer.status_code for answer in opened] == [200, 200, 200, 400]
        assert error_of(opened[3]) == (4, None)
        assert later.status_code == 200


class TestFetching:
    async def test_goes_on_after_a_restart(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path) as play:
            opened = (await play.open()).json()["id"]
            clock, content = play.clock, tiny_mp4()

        async with on_stage(tmp_path, clock=clock) as play:
            container = play.stage.shelf.container(opened)
            container.settled_at, container.doom = None, None
            container.address = play.site.put("again.mp4", content)
            await play.status(opened)
            play.clock.forward(seconds=4)

            assert (await play.status(opened))["status_code"] == "FINISHED"


class TestAContainer:
    async def test_is_processed_before_it_is_finished(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path, terms={"processing_s": 30}) as play:
            container = (await play.open()).json()["id"]
            first = await play.status(container)
            play.clock.forward(seconds=29)
            second = await play.status(container)
            play.clock.forward(seconds=1)
            third = await play.status(container)

        codes = [one["status_code"] for one in (first, second, third)]
        assert codes == ["IN_PROGRESS", "IN_PROGRESS", "FINISHED"]

    async def test_expires_a_day_after_it_was_opened(self, play: InstagramPlay) -> None:
        container = (await play.open()).json()["id"]
        await play.status(container)

        play.clock.forward(hours=23, minutes=59, seconds=59)
        before = await play.status(container)
        play.clock.forward(seconds=1)
        after = await play.status(container)

        assert (before["status_code"], after["status_code"]) == ("FINISHED", "EXPIRED")

    async def test_is_read_only_by_its_account(self, play: InstagramPlay) -> None:
        container = await play.ready()

        answer = await play.call("GET", f"/{container}", account=PAGE)

        assert error_of(answer) == (100, 33)

    async def test_tells_more_on_the_facebook_host_alone(self, play: InstagramPlay) -> None:
        params = {"fields": "status_code,video_status"}
        here, there = await play.ready(), await play.ready(account=PAGE)

        refused = await play.call("GET", f"/{here}", params=params)
        told = await play.call("GET", f"/{there}", account=PAGE, params=params)

        assert error_of(refused) == (100, None)
        phase = told.json()["video_status"]["uploading_phase"]
        assert phase == {"status": "complete", "bytes_transferred": len(tiny_mp4())}

    async def test_survives_a_restart_with_its_state(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path) as play:
            container, clock = await play.ready(), play.clock

        async with on_stage(tmp_path, clock=clock) as play:
            assert (await play.status(container))["status_code"] == "FINISHED"
            await play.publish(container)
            assert (await play.status(container))["status_code"] == "PUBLISHED"

        async with on_stage(tmp_path, clock=clock) as play:
            assert (await play.status(container))["status_code"] == "PUBLISHED"
            assert error_of(await play.publish(container)) == (24, 2207008)


class TestFaults:
    async def test_end_a_container_with_the_subcode_that_was_ordered(
        self, play: InstagramPlay
    ) -> None:
        await play.order("container", "container_error", code=2207076)

        assert "2207076" in await ending(play)
        assert (await ending(play)).startswith("Finished")

    @pytest.mark.parametrize(
        ("fault", "code"), [("unfetchable", "2207052"), ("timeout", "2207003")]
    )
    async def test_of_the_fetch_end_a_container(
        self, play: InstagramPlay, fault: str, code: str
    ) -> None:
        await play.order("fetch", fault)

        assert code in await ending(play)

    async def test_keep_a_container_in_progress(self, play: InstagramPlay) -> None:
        await play.order("container", "stuck", seconds=600)
        container = (await play.open()).json()["id"]
        await play.status(container)

        play.clock.forward(seconds=599)
        stuck = await play.status(container)
        play.clock.forward(seconds=60)
        free = await play.status(container)

        assert (stuck["status_code"], free["status_code"]) == ("IN_PROGRESS", "FINISHED")

    async def test_let_the_address_be_called_much_later(self, play: InstagramPlay) -> None:
        await play.order("container", "fetched_late", seconds=3600)
        container = (await play.open()).json()["id"]
        await play.status(container)
        play.clock.forward(seconds=3599)
        await play.status(container)
        before = list(play.site.asked)

        play.clock.forward(seconds=1)
        await play.status(container)

        assert (before, play.site.asked) == ([], ["clip.mp4"])

    async def test_end_a_container_before_its_time(self, play: InstagramPlay) -> None:
        container = await play.ready()
        await play.order("status", "expire_now")

        assert (await play.status(container))["status_code"] == "EXPIRED"
        assert error_of(await play.publish(container)) == (24, 2207008)

    async def test_say_a_word_that_nobody_knows(self, play: InstagramPlay) -> None:
        container = await play.ready()
        await play.order("status", "odd_status", reason="QUEUED")

        assert (await play.status(container))["status_code"] == "QUEUED"
        assert (await play.status(container))["status_code"] == "FINISHED"
