from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.account import Login
from domain.publication import Metrics, Remedy, Setback
from integrations.platforms.instagram import VERSION
from integrations.platforms.instagram_calls import Graph
from integrations.platforms.instagram_insights import WORDS, Insights, counted
from tests.integrations.platforms.instagram_playing import Team, team


@pytest.fixture
async def a_team(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as a_team:
        yield a_team


class TestMetrics:
    async def test_are_told_in_our_words(self, a_team: Team) -> None:
        post = a_team.post()
        media = str((await a_team.published(post)).external_id)
        told = {"views": 120, "likes": 7, "ig_reels_avg_watch_time": 2600, "reels_skip_rate": 31}
        await a_team.control("PATCH", f"/posts/{media}", json=told)

        earned = await a_team.publisher.metrics(post.account, [media])

        assert set(earned[media].values) == set(WORDS.values())
        assert earned[media].values["views"] == 120
        assert earned[media].values["interactions"] == 7
        assert earned[media].values["avg_watch_ms"] == 2600
        assert earned[media].values["skip_rate"] == 31
        assert earned[media].missing == ()

    async def test_that_are_not_there_yet_are_missing_and_not_zero(self, a_team: Team) -> None:
        post = a_team.post()
        media = str((await a_team.published(post)).external_id)
        await a_team.play.order("insights", "no_data")

        earned = await a_team.publisher.metrics(post.account, [media])

        assert earned == {media: Metrics(values={}, missing=tuple(WORDS.values()))}

    async def test_of_a_post_that_is_gone_are_left_out(self, a_team: Team) -> None:
        post = a_team.post()
        media = [str((await a_team.published(post)).external_id) for _ in range(2)]
        await a_team.control("POST", f"/posts/{media[0]}/remove")

        earned = await a_team.publisher.metrics(post.account, media)

        assert list(earned) == [media[1]]

    async def test_of_which_one_was_retired_are_told_without_it(self, a_team: Team) -> None:
        post = a_team.post()
        media = str((await a_team.published(post)).external_id)
        words = {"views": "views", "plays": "plays", "likes": "likes", "reach": "reach"}
        graph = Graph(a_team.parts, versions={Login.INSTAGRAM: VERSION})

        metrics = await Insights(graph, words=words).of(post.account, media)

        assert metrics is not None
        assert set(metrics.values) == {"views", "likes", "reach"}
        assert metrics.missing == ("plays",)

    async def test_wait_like_everything_else(self, a_team: Team) -> None:
        post = a_team.post()
        media = str((await a_team.published(post)).external_id)
        await a_team.play.order("insights", "throttle", retry_after_s=60)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.metrics(post.account, [media])

        assert setback.value.remedy is Remedy.WAIT


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("item", "expected"),
        [
            ({"name": "views", "values": [{"value": 5}]}, {"views": 5.0}),
            ({"name": "views", "total_value": {"value": 5}}, {"views": 5.0}),
            ({"name": "views", "values": [{"value": 0}]}, {"views": 0.0}),
            ({"name": "views", "values": []}, {}),
            ({"name": "views", "values": [{"value": None}]}, {}),
            ({"name": "views", "values": [{"value": True}]}, {}),
            ({"name": "views", "values": [{"value": "5"}]}, {}),
            ({"name": "views", "values": [5]}, {}),
            ({"name": "unheard_of", "values": [{"value": 5}]}, {}),
            ({}, {}),
        ],
    )
    def test_counts_only_what_is_a_number(
        self, item: dict[str, Any], expected: dict[str, float]
    ) -> None:
        assert counted({"data": [item]}, WORDS) == expected
