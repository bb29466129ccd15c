import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests.integrations.rehearsal.instagram_stage import (
    ME,
    PAGE,
    InstagramPlay,
    error_of,
    on_stage,
)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[InstagramPlay]:
    async with on_stage(tmp_path) as play:
        yield play


class TestTheAccount:
    async def test_is_told_on_the_instagram_host(self, play: InstagramPlay) -> None:
        fields = {"fields": "user_id,username,name,account_type,media_count"}

        me = await play.call("GET", "/me", params=fields)
        by_id = await play.call("GET", f"/{ME}", params=fields)

        assert me.json()["user_id"] == ME
        assert me.json()["id"] != ME
        assert me.json()["username"] == "stakazo.rehearsal"
        assert me.json()["account_type"] == "BUSINESS"
        assert by_id.json() == me.json()

    async def test_is_told_on_the_facebook_host_without_its_type(self, play: InstagramPlay) -> None:
        told = await play.call("GET", f"/{PAGE}", account=PAGE, params={"fields": "username"})
        refused = await play.call("GET", "/me", account=PAGE, params={"fields": "account_type"})

        assert told.json() == {"username": "stakazo.page", "id": PAGE}
        assert error_of(refused) == (100, None)

    async def test_changes_its_type_and_its_name_but_never_its_id(
        self, play: InstagramPlay
    ) -> None:
        change = {"account_type": "PERSONAL", "username": "renamed"}
        await play.http.patch(f"{play.url}/rehearsal/accounts/{ME}", json=change)

        params = {"fields": "user_id,username,account_type"}
        told = (await play.call("GET", "/me", params=params)).json()

        assert (told["user_id"], told["username"]) == (ME, "renamed")
        assert told["account_type"] == "PERSONAL"

    async def test_may_come_wrapped(self, play: InstagramPlay) -> None:
        await play.order("me", "wrapped")

        answer = await play.call("GET", "/me", params={"fields": "user_id"})

        assert answer.json()["data"][0]["user_id"] == ME

    async def test_is_not_told_when_one_field_is_unknown(self, play: InstagramPlay) -> None:
        answer = await play.call("GET", "/me", params={"fields": "username,shoe_size"})

        assert error_of(answer) == (100, None)


class TestTokens:
    async def test_open_only_the_host_of_their_login(self, play: InstagramPlay) -> None:
        wrong_host = await play.call("GET", "/me", token=play.tokens[PAGE])
        other_way = await play.call("GET", "/me", account=PAGE, token=play.tokens[ME])

        assert error_of(wrong_host) == error_of(other_way) == (190, None)

    async def test_are_dead_for_a_reason(self, play: InstagramPlay) -> None:
        old = play.mint(life_s=60, age_s=61)
        expired = await play.call("GET", "/me", token=old)
        unknown = await play.call("GET", "/me", token="nonsense")
        url = f"{play.url}/rehearsal/accounts/{ME}/revoke"
        await play.http.post(url, params={"reason": "password_changed"})
        changed = await play.call("GET", "/me")

        assert error_of(expired) == (190, 463)
        assert error_of(unknown) == (190, None)
        assert error_of(changed) == (190, 460)

    async def test_may_be_given_in_the_query(self, play: InstagramPlay) -> None:
        url = f"{play.url}/graph/v25.0/me"

        given = await play.http.get(url, params={"access_token": play.tokens[ME]})
        missing = await play.http.get(url)

        assert given.status_code == 200
        assert error_of(missing) == (104, None)

    async def test_can_be_ordered(self, play: InstagramPlay) -> None:
        order = {"account": ME, "scopes": ["instagram_business_basic"]}
        minted = (await play.http.post(f"{play.url}/rehearsal/tokens", json=order)).json()

        told = await play.call("GET", "/me", token=minted["access_token"])
        refused = await play.http.post(f"{play.url}/rehearsal/tokens", json={"account": "1"})

        assert told.status_code == 200
        assert refused.status_code == 404


@pytest.mark.parametrize(
    ("version", "expected"), [("v26.0", None), ("v21.0", (2635, None)), ("latest", (2635, None))]
)
async def test_only_living_versions_answer(
    play: InstagramPlay, version: str, expected: tuple[int, None] | None
) -> None:
    answer = await play.call("GET", "/me", version=version)

    assert (error_of(answer) if expected else None) == expected
    assert (answer.status_code == 200) is (expected is None)


