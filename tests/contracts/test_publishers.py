"""What every publisher promises, against the platform's rehearsal server over a real socket."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from domain.platforms import LIMITS
from domain.publication import Post, Remedy, Setback, Sighting, Stage
from tests.contracts.publishing import ON_ITS_WAY, PLAYED, Show, on_show
from tests.integrations.rehearsal.playing import quiet

LOST = ["close", "drop_answer", "spoil:502", "spoil:200", "html:502", "status:500", "empty"]
"""What can become of a call or of its answer."""


@pytest.fixture(params=sorted(PLAYED))
async def show(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Show]:
    async with on_show(request.param, tmp_path) as show:
        yield show


class TestAPost:
    async def test_goes_out_once_byte_for_byte_with_a_link_that_opens(self, show: Show) -> None:
        post = show.a_post()
        standing = await show.publisher.preflight(post)
        handle = await show.ready(post)
        crossed_at = show.clock.now()

        await show.publisher.publish(handle, post)
        sighting = await show.settled(handle, post, crossed_at=crossed_at)

        [line] = await show.published()
        assert post.privacy in standing.privacy
        assert (sighting.stage, sighting.external_id) == (Stage.LIVE, line["post_id"])
        assert line["sha256"] == post.medium.sha256
        assert line["account"] == show.account.external_id
        assert sighting.url is not None
        assert post.caption in (await show.http.get(sighting.url)).text

    async def test_is_seen_by_nobody_before_the_call_that_publishes(self, show: Show) -> None:
        post = show.a_post()
        handle = await show.ready(post)

        sighting = await show.publisher.status(handle, post, crossed_at=None, known=())

        assert sighting.stage is Stage.NOTHING
        assert await show.published() == []

    async def test_can_be_looked_for_as_often_as_one_likes(self, show: Show) -> None:
        post = show.a_post()
        handle = await show.ready(post)
        crossed_at = show.clock.now()
        await show.publisher.publish(handle, post)

        first = await show.settled(handle, post, crossed_at=crossed_at)
        again = await show.settled(handle, post, crossed_at=crossed_at)

        assert first.external_id == again.external_id
        assert len(await show.published()) == 1

    async def test_may_be_brought_there_by_another_run(self, show: Show) -> None:
        post = show.a_post()
        handle = await show.ready(post)

        await show.publisher.upload(handle, post, on_progress=quiet)
        await show.publisher.publish(handle, post)

        [line] = await show.published() or [await _published_later(show)]
        assert line["sha256"] == post.medium.sha256


class TestALostAnswer:
    async def test_of_the_call_that_publishes_is_one_post_in_the_end(self, show: Show) -> None:
        for fault in LOST:
            post = show.a_post(caption=f"A goal, then {fault}")
            handle = await show.ready(post)
            crossed_at = show.clock.now()
            await show.order(show.played.crosses, fault)
            said = await _publish(show, handle, post)
            await show.heal()

            seen = await show.settled(handle, post, crossed_at=crossed_at)
            if seen.stage is Stage.NOTHING:
                assert await show.published(post) == [], fault
                show.clock.move(seconds=LIMITS[show.platform].settles.total_seconds())
                await show.publisher.upload(handle, post, on_progress=quiet)
                await show.publisher.publish(handle, post)
                seen = await show.settled(handle, post, crossed_at=crossed_at)
            else:
                assert not isinstance(said, Setback) or said.remedy is Remedy.LOOK, fault

            [line] = await show.published(post)
            assert (seen.stage, seen.external_id) == (Stage.LIVE, line["post_id"]), fault

    async def test_of_the_first_call_leaves_no_doubt(self, show: Show) -> None:
        for fault in LOST:
            await show.order(show.played.begins, fault, times=1000)

            with pytest.raises(Setback) as setback:
                await show.publisher.begin(show.a_post())

            await show.heal()
            assert setback.value.remedy in ON_ITS_WAY, fault
        assert await show.published() == []

    async def test_of_a_look_never_says_that_there_is_nothing(self, show: Show) -> None:
        post = show.a_post()
        handle = await show.ready(post)
        crossed_at = show.clock.now()
        await show.publisher.publish(handle, post)
        for fault in LOST:
            for call in show.played.looks:
                await show.order(call, fault, times=1000)

            with pytest.raises(Setback) as setback:
                await show.publisher.status(handle, post, crossed_at=crossed_at, known=())

            await show.heal()
            assert setback.value.remedy in ON_ITS_WAY | {Remedy.LOOK}, fault


class TestAnAccount:
    async def test_is_told_by_what_never_changes(self, show: Show) -> None:
        identity = await show.publisher.authenticate(show.account)

        assert identity.external_id == show.account.external_id
        assert identity.handle.removeprefix("@") == show.account.handle.removeprefix("@")

    async def test_that_was_closed_to_us_is_held_at_every_step(self, show: Show) -> None:
        post = show.a_post()
        handle = await show.ready(post)
        await show.control(f"accounts/{show.account.external_id}/revoke")

        steps = (
            show.publisher.authenticate(show.account),
            show.publisher.preflight(post),
            show.publisher.begin(post),
            show.publisher.status(handle, post, crossed_at=None, known=()),
            show.publisher.find(post, since=post.born_at, known=()),
            show.publisher.look_after(post, "1234567890"),
            show.publisher.metrics(show.account, ["1234567890"]),
        )

        for step in steps:
            with pytest.raises(Setback) as setback:
                await step
            assert setback.value.remedy is Remedy.HOLD_ACCOUNT

    async def test_is_never_mistaken_for_another_one(self, show: Show) -> None:
        publisher = show.with_token(await show.new_token(show.second))

        with pytest.raises(Setback) as setback:
            await publisher.preflight(show.a_post())

        assert setback.value.remedy is Remedy.HOLD_ACCOUNT
        assert await show.published() == []


class TestTheSearch:
    async def test_finds_what_went_out_and_nothing_else(self, show: Show) -> None:
        sent, unsent = show.a_post(), show.a_post(caption="Another goal")
        id_ = await show.live(sent)

        found = await show.publisher.find(sent, since=sent.born_at, known=())

        assert found is not None
        assert found.external_id == id_
        assert await show.publisher.find(unsent, since=unsent.born_at, known=()) is None

    async def test_never_takes_a_post_that_is_known_to_be_another(self, show: Show) -> None:
        post = show.a_post()
        id_ = await show.live(post)

        assert await show.publisher.find(post, since=post.born_at, known=(id_,)) is None

    async def test_among_namesakes_is_sure_or_says_nothing(self, show: Show) -> None:
        first, second = show.a_post(), show.a_post()
        id_ = await show.live(first)
        await show.live(second, known=(id_,))

        found = await show.publisher.find(first, since=first.born_at, known=())

        assert (found.external_id if found else None) == (id_ if show.played.marks_posts else None)


class TestAfterwards:
    async def test_a_post_that_was_taken_away_is_missed(self, show: Show) -> None:
        post = show.a_post()
        id_ = await show.live(post)
        before = await show.publisher.look_after(post, id_)

        await show.control(f"posts/{id_}/remove")

        after = await show.publisher.look_after(post, id_)
        assert (before.stage, after.stage) == (Stage.LIVE, Stage.REMOVED)

    async def test_numbers_are_only_of_posts_that_are_there(self, show: Show) -> None:
        id_ = await show.live(show.a_post())

        earned = await show.publisher.metrics(show.account, [id_, "9999999999"])

        assert list(earned) == [id_]
        assert all(isinstance(value, float | int) for value in earned[id_].values.values())

    async def test_a_post_is_deleted_or_it_is_said_that_nobody_can(self, show: Show) -> None:
        post = show.a_post()
        id_ = await show.live(post)

        try:
            await show.publisher.delete(show.account, id_)
        except Setback as refused:
            assert refused.code == "not_offered"
            expected = Stage.LIVE
        else:
            expected = Stage.REMOVED

        assert (await show.publisher.look_after(post, id_)).stage is expected


class TestAFile:
    async def test_that_is_not_the_approved_one_never_leaves(self, show: Show) -> None:
        post = show.a_post()
        medium = replace(post.medium, size_bytes=post.medium.size_bytes + 1)

        with pytest.raises(Setback) as setback:
            await show.publisher.preflight(replace(post, medium=medium))

        assert setback.value.remedy is Remedy.FIX_MEDIA

    async def test_that_is_gone_never_leaves(self, show: Show) -> None:
        post = show.a_post()
        await show.parts.store.delete(post.medium.blob)

        with pytest.raises(Setback) as setback:
            await show.publisher.preflight(post)

        assert setback.value.remedy is Remedy.FIX_MEDIA


async def test_nothing_secret_is_written_down(show: Show, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = await show.parts.token(show.account, None)
    post = show.a_post()

    with structlog.testing.capture_logs() as lines:
        begun = await show.publisher.begin(post)
        await show.live(post)
        await show.order(show.played.begins, "status:500", times=1000)
        with pytest.raises(Setback) as setback:
            await show.publisher.begin(post)

    written = caplog.text + str(lines) + repr(begun) + str(setback.value) + repr(setback.value)
    assert token not in written
    assert begun.handle not in written
    assert "signature=" not in written


async def _publish(show: Show, handle: str, post: Post) -> Sighting | Setback:
    try:
        return await show.publisher.publish(handle, post)
    except Setback as setback:
        return setback


async def _published_later(show: Show) -> dict[str, object]:
    """TikTok publishes once the video is processed."""
    show.clock.move(minutes=30)
    [line] = await show.published()
    return line
