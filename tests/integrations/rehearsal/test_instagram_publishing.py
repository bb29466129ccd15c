import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
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


async def ids_listed(play: InstagramPlay) -> list[str]:
    answer = await play.call("GET", f"/{ME}/media")
    return [one["id"] for one in answer.raise_for_status().json()["data"]]


class TestPublishing:
    async def test_makes_one_medium_that_everything_agrees_on(self, play: InstagramPlay) -> None:
        container = await play.ready(caption="A goal in the last minute")

        answer = await play.publish(container)

        media_id = answer.json()["id"]
        [line] = await play.truth()
        assert len(media_id) == 17
        assert line["post_id"] == media_id
        assert line["handle_ref"] == container
        assert line["account"] == ME
        assert line["caption"] == "A goal in the last minute"
        assert line["sha256"] == hashlib.sha256(tiny_mp4()).hexdigest()
        assert line["size_bytes"] == len(tiny_mp4())
        assert (await play.status(container))["status_code"] == "PUBLISHED"
        assert await ids_listed(play) == [media_id]

    async def test_happens_once_however_often_it_is_asked_at_once(
        self, play: InstagramPlay
    ) -> None:
        container = await play.ready()

        answers = await asyncio.gather(*(play.publish(container) for _ in range(10)))

        refused = [answer for answer in answers if answer.status_code != 200]
        assert len(refused) == 9
        assert {error_of(answer) for answer in refused} == {(24, 2207008)}
        assert len(await play.truth()) == 1

    async def test_waits_for_the_container(self, play: InstagramPlay) -> None:
        container = (await play.open()).json()["id"]

        answer = await play.publish(container)

        assert error_of(answer) == (9007, 2207027)
        assert await play.truth() == []

    async def test_refuses_a_container_that_failed_or_is_over_or_of_somebody_else(
        self, play: InstagramPlay
    ) -> None:
        failed = (await play.open(video_url=f"{play.site.url}/nothing")).json()["id"]
        await play.status(failed)
        theirs, over = await play.ready(account=PAGE), await play.ready()
        play.clock.forward(hours=24)

        assert error_of(await play.publish(over)) == (24, 2207008)
        assert error_of(await play.publish("17999999999999999")) == (24, 2207008)
        assert error_of(await play.publish(theirs)) == (24, 2207006)
        assert error_of(await play.publish("")) == (100, None)
        assert await play.truth() == []

    async def test_is_not_for_restricted_accounts(self, play: InstagramPlay) -> None:
        container = await play.ready()
        accounts = f"{play.url}/rehearsal/accounts/{ME}"
        (await play.http.post(f"{accounts}/ban")).raise_for_status()

        banned = await play.publish(container)
        (await play.http.post(f"{accounts}/unban")).raise_for_status()
        free = await play.publish(container)

        assert error_of(banned) == (25, 2207050)
        assert free.status_code == 200

    async def test_needs_the_permission_to_publish(self, play: InstagramPlay) -> None:
        container = await play.ready()
        reader = play.mint(scopes=["instagram_business_basic"])
        data = {"creation_id": container}

        answer = await play.call("POST", f"/{ME}/media_publish", token=reader, data=data)

        assert error_of(answer) == (10, None)


class TestTheDailyLimit:
    async def test_moves_with_the_clock_and_can_be_read(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path, terms={"posts_per_day": 2}) as play:
            await play.published()
            play.clock.forward(hours=2)
            await play.published()
            container = await play.ready()
            fields = {"fields": "config,quota_usage"}
            limit = await play.call("GET", f"/{ME}/content_publishing_limit", params=fields)
            full = await play.publish(container)
            play.clock.forward(hours=22)
            again = await play.publish(container)

        [told] = limit.json()["data"]
        assert told == {"quota_usage": 2, "config": {"quota_total": 2, "quota_duration": 86400}}
        assert error_of(full) == (9, 2207042)
        assert again.status_code == 200

    async def test_does_not_count_less_after_a_restart_or_a_removal(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path, terms={"posts_per_day": 1}) as play:
            media_id, clock = await play.published(), play.clock
            await play.http.post(f"{play.url}/rehearsal/posts/{media_id}/remove")

        async with on_stage(tmp_path, terms={"posts_per_day": 1}, clock=clock) as play:
            assert error_of(await play.publish(await play.ready())) == (9, 2207042)

    async def test_counts_from_a_time_of_the_last_day(self, play: InstagramPlay) -> None:
        await play.published()
        path, now = f"/{ME}/content_publishing_limit", int(play.clock.now().timestamp())

        later = await play.call("GET", path, params={"since": str(now + 1)})
        too_early = await play.call("GET", path, params={"since": str(now - 90_000)})
        unknown = await play.call("GET", path, params={"fields": "quota_left"})

        assert later.json() == {"data": [{"quota_usage": 0}]}
        assert error_of(too_early) == error_of(unknown) == (100, None)

    async def test_is_lifted_to_measure(self, tmp_path: Path) -> None:
        terms = {"posts_per_day": 0, "containers_per_day": 0, "calls_per_day": 1}
        async with on_stage(tmp_path, terms=terms, lifted=True) as play:
            assert await play.published()


