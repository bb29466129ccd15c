from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.publication import Remedy, Setback, Stage
from integrations.platforms.instagram_containers import Container, State
from tests.integrations.platforms.instagram_playing import Team, team
from tests.integrations.rehearsal.playing import Shares


@pytest.fixture
async def a_team(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as a_team:
        yield a_team


class TestOpeningAContainer:
    @pytest.mark.parametrize("fault", ["drop_answer", "html:502", "empty"])
    async def test_whose_answer_is_lost_may_be_done_again(self, a_team: Team, fault: str) -> None:
        post = a_team.post()
        await a_team.play.order("container", fault)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.begin(post)
        sighting = await a_team.published(post)

        assert setback.value.remedy is Remedy.RETRY
        assert sighting.stage is Stage.LIVE
        assert len(await a_team.play.truth()) == 1


class TestAContainer:
    async def test_that_takes_long_is_come_back_to_with_growing_gaps(self, a_team: Team) -> None:
        post = a_team.post()
        await a_team.play.order("container", "stuck", seconds=600)
        begun = await a_team.publisher.begin(post)
        gaps = []
        for _ in range(3):
            with pytest.raises(Setback) as setback:
                await a_team.publisher.upload(begun.handle, post, on_progress=Shares())
            assert setback.value.remedy is Remedy.WAIT
            gaps.append(setback.value.retry_after_s or 0)
            a_team.clock.forward(seconds=gaps[-1])

        a_team.clock.forward(seconds=600)
        await a_team.publisher.upload(begun.handle, post, on_progress=Shares())

        assert gaps == sorted(gaps)
        assert gaps[0] == 10
        assert a_team.pauses.waits[:3] == [2.0, 3.0, 5.0]

    async def test_that_never_gets_done_is_given_up(self, a_team: Team) -> None:
        post = a_team.post()
        await a_team.play.order("container", "stuck", seconds=7200)
        begun = await a_team.publisher.begin(post)
        a_team.clock.forward(minutes=31)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())

        assert (setback.value.code, setback.value.remedy) == ("container_stuck", Remedy.BEGIN_ANEW)

    async def test_that_failed_says_what_next(self, a_team: Team) -> None:
        post = a_team.post()
        await a_team.play.order("container", "container_error", code=2207050)
        begun = await a_team.publisher.begin(post)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())
        sighting = await a_team.publisher.status(begun.handle, post, crossed_at=None, known=())

        assert (setback.value.code, setback.value.remedy) == ("2207050", Remedy.HOLD_ACCOUNT)
        assert (sighting.stage, sighting.remedy) == (Stage.FAILED, Remedy.HOLD_ACCOUNT)

    async def test_with_a_state_that_nobody_knows_is_waited_for(self, a_team: Team) -> None:
        post = a_team.post()
        begun = await a_team.publisher.begin(post)
        await a_team.play.order("status", "odd_status", reason="QUEUED", times=3)

        await a_team.publisher.upload(begun.handle, post, on_progress=Shares())

        assert a_team.pauses.waits == [2.0, 3.0, 5.0]

    async def test_that_is_published_already_is_looked_up(self, a_team: Team) -> None:
        post = a_team.post()
        begun = await a_team.ready(post)
        live = await a_team.publisher.publish(begun.handle, post)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.upload(begun.handle, post, on_progress=Shares())
        sighting = await a_team.publisher.status(begun.handle, post, crossed_at=None, known=())

        assert setback.value.remedy is Remedy.LOOK
        assert (sighting.stage, sighting.external_id) == (Stage.LIVE, live.external_id)

    async def test_that_is_unknown_is_gone(self, a_team: Team) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle.replace('"container": "179', '"container": "999')

        before = await a_team.publisher.status(handle, post, crossed_at=None, known=())
        after = await a_team.publisher.status(handle, post, crossed_at=a_team.clock.now(), known=())

        assert (before.stage, after.stage) == (Stage.GONE, Stage.GONE)

    @pytest.mark.parametrize("fault", ["expire_now", "container_error", "odd_status"])
    async def test_that_is_over_settles_nothing_right_after_publishing(
        self, a_team: Team, fault: str
    ) -> None:
        post = a_team.post()
        handle = (await a_team.ready(post)).handle
        await a_team.play.order("status", fault)

        with pytest.raises(Setback) as setback:
            await a_team.publisher.status(handle, post, crossed_at=a_team.clock.now(), known=())

        assert setback.value.remedy is Remedy.LOOK


class TestTheCauseOfAFailure:
    @pytest.mark.parametrize(
        ("subcode", "remedy"),
        [
            (2207001, Remedy.BEGIN_ANEW),
            (2207003, Remedy.BEGIN_ANEW),
            (2207027, Remedy.BEGIN_ANEW),
            (2207042, Remedy.BEGIN_ANEW),
            (2207052, Remedy.BEGIN_ANEW),
            (2207053, Remedy.BEGIN_ANEW),
            (2207076, Remedy.BEGIN_ANEW),
            (2207099, Remedy.BEGIN_ANEW),
            (None, Remedy.BEGIN_ANEW),
            (2207026, Remedy.FIX_MEDIA),
            (2207057, Remedy.FIX_MEDIA),
            (2207050, Remedy.HOLD_ACCOUNT),
        ],
    )
    def test_never_asks_to_go_on_with_the_same_container(
        self, subcode: int | None, remedy: Remedy
    ) -> None:
        assert Container(state=State.ERROR, subcode=subcode).cause.remedy is remedy

    @pytest.mark.parametrize("state", [State.EXPIRED, State.GONE])
    def test_of_age_asks_for_a_new_container(self, state: State) -> None:
        assert Container(state=state).cause.remedy is Remedy.BEGIN_ANEW