class TestReadingAMedium:
    async def test_tells_what_was_asked_for(self, play: InstagramPlay) -> None:
        media_id = await play.published(caption="A goal", is_ai_generated="true")

        fields = "id,permalink,shortcode,timestamp,caption,media_type,media_product_type,media_url"
        told = (await play.call("GET", f"/{media_id}", params={"fields": fields})).json()

        assert told["id"] == media_id
        assert told["caption"] == "A goal"
        assert told["media_type"] == "VIDEO"
        assert told["permalink"] == f"{play.url}/reel/{told['shortcode']}/"
        assert told["timestamp"].endswith("+0000")
        assert datetime.fromisoformat(told["timestamp"]) == play.clock.now().replace(microsecond=0)
        assert "media_product_type" not in told

    async def test_tells_the_product_on_the_facebook_host(self, play: InstagramPlay) -> None:
        media_id = await play.published(account=PAGE)
        params = {"fields": "media_product_type"}

        told = await play.call("GET", f"/{media_id}", account=PAGE, params=params)

        assert told.json() == {"media_product_type": "REELS", "id": media_id}

    async def test_says_the_same_of_what_is_gone_and_what_is_not_ours(
        self, play: InstagramPlay
    ) -> None:
        gone, theirs = await play.published(), await play.published(account=PAGE)
        await play.http.post(f"{play.url}/rehearsal/posts/{gone}/remove")

        for media_id in (gone, theirs, "18000000000000001"):
            assert error_of(await play.call("GET", f"/{media_id}")) == (100, 33)

    async def test_comes_back_when_it_is_restored(self, play: InstagramPlay) -> None:
        media_id = await play.published()
        posts = f"{play.url}/rehearsal/posts/{media_id}"

        for turn, status in (("restrict", 200), ("remove", 400), ("restore", 200)):
            await play.http.post(f"{posts}/{turn}")
            assert (await play.call("GET", f"/{media_id}")).status_code == status

        assert [line["post_id"] for line in await play.truth("restricted")] == [media_id]

    async def test_survives_a_restart_as_it_stands(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path) as play:
            kept, gone, clock = await play.published(), await play.published(), play.clock
            await play.http.post(f"{play.url}/rehearsal/posts/{gone}/remove")

        async with on_stage(tmp_path, clock=clock) as play:
            assert (await play.call("GET", f"/{kept}")).status_code == 200
            assert (await play.call("GET", f"/{gone}")).status_code == 400


class TestTheList:
    async def test_pages_newest_first_without_missing_any(self, play: InstagramPlay) -> None:
        made = [await play.published() for _ in range(5)]
        await play.http.post(f"{play.url}/rehearsal/posts/{made[1]}/remove")

        first = (await play.call("GET", f"/{ME}/media", params={"limit": "2"})).json()
        fresh = await play.published()
        second = (await play.http.get(first["paging"]["next"])).json()
        again = {"limit": "2", "after": first["paging"]["cursors"]["after"]}
        by_cursor = (await play.call("GET", f"/{ME}/media", params=again)).json()

        assert [one["id"] for one in first["data"]] == [made[4], made[3]]
        assert [one["id"] for one in second["data"]] == [made[2], made[0]]
        assert by_cursor["data"] == second["data"]
        assert "next" not in second["paging"]
        assert fresh not in str(second)

    async def test_is_empty_without_paging(self, play: InstagramPlay) -> None:
        assert (await play.call("GET", f"/{ME}/media")).json() == {"data": []}

    async def test_refuses_what_it_cannot_page(self, play: InstagramPlay) -> None:
        for params in ({"limit": "101"}, {"after": "nonsense"}, {"fields": "id,colour"}):
            answer = await play.call("GET", f"/{ME}/media", params=params)
            assert error_of(answer) == (100, None)

        assert error_of(await play.call("GET", f"/{PAGE}/media")) == (100, 33)


class TestDeleting:
    async def test_is_only_for_the_facebook_host_with_its_permission(
        self, play: InstagramPlay
    ) -> None:
        here, there = await play.published(), await play.published(account=PAGE)
        without = play.mint(PAGE, scopes=["instagram_basic", "instagram_content_publish"])

        refused = await play.call("DELETE", f"/{here}")
        unallowed = await play.call("DELETE", f"/{there}", account=PAGE, token=without)
        deleted = await play.call("DELETE", f"/{there}", account=PAGE)
        again = await play.call("DELETE", f"/{there}", account=PAGE)

        assert error_of(refused) == error_of(again) == (100, 33)
        assert error_of(unallowed) == (10, None)
        assert deleted.json()["success"] is True
        assert [line["post_id"] for line in await play.truth("deleted")] == [there]


