import json
from datetime import timedelta

import pytest

from domain.ids import AccountId
from domain.publication import Remedy, Scope, Setback
from integrations.platforms.instagram_usage import (
    ACCOUNT_HEADER,
    APP_HEADER,
    Load,
    Usage,
    account_load,
    app_load,
    regain_s,
)
from tests.fakes.clock import FixedClock

ONE, OTHER = AccountId("one"), AccountId("other")


def of_app(percent: float) -> dict[str, str]:
    return {APP_HEADER: json.dumps({"call_count": 1, "total_time": percent, "total_cputime": 2})}


def of_account(percent: float, *, minutes: float = 0) -> dict[str, str]:
    case = {"type": "instagram", "call_count": percent, "estimated_time_to_regain_access": minutes}
    return {ACCOUNT_HEADER: json.dumps({"17": [{"call_count": 1}, case]})}


class TestAHeader:
    def test_of_an_account_says_its_heaviest_entry(self) -> None:
        assert account_load(of_account(40, minutes=3)[ACCOUNT_HEADER]) == Load(
            percent=40, regain_s=180
        )

    @pytest.mark.parametrize("header", ["", "x", "[]", "null", "7"])
    def test_that_cannot_be_read_says_nothing(self, header: str) -> None:
        assert app_load(header) is None
        assert account_load(header) is None

    def test_with_other_shapes_inside_does_not_break(self) -> None:
        odd = json.dumps({"17": ["x", {"call_count": "many"}], "18": 5})

        assert account_load(odd) == Load(percent=0, regain_s=0)

    def test_of_an_absurd_length_is_a_day(self) -> None:
        odd = '{"17": [{"call_count": NaN, "estimated_time_to_regain_access": 1e300}]}'

        assert account_load(odd) == Load(percent=0, regain_s=86_400)

    def test_says_when_there_is_room_again_only_when_it_does(self) -> None:
        assert regain_s(of_account(100, minutes=5)) == 300
        assert regain_s(of_account(100)) is None
        assert regain_s({}) is None


class TestCalls:
    def test_of_one_account_stop_while_the_others_go_on(self) -> None:
        usage = Usage(clock=FixedClock())

        usage.heard(ONE, of_account(95, minutes=10))

        usage.check(OTHER)
        with pytest.raises(Setback) as setback:
            usage.check(ONE)
        assert (setback.value.remedy, setback.value.scope) == (Remedy.WAIT, Scope.ACCOUNT)
        assert setback.value.retry_after_s == 600

    def test_of_every_account_stop_when_the_app_is_at_its_limit(self) -> None:
        usage = Usage(clock=FixedClock())

        usage.heard(ONE, of_app(99))

        with pytest.raises(Setback) as setback:
            usage.check(OTHER)
        assert setback.value.scope is Scope.APP

    def test_go_on_when_the_time_is_over(self) -> None:
        clock = FixedClock()
        usage = Usage(clock=clock)
        usage.heard(ONE, of_account(100, minutes=10))

        clock.at += timedelta(minutes=10)

        usage.check(ONE)

    def test_go_on_just_below_the_limit(self) -> None:
        usage = Usage(clock=FixedClock())

        usage.heard(ONE, of_account(94.9))

        usage.check(ONE)
        assert usage.is_busy(ONE)

    @pytest.mark.parametrize(("percent", "is_busy"), [(79, False), (80, True)])
    def test_are_shed_from_four_fifths_on(self, percent: float, is_busy: bool) -> None:
        usage = Usage(clock=FixedClock())

        usage.heard(ONE, of_account(percent))

        assert usage.is_busy(ONE) is is_busy
        assert not usage.is_busy(OTHER)
