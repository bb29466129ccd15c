from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account import (
    REFRESHED_AHEAD,
    REFRESHED_BEFORE_USE,
    YOUNGEST_REFRESH,
    Grant,
    Visit,
    entry,
    is_due,
    is_stale,
    missing_scopes,
    renewed,
)
from domain.ids import Actor, UserId
from domain.ledger import Kind
from domain.platforms import Platform
from tests.build import NOON, an_account

SECOND = timedelta(seconds=1)
times = st.one_of(st.none(), st.integers(0, 10**6).map(lambda s: NOON + timedelta(seconds=s)))


def a_grant(**fields: Any) -> Grant:
    return Grant(**{"access": "a-1", "refresh": "r-1", "issued_at": NOON, **fields})


class TestRenewed:
    @given(
        st.one_of(st.none(), st.just("r-1")),
        st.one_of(st.none(), st.just("r-2")),
        times,
        times,
    )
    def test_never_forgets_a_refresh_token(
        self, had: str | None, given_: str | None, ended: Any, ends: Any
    ) -> None:
        old = a_grant(refresh=had, refresh_expires_at=ended)
        new = a_grant(access="a-2", refresh=given_, refresh_expires_at=ends)

        kept = renewed(old, new)

        assert kept.access == "a-2"
        assert kept.refresh == (given_ or had)
        assert kept.access_expires_at == new.access_expires_at

    def test_keeps_the_end_of_the_refresh_token_that_it_keeps(self) -> None:
        ends = NOON + timedelta(days=180)

        kept = renewed(a_grant(refresh_expires_at=ends), a_grant(refresh=None))

        assert (kept.refresh, kept.refresh_expires_at) == ("r-1", ends)

    def test_takes_the_end_of_the_one_that_is_new(self) -> None:
        kept = renewed(a_grant(refresh_expires_at=NOON), a_grant(refresh="r-2"))

        assert (kept.refresh, kept.refresh_expires_at) == ("r-2", None)


class TestIsDue:
    @pytest.mark.parametrize("platform", list(Platform))
    def test_as_long_ahead_as_the_platform_asks_for(self, platform: Platform) -> None:
        grant = a_grant(access_expires_at=NOON + timedelta(days=60))
        first = NOON + timedelta(days=60) - REFRESHED_AHEAD[platform]

        assert is_due(grant, platform, now=first)
        assert not is_due(grant, platform, now=first - SECOND)

    def test_never_on_instagrams_first_day(self) -> None:
        grant = a_grant(refresh=None, access_expires_at=NOON + timedelta(days=20))

        assert not is_due(grant, Platform.INSTAGRAM, now=NOON + YOUNGEST_REFRESH - SECOND)
        assert is_due(grant, Platform.INSTAGRAM, now=NOON + YOUNGEST_REFRESH)

    @pytest.mark.parametrize("platform", list(Platform))
    def test_never_for_what_does_not_end(self, platform: Platform) -> None:
        assert not is_due(a_grant(), platform, now=NOON + timedelta(days=9_999))


def test_a_token_is_stale_before_an_upload_would_outlive_it() -> None:
    grant = a_grant(access_expires_at=NOON + timedelta(hours=2))
    last = NOON + timedelta(hours=2) - REFRESHED_BEFORE_USE

    assert is_stale(grant, now=last)
    assert not is_stale(grant, now=last - SECOND)
    assert not is_stale(a_grant(), now=last)


@pytest.mark.parametrize(("refresh", "ends_in_days"), [("r-1", 180), (None, 60)])
def test_a_grant_ends_when_a_person_is_needed(refresh: str | None, ends_in_days: int) -> None:
    grant = a_grant(
        refresh=refresh,
        access_expires_at=NOON + timedelta(days=60),
        refresh_expires_at=NOON + timedelta(days=180),
    )

    assert grant.expires_at() == NOON + timedelta(days=ends_in_days)


def test_missing_scopes_are_told_in_the_order_in_which_they_are_wanted() -> None:
    assert missing_scopes({"b", "x"}, ("c", "b", "a")) == ("c", "a")


def test_no_secret_is_shown_and_none_is_told_to_the_ledger() -> None:
    visit = Visit(
        state="s",
        user_id=UserId("u"),
        platform=Platform.TIKTOK,
        login=None,
        verifier="hidden-verifier",
        redirect_uri="https://example.org",
        account_id=None,
        expires_at=NOON,
    )
    shown = repr(a_grant(access="hidden-a", refresh="hidden-r")) + repr(visit)
    told = entry(Kind.ACCOUNT_CONNECTED, an_account(), actor=Actor("user:u"))

    assert "hidden" not in shown
    assert set(told.metadata) == {"platform", "handle", "rehearsal"}
