from pathlib import Path

import pytest

from integrations.rehearsal.grants import FIRST, Dead, Grants
from tests.fakes.clock import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


def opened(folder: Path, clock: FixedClock) -> Grants:
    return Grants(
        folder / "grants.json",
        clock=clock,
        life_s=7200,
        refresh_life_s=86_400,
        prefixes=("act.", "rft."),
        scopes=("publish",),
    )


class TestGrants:
    def test_are_still_good_after_a_restart(self, tmp_path: Path, clock: FixedClock) -> None:
        issued = opened(tmp_path, clock).mint("ana")

        grantee = opened(tmp_path, clock).check(issued.access)

        assert (grantee.account, grantee.scopes) == ("ana", frozenset({"publish"}))

    def test_run_out(self, tmp_path: Path, clock: FixedClock) -> None:
        grants = opened(tmp_path, clock)
        issued = grants.mint("ana")
        clock.forward(seconds=7200)

        with pytest.raises(Dead, match="expired"):
            grants.check(issued.access)

    def test_rotate_so_that_the_old_refresh_token_is_dead(
        self, tmp_path: Path, clock: FixedClock
    ) -> None:
        grants = opened(tmp_path, clock)
        issued = grants.mint("ana")

        newer = grants.refresh(issued.refresh, rotate=True)

        assert newer.refresh != issued.refresh
        with pytest.raises(Dead, match="rotated"):
            grants.refresh(issued.refresh, rotate=True)

    def test_keep_a_refresh_token_and_its_end_where_it_does_not_rotate(
        self, tmp_path: Path, clock: FixedClock
    ) -> None:
        grants = opened(tmp_path, clock)
        issued = grants.mint("ana")
        clock.forward(hours=23)

        newer = grants.refresh(issued.refresh, rotate=False)

        assert newer.refresh == issued.refresh
        clock.forward(hours=1)
        with pytest.raises(Dead, match="expired"):
            grants.refresh(issued.refresh, rotate=False)

    def test_die_with_all_that_came_of_the_same_refresh_token(
        self, tmp_path: Path, clock: FixedClock
    ) -> None:
        grants = opened(tmp_path, clock)
        issued, others = grants.mint("ana"), grants.mint("ana")
        newer = grants.refresh(issued.refresh, rotate=False)

        assert grants.kill(issued.refresh)

        for dead in (issued.access, newer.access):
            with pytest.raises(Dead, match="revoked"):
                grants.check(dead)
        with pytest.raises(Dead, match="revoked"):
            grants.refresh(issued.refresh, rotate=False)
        assert grants.check(others.access).account == "ana"

    def test_die_together_when_the_account_closes(self, tmp_path: Path, clock: FixedClock) -> None:
        grants = opened(tmp_path, clock)
        issued, another = grants.mint("ana"), grants.mint("ben")

        grants.revoke("ana", "password_changed")

        with pytest.raises(Dead, match="password_changed"):
            grants.check(issued.access)
        assert grants.check(another.access).account == "ben"

    def test_begin_with_a_token_that_is_known_beforehand_and_opens_nothing(
        self, tmp_path: Path, clock: FixedClock
    ) -> None:
        grants = opened(tmp_path, clock)

        issued = grants.refresh(f"{FIRST}ana", rotate=True)

        assert grants.check(issued.access).account == "ana"
        with pytest.raises(Dead, match="unknown"):
            grants.check(f"{FIRST}ana")

    def test_end_the_first_token_too_when_they_are_revoked_even_after_a_restart(
        self, tmp_path: Path, clock: FixedClock
    ) -> None:
        opened(tmp_path, clock).revoke("ana", "app_removed")

        grants = opened(tmp_path, clock)

        with pytest.raises(Dead, match="app_removed"):
            grants.refresh(f"{FIRST}ana", rotate=False)
        with pytest.raises(Dead, match="app_removed"):
            grants.check(f"{FIRST}ana")
        assert grants.refresh(f"{FIRST}ben", rotate=False).account == "ben"

    def test_that_were_revoked_come_back_with_the_persons_yes_and_no_sooner(
        self, tmp_path: Path, clock: FixedClock
    ) -> None:
        grants = opened(tmp_path, clock)
        grants.revoke("ana")
        grants.mint("ana")
        with pytest.raises(Dead, match="revoked"):
            grants.refresh(f"{FIRST}ana", rotate=True)

        agreed = opened(tmp_path, clock).agree("ana", ["publish"])

        again = opened(tmp_path, clock)
        assert again.check(agreed.access).account == "ana"
        assert again.refresh(f"{FIRST}ana", rotate=True).account == "ana"