class TestFaults:
    @pytest.mark.parametrize("fault", ["drop_answer", "spoil:502"])
    async def test_can_lose_the_answer_of_a_publish_that_happened(
        self, play: InstagramPlay, fault: str
    ) -> None:
        container = await play.ready()
        await play.order("publish", fault)

        try:
            answer = await play.publish(container)
            assert answer.status_code == 502
            assert answer.headers["Content-Type"].startswith("text/html")
        except httpx.RequestError:
            assert fault == "drop_answer"

        assert len(await play.truth()) == 1
        assert (await play.status(container))["status_code"] == "PUBLISHED"

    @pytest.mark.parametrize("fault", ["close", "html:502", "empty", "status:500"])
    async def test_can_stop_a_publish_before_it_happens(
        self, play: InstagramPlay, fault: str
    ) -> None:
        container = await play.ready()
        await play.order("publish", fault)

        try:
            answer = await play.publish(container)
            assert answer.status_code == {"empty": 200, "html:502": 502, "status:500": 500}[fault]
        except httpx.RequestError:
            assert fault == "close"

        assert await play.truth() == []
        assert (await play.publish(container)).status_code == 200

    async def test_can_say_that_it_was_blocked_although_it_is_there(
        self, play: InstagramPlay
    ) -> None:
        container = await play.ready()
        await play.order("publish", "publish_blocked")

        answer = await play.publish(container)

        [line] = await play.truth()
        assert error_of(answer) == (4, 2207051)
        assert await ids_listed(play) == [line["post_id"]]

    @pytest.mark.parametrize(
        ("fault", "more", "expected"),
        [
            ("not_ready", {"times": 2}, [(9007, 2207027), (9007, 2207027)]),
            ("creation_unknown_once", {}, [(24, 2207008)]),
            ("status:400", {"reason": "9/2207042"}, [(9, 2207042)]),
            ("status:403", {"reason": "368"}, [(368, None)]),
            ("status:400", {"reason": "-1/2207001"}, [(-1, 2207001)]),
            ("revoke_token", {}, [(190, 467)]),
        ],
    )
    async def test_refuse_as_ordered_and_then_no_more(
        self,
        play: InstagramPlay,
        fault: str,
        more: dict[str, object],
        expected: list[tuple[int, int | None]],
    ) -> None:
        container = await play.ready()
        await play.order("publish", fault, **more)

        refused = [error_of(await play.publish(container)) for _ in expected]
        play.tokens[ME] = play.mint()

        assert refused == expected
        assert (await play.publish(container)).status_code == 200

    async def test_can_hide_a_new_medium_for_a_while(self, play: InstagramPlay) -> None:
        container = await play.ready()
        await play.order("publish", "unreadable", seconds=60)
        await play.order("publish", "listed_late", seconds=120)
        media_id = (await play.publish(container)).json()["id"]

        at_once = await play.call("GET", f"/{media_id}"), await ids_listed(play)
        play.clock.forward(seconds=60)
        later = await play.call("GET", f"/{media_id}"), await ids_listed(play)
        play.clock.forward(seconds=60)
        at_last = await ids_listed(play)

        assert error_of(at_once[0]) == (100, 33)
        assert later[0].json() == {"id": media_id}
        assert (at_once[1], later[1], at_last) == ([], [], [media_id])

    @pytest.mark.parametrize(
        "order",
        [
            {"call": "publish", "fault": "nonsense"},
            {"call": "nonsense", "fault": "close"},
            {"call": "me", "fault": "not_ready"},
            {"call": "publish", "fault": "status:400", "reason": "some words"},
            {"call": "webhook", "fault": "close"},
        ],
    )
    async def test_that_mean_nothing_here_are_refused(
        self, play: InstagramPlay, order: dict[str, str]
    ) -> None:
        answer = await play.http.post(f"{play.url}/rehearsal/faults", json=order)

        assert answer.status_code == 422


class TestTheTruth:
    async def test_is_on_the_disk_before_the_answer_is_lost(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path) as play:
            container = await play.ready()
            await play.order("publish", "drop_answer")
            with pytest.raises(httpx.RequestError):
                await play.publish(container)

            lines = (tmp_path / "instagram" / "truth.jsonl").read_text().splitlines()

        assert [json.loads(line)["handle_ref"] for line in lines] == [container]

    async def test_outlives_half_of_a_line(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path) as play:
            published, clock = await play.published(), play.clock
            container = await play.ready()
        with (tmp_path / "instagram" / "truth.jsonl").open("a") as file:
            file.write('{"event": "published", "post_id": "180')

        async with on_stage(tmp_path, clock=clock) as play:
            assert await ids_listed(play) == [published]
            assert (await play.status(container))["status_code"] == "FINISHED"
