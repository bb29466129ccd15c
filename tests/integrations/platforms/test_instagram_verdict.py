from datetime import timedelta

import pytest

from domain.publication import Remedy, Setback, Stage
from integrations.platforms.instagram_containers import Container, State
from integrations.platforms.instagram_posts import Seen
from integrations.platforms.instagram_verdict import (
    after_publishing,
    before_publishing,
    only,
)
from tests.build import NOON

AT_ONCE, SETTLED, LONG_AFTER = timedelta(), timedelta(minutes=2), timedelta(hours=6)
OURS = Seen(id="180", caption="A goal", permalink=None, posted_at=NOON, is_video=True)


class TestBeforePublishing:
    @pytest.mark.parametrize(
        ("state", "stage"),
        [
            (State.IN_PROGRESS, Stage.NOTHING),
            (State.FINISHED, Stage.NOTHING),
            (State.UNKNOWN, Stage.NOTHING),
            (State.ERROR, Stage.FAILED),
            (State.EXPIRED, Stage.FAILED),
            (State.GONE, Stage.GONE),
        ],
    )
    def test_nothing_is_public_whatever_the_container_says(
        self, state: State, stage: Stage
    ) -> None:
        assert before_publishing(Container(state=state)).stage is stage


class TestAfterPublishing:
    @pytest.mark.parametrize("state", [State.PUBLISHED, State.GONE])
    def test_what_the_list_shows_is_it_when_the_container_does_not_deny_it(
        self, state: State
    ) -> None:
        sighting = after_publishing(Container(state=state), [OURS], age=AT_ONCE)

        assert (sighting.stage, sighting.external_id) == (Stage.LIVE, "180")

    @pytest.mark.parametrize(
        "state", [one for one in State if one not in (State.PUBLISHED, State.GONE)]
    )
    def test_what_the_list_shows_may_be_another_while_the_container_denies_it(
        self, state: State
    ) -> None:
        with pytest.raises(Setback) as setback:
            after_publishing(Container(state=state), [OURS], age=SETTLED)

        assert setback.value.remedy is Remedy.LOOK

    @pytest.mark.parametrize("state", list(State))
    def test_what_the_list_shows_in_the_end_counts_more_than_the_container(
        self, state: State
    ) -> None:
        sighting = after_publishing(Container(state=state), [OURS], age=LONG_AFTER)

        assert (sighting.stage, sighting.external_id) == (Stage.LIVE, "180")

    @pytest.mark.parametrize("state", [one for one in State if one is not State.PUBLISHED])
    def test_two_that_could_be_it_leave_it_open(self, state: State) -> None:
        with pytest.raises(Setback) as setback:
            after_publishing(Container(state=state), [OURS, OURS], age=SETTLED)

        assert setback.value.remedy is Remedy.LOOK

    @pytest.mark.parametrize("count", [0, 2])
    def test_one_that_is_published_and_not_found_is_never_sent_again(self, count: int) -> None:
        container = Container(state=State.PUBLISHED)

        sighting = after_publishing(container, [OURS] * count, age=SETTLED)

        assert sighting.stage is Stage.PROCESSING

    @pytest.mark.parametrize(
        ("state", "stage"),
        [
            (State.IN_PROGRESS, Stage.NOTHING),
            (State.FINISHED, Stage.NOTHING),
            (State.ERROR, Stage.FAILED),
            (State.EXPIRED, Stage.FAILED),
            (State.GONE, Stage.GONE),
        ],
    )
    def test_nothing_came_of_it_when_both_say_so(self, state: State, stage: Stage) -> None:
        sighting = after_publishing(Container(state=state), [], age=SETTLED)

        assert sighting.stage is stage

    @pytest.mark.parametrize("state", [State.ERROR, State.EXPIRED])
    def test_a_new_container_waits_until_the_list_had_its_time(self, state: State) -> None:
        with pytest.raises(Setback) as setback:
            after_publishing(Container(state=state), [], age=AT_ONCE)

        assert setback.value.remedy is Remedy.LOOK

    def test_a_state_that_nobody_knows_settles_nothing(self) -> None:
        with pytest.raises(Setback) as setback:
            after_publishing(Container(state=State.UNKNOWN), [], age=SETTLED)

        assert setback.value.remedy is Remedy.LOOK

    def test_a_failure_says_what_next(self) -> None:
        container = Container(state=State.ERROR, subcode=2207026)

        sighting = after_publishing(container, [], age=SETTLED)

        assert (sighting.code, sighting.remedy) == ("2207026", Remedy.FIX_MEDIA)


class TestTheOnlyOne:
    def test_is_none_of_none_and_none_of_two(self) -> None:
        assert only([]) is None
        assert only([OURS, OURS]) is None
