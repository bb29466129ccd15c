import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.publication import Choices, Remedy, Scope, Setback, Stage
from tests.integrations.platforms.instagram_playing import Team, team
from tests.integrations.rehearsal.instagram_stage import tiny_mp4
from tests.integrations.rehearsal.playing import Shares


@pytest.fixture
async def a_team(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as a_team:
        yield a_team


class TestPublishing:
    async def test_makes_one_reel_of_exactly_the_stored_bytes(self, a_team: Team) -> None:
        post = a_team.post()
        shares = Shares()

        begun = await a_team.publisher.begin(post)
        await a_team.publisher.upload(begun.handle, post, on_progress=shares)
        sighting = await a_team.publisher.publish(begun.handle, post)

        [line] = await a_team.play.truth()
        assert sighting.stage is Stage.LIVE
        assert (sighting.external_id, begun.reference) == (line["post_id"], line["handle_ref"])
        assert line["sha256"] == hashlib.sha256(tiny_mp4()).hexdigest()
        assert line["caption"] == post.caption
        assert sighting.url is not None
        assert sighting.url.startswith(f"{a_team.play.url}/reel/")
        assert shares.told[-1] == 1.0
        assert a_team.spent == ["instagram.containers", "instagram.posts"]

    async def test_says_what_was_decided_and_nothing_else(self, a_team: Team) -> None:
        choices = Choices(ai_generated=True, share_to_feed=False, cover_ms=1500)

        await a_team.published(a_team.post(choices=choices))

        [line] = await a_team.play.truth()
        assert line["options"] == {
            "share_to_feed": False,
            "thumb_offset": 1500,
            "is_ai_generated": True,
        }

    async def test_says_where_the_reel_is_shown_even_by_default(self, a_team: Team) -> None:
        await a_team.published(a_team.post())

        [line] = await a_team.play.truth()
        assert line["options"] == {"share_to_feed": True}

    async def test_declares_a_paid_partnership(self, a_team: Team) -> None:
        await a_team.published(a_team.post(choices=Choices(paid_partnership=True)))

        [line] = await a_team.play.truth()
        assert line["options"]["is_paid_partnership"] is True


class TestAnAnswerThatIsLost:
    @pytest.mark.parametrize(
        ("fault", "more"),
        [
            ("drop_answer", {}),
            ("spoil:502", {}),
            ("spoil:200", {}),
            ("publish_blocked", {}),
            ("publish_blocked", {"reason": "368"}),
            ("publish_blocked", {"reason": "1"}),
            ("publish_blocked", {"reason": "100/33"}),
            ("publish_blocked", {"reason": "506"}),
            ("publish_blocked", {"reason": "4242/77"}),
        ],
    )
    async def test_is_looked_up_and_found_live(
        self, a_team: Team, fault: str, more: dict[str, str]
    ) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        crossed_at = a_team.clock.now()
        await a_team.play.order("publish", fault, **more)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.publish(handle, post)
        sighting = await a_team.publisher.status(handle, post, crossed_at=crossed_at, known=())

        [line] = await a_team.play.truth()
        assert setback.value.remedy is Remedy.LOOK
        assert sighting.stage is Stage.LIVE
        assert sighting.external_id == line["post_id"]
        assert sighting.evidence["by"] == "listed_with_caption_and_time"

    @pytest.mark.parametrize("fault", ["close", "html:502", "html:200", "empty", "status:500"])
    async def test_before_anything_was_done_is_looked_up_too_and_may_be_sent_again(
        self, a_team: Team, fault: str
    ) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        crossed_at = a_team.clock.now()
        await a_team.play.order("publish", fault)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.publish(handle, post)
        nothing = await a_team.publisher.status(handle, post, crossed_at=crossed_at, known=())
        live = await a_team.publisher.publish(handle, post)

        assert setback.value.remedy is Remedy.LOOK
        assert nothing.stage is Stage.NOTHING
        assert live.stage is Stage.LIVE
        assert len(await a_team.play.truth()) == 1

    async def test_stays_open_while_the_list_is_late(self, a_team: Team) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        crossed_at = a_team.clock.now()
        await a_team.play.order("publish", "drop_answer")
        await a_team.play.order("publish", "listed_late", seconds=300)
        with pytest.raises(Setback):
            await a_team.publisher.publish(handle, post)

        early = await a_team.publisher.status(handle, post, crossed_at=crossed_at, known=())
        a_team.clock.forward(seconds=301)
        late = await a_team.publisher.status(handle, post, crossed_at=crossed_at, known=())

        assert (early.stage, late.stage) == (Stage.PROCESSING, Stage.LIVE)

    async def test_about_spam_concerns_the_whole_account(self, a_team: Team) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        await a_team.play.order("publish", "publish_blocked")

        with pytest.raises(Setback) as setback:
            await a_team.publisher.publish(handle, post)

        assert (setback.value.code, setback.value.scope) == ("2207051", Scope.ACCOUNT)
        assert setback.value.trace

    async def test_is_never_taken_for_a_post_of_somebody_else(self, a_team: Team) -> None:
        others = [
            await a_team.published(a_team.post()),
            await a_team.published(a_team.post(caption="A goal in the last minute!")),
        ]
        known = [str(others[0].external_id)]
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        crossed_at = a_team.clock.now()

        nothing = await a_team.publisher.status(handle, post, crossed_at=crossed_at, known=known)

        assert nothing.stage is Stage.NOTHING
        assert nothing.evidence == {"container": "FINISHED", "candidates": 0}


class TestPublishingTooEarly:
    async def test_waits(self, a_team: Team) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        await a_team.play.order("publish", "not_ready")

        with pytest.raises(Setback) as setback:
            await a_team.publisher.publish(handle, post)

        assert (setback.value.code, setback.value.remedy) == ("2207027", Remedy.WAIT)
        assert setback.value.retry_after_s == 30

    async def test_with_a_container_that_is_not_known_yet_is_tried_again(
        self, a_team: Team
    ) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        a_team.pauses.waits.clear()
        await a_team.play.order("publish", "creation_unknown_once")

        sighting = await a_team.publisher.publish(handle, post)

        assert sighting.stage is Stage.LIVE
        assert a_team.pauses.waits == [30.0]
        assert len(await a_team.play.truth()) == 1

    async def test_with_an_expired_container_leads_to_a_new_one(self, a_team: Team) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        a_team.clock.forward(hours=25)
        crossed_at = a_team.clock.now()

        with pytest.raises(Setback) as setback:
            await a_team.publisher.publish(handle, post)
        a_team.clock.forward(minutes=3)
        sighting = await a_team.publisher.status(handle, post, crossed_at=crossed_at, known=())

        assert (setback.value.code, setback.value.remedy) == ("2207008", Remedy.LOOK)
        assert (sighting.stage, sighting.remedy) == (Stage.FAILED, Remedy.BEGIN_ANEW)
        assert sighting.code == "container_expired"

    async def test_for_the_day_waits_for_the_account(self, tmp_path: Path) -> None:
        async with team(tmp_path, terms={"posts_per_day": 1}) as a_team:
            post = a_team.post()
            handle = (await a_team.ready(post)).handle
            await a_team.published(a_team.post())

            with pytest.raises(Setback) as setback:
                await a_team.publisher.publish(handle, post)

        assert (setback.value.code, setback.value.remedy) == ("2207042", Remedy.WAIT)
        assert (setback.value.scope, setback.value.retry_after_s) == (Scope.ACCOUNT, 3600)


class TestReadingBack:
    async def test_is_patient_with_a_post_that_is_too_new(self, a_team: Team) -> None:
        post = a_team.post()
        await a_team.play.order("publish", "unreadable", seconds=5)

        sighting = await a_team.published(post)

        assert sighting.stage is Stage.LIVE
        assert sighting.url is not None

    @pytest.mark.parametrize("fault", ["unreadable", "status:500", "close"])
    async def test_that_fails_takes_nothing_back(self, a_team: Team, fault: str) -> None:
        await a_team.play.order("media", fault, times=9)

        sighting = await a_team.published(a_team.post())

        [line] = await a_team.play.truth()
        assert (sighting.stage, sighting.url) == (Stage.LIVE, None)
        assert sighting.external_id == line["post_id"]