class TestInsights:
    async def test_tell_numbers_that_were_ordered_and_sums_of_them(
        self, play: InstagramPlay
    ) -> None:
        media_id = await play.published()
        numbers = {"views": 120, "likes": 7, "shares": 2}
        await play.http.patch(f"{play.url}/rehearsal/posts/{media_id}", json=numbers)

        params = {"metric": "views,likes,total_interactions,saved"}
        answer = await play.call("GET", f"/{media_id}/insights", params=params)

        told = {one["name"]: one["values"] for one in answer.json()["data"]}
        assert told == {
            "views": [{"value": 120}],
            "likes": [{"value": 7}],
            "total_interactions": [{"value": 9}],
            "saved": [{"value": 0}],
        }
        assert answer.json()["data"][0]["id"] == f"{media_id}/insights/views/lifetime"

    @pytest.mark.parametrize("metric", ["views,plays", "impressions", "views,charm", ""])
    async def test_fail_whole_for_one_that_is_retired_or_unknown(
        self, play: InstagramPlay, metric: str
    ) -> None:
        media_id = await play.published()

        answer = await play.call("GET", f"/{media_id}/insights", params={"metric": metric})

        assert error_of(answer) == (100, None)

    async def test_are_empty_at_first(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path, terms={"insights_delay_s": 3600}) as play:
            media_id = await play.published()
            path, params = f"/{media_id}/insights", {"metric": "views"}
            early = await play.call("GET", path, params=params)
            play.clock.forward(hours=1)
            late = await play.call("GET", path, params=params)

        assert early.json() == {"data": []}
        assert len(late.json()["data"]) == 1


class TestUsage:
    async def test_stands_on_every_answer_and_can_be_raised(self, play: InstagramPlay) -> None:
        calm = await play.call("GET", "/me")
        await play.order("me", "usage", code=87)
        raised = await play.call("GET", "/me")
        refused = await play.call("GET", "/nothing")

        assert _shares(calm) == (0, 0)
        for answer in (raised, refused):
            [case] = json.loads(answer.headers["X-Business-Use-Case-Usage"])[ME]
            assert (case["type"], case["call_count"]) == ("instagram", 87)
            assert case["estimated_time_to_regain_access"] == 0
            assert _shares(answer) == (87, 0)

    async def test_of_the_app_is_the_sum_of_all_accounts_and_another_count_than_theirs(
        self, tmp_path: Path
    ) -> None:
        async with on_stage(tmp_path, terms={"app_calls_per_hour": 10}) as play:
            first = await play.call("GET", "/me")
            second = await play.call("GET", "/me", account=PAGE)
            play.clock.forward(hours=1)
            next_hour = await play.call("GET", "/me")
            await play.order("me", "app_usage", code=90)
            raised = await play.call("GET", "/me")

        assert [_shares(one) for one in (first, second)] == [(0, 10), (0, 20)]
        assert [_shares(one) for one in (next_hour, raised)] == [(0, 10), (0, 90)]

    async def test_beyond_the_limit_ends_in_a_throttle_that_grows_with_each_call(
        self, play: InstagramPlay
    ) -> None:
        await play.order("me", "throttle", retry_after_s=600)

        throttled = [await play.call("GET", "/me") for _ in range(3)]
        theirs = await play.call("GET", "/me", account=PAGE)
        play.clock.forward(minutes=12)
        still = await play.call("GET", "/me")
        play.clock.forward(minutes=14)
        free = await play.call("GET", "/me")

        assert {error_of(answer) for answer in [*throttled, still]} == {(80002, None)}
        assert [_minutes(answer) for answer in throttled] == [11, 12, 13]
        assert theirs.status_code == free.status_code == 200
        calls = (await play.http.get(f"{play.url}/rehearsal/calls")).json()
        assert calls == {"me": 6, "while_throttled": 4}

    async def test_is_counted(self, tmp_path: Path) -> None:
        async with on_stage(tmp_path, terms={"calls_per_day": 5}) as play:
            answers = [await play.call("GET", "/me") for _ in range(6)]
            play.clock.forward(hours=25)
            next_day = await play.call("GET", "/me")

        shown = [_shares(answer)[0] for answer in answers]
        assert shown == [20, 40, 60, 80, 100, 100]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 400, 400]
        assert next_day.status_code == 200


def _shares(answer: httpx.Response) -> tuple[int, int]:
    """What the account has used, and the app, in per cent."""
    [[case]] = json.loads(answer.headers["X-Business-Use-Case-Usage"]).values()
    return case["call_count"], json.loads(answer.headers["X-App-Usage"])["call_count"]


def _minutes(answer: httpx.Response) -> int:
    [case] = json.loads(answer.headers["X-Business-Use-Case-Usage"])[ME]
    return int(case["estimated_time_to_regain_access"])


async def test_every_error_has_the_envelope_and_a_trace(play: InstagramPlay) -> None:
    container = (await play.open()).json()["id"]

    error = (await play.publish(container)).json()["error"]

    assert error["type"] == "OAuthException"
    assert error["error_user_title"] == "Media not ready"
    assert error["is_transient"] is False
    assert len(error["fbtrace_id"]) > 10


async def test_there_is_nothing_at_other_paths(play: InstagramPlay) -> None:
    answer = await play.call("POST", f"/{ME}/stories")

    assert error_of(answer) == (2500, None)
