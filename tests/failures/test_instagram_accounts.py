"""F13, F39 and F40: what changes around the posts while months go by: tokens, numbers, accounts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from domain.account import Account, AccountStatus, Grant, Login
from domain.ledger import Kind
from domain.platforms import Platform
from domain.telemetry import EARNED
from tests.failures.instagram import (
    LIVE,
    S,
    calls,
    change_account,
    with_both_logins,
)
from tests.failures.stage import Stage, staged

INSTAGRAM = Platform.INSTAGRAM
DAY = timedelta(days=1)


class TestTheTokenGrowsOld:
    async def test_f13_a_daily_sweep_renews_it_long_before_its_end_and_never_too_early(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            await stage.work_until(await stage.approve(account), LIVE)
            before = len(_renewals(stage))

            await _live_on(stage, days=130)

            renewed = _renewals(stage)[before:]
            gaps = [later - earlier for earlier, later in pairwise(renewed)]
            assert len(renewed) == 4
            assert all(DAY <= gap <= 50 * DAY for gap in gaps)
            assert _warnings(stage) == []
            await stage.work_until(await stage.approve(account), LIVE)
            assert len(await stage.truth()) == 2

    async def test_f13_a_token_that_is_not_a_day_old_is_left_alone(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            now = stage.clock.now()
            young = Grant(
                access=await stage.mint(account.external_id, life_s=10 * 86_400),
                issued_at=now,
                access_expires_at=now + 10 * DAY,
            )
            await _save(stage, account, young)

            stage.clock.move(hours=23)
            await stage.sweep()
            on_its_first_day = len(_renewals(stage))
            stage.clock.move(hours=2)
            await stage.sweep()

            assert (on_its_first_day, len(_renewals(stage))) == (0, 1)

    async def test_f13_a_token_that_cannot_be_renewed_is_told_of_at_10_5_and_2_days(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            await stage.work_until(await stage.approve(account), LIVE)
            later = await stage.approve(account, due_at=stage.clock.now() + 70 * DAY)
            await stage.order("refresh", "html:500", times=10_000)

            await _live_on(stage, days=59)
            alive = await stage.account(account)
            await _live_on(stage, days=3)
            await stage.heal()
            await _live_on(stage, days=1)

            assert alive.status is AccountStatus.ACTIVE
            assert _warnings(stage) == [10, 5, 2]
            assert (await stage.account(account)).status is AccountStatus.NEEDS_RECONNECT
            held = await stage.publication(later)
            assert (held.status, held.held_reason) == (S.HELD, "account_dead")
            assert len(await stage.truth()) == 1

    async def test_f13_the_token_of_a_page_has_no_end_and_is_never_renewed(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=Login.FACEBOOK) as stage:
            account = await stage.connect()
            await _save(
                stage,
                account,
                Grant(
                    access=await stage.mint(account.external_id, life_s=10**9),
                    issued_at=stage.clock.now(),
                ),
            )

            await _live_on(stage, days=70)

            assert (_renewals(stage), _warnings(stage)) == ([], [])
            await stage.work_until(await stage.approve(account), LIVE)
            assert len(await stage.truth()) == 1


class TestANumberIsRetired:
    @with_both_logins
    @pytest.mark.parametrize(
        ("word", "ours"), [("views", "views"), ("reels_skip_rate", "skip_rate")]
    )
    async def test_f39_the_other_numbers_are_kept_and_the_missing_one_is_not_zero(
        self, tmp_path: Path, login: Login, word: str, ours: str
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            publication = await stage.work_until(id_, LIVE)
            numbers = {"likes": 7, "views": 100}
            url = stage.control(f"posts/{publication.external_id}")
            (await stage.http.patch(url, json=numbers)).raise_for_status()
            await stage.order("insights", "retired", reason=word, times=1_000)

            await stage.work(minutes=30)
            await stage.sweep()
            await stage.work(minutes=1)

            told = stage.events(id_, Kind.METRICS_COLLECTED)[-1].entry.metadata
            assert told["missing"] == [ours]
            async with stage.database() as tx:
                kept = {one.name: one.value for one in await tx.telemetry.latest(id_)}
            assert kept[EARNED + "likes"] == 7
            assert EARNED + ours not in kept
            assert len(kept) == 10
            assert (await stage.publication(id_)).status is LIVE
            assert len(await stage.truth()) == 1

    @with_both_logins
    async def test_f39_an_account_that_shows_no_numbers_goes_on_publishing(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            account = await stage.connect()
            await _save(stage, account, await _without_numbers(stage, account))

            for _ in range(2):
                id_ = await stage.approve(account)
                await stage.work_until(id_, LIVE)
                await stage.work(hours=1)

            told = stage.events(id_, Kind.METRICS_COLLECTED)[-1].entry.metadata
            assert (told["values"], str(told["missing"]).count(",")) == ({}, 10)
            assert (await stage.account(account)).status is AccountStatus.ACTIVE
            assert len(await stage.truth()) == 2

    async def test_f39_numbers_that_are_not_there_yet_are_not_zero(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM, insights_delay_s=48 * 3600) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.work_until(id_, LIVE)

            await _live_on(stage, days=1)
            async with stage.database() as tx:
                early = list(await tx.telemetry.latest(id_))
            await _live_on(stage, days=4)
            async with stage.database() as tx:
                late = list(await tx.telemetry.latest(id_))

            assert early == []
            assert len(late) == 11
            assert len(await stage.truth()) == 1


class TestTheAccountChanges:
    async def test_f40_an_account_that_became_personal_is_held_before_anything_is_sent(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            await change_account(stage, account.external_id, account_type="PERSONAL")
            ids = [await stage.approve(account) for _ in range(2)]

            await stage.work(hours=20)

            assert await stage.truth() == []
            made = await calls(stage)
            assert (made["me"], made["container"]) == (1, 0)
            for id_ in ids:
                assert (await stage.publication(id_)).status is S.HELD
            seen = await stage.account(account)
            assert (seen.status, seen.trouble) == (AccountStatus.NEEDS_RECONNECT, "account_type")

    async def test_f40_a_page_s_account_that_became_personal_is_held_at_its_first_refusal(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=Login.FACEBOOK) as stage:
            account = await stage.connect()
            await change_account(stage, account.external_id, account_type="PERSONAL")
            id_ = await stage.approve(account)

            await stage.work(hours=20)

            assert await stage.truth() == []
            assert (await calls(stage))["container"] == 1
            assert (await stage.publication(id_)).status is S.HELD
            assert (await stage.account(account)).status is AccountStatus.NEEDS_RECONNECT

    @with_both_logins
    async def test_f40_an_account_that_was_renamed_is_known_by_its_id(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            account = await stage.connect()
            first = await stage.approve(account)
            await stage.work_until(first, LIVE)
            await change_account(stage, account.external_id, username="someone.else")

            stage.clock.move(minutes=1)
            second = await stage.approve(account)
            await stage.order("publish", "drop_answer")
            publication = await stage.work_until(second, LIVE, S.HELD, S.FAILED)

            assert publication.status is LIVE
            lines = await stage.truth()
            assert [line["account"] for line in lines] == [account.external_id] * 2
            assert (await stage.account(account)).status is AccountStatus.ACTIVE


async def _live_on(stage: Stage, *, days: int) -> None:
    """Day after day, as the clock does it."""
    for _ in range(days):
        await stage.work(days=1)
        await stage.sweep()


async def _save(stage: Stage, account: Account, grant: Grant) -> None:
    async with stage.database() as tx:
        await tx.grants.save(account.id, grant)


async def _without_numbers(stage: Stage, account: Account) -> Grant:
    """What somebody gives who lets us publish and not count."""
    scopes = [
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_basic",
        "instagram_content_publish",
    ]
    token = await stage.mint(account.external_id, scopes=scopes)
    now = stage.clock.now()
    return Grant(access=token, issued_at=now, access_expires_at=now + 60 * DAY)


def _renewals(stage: Stage) -> Sequence[datetime]:
    return [event.occurred_at for event in stage.events(kind=Kind.TOKEN_REFRESHED)]


def _warnings(stage: Stage) -> list[object]:
    """How many days before the end somebody was told."""
    events = stage.events(kind=Kind.TOKEN_REFRESH_FAILED)
    told = [event.entry.metadata for event in events]
    return [one["days"] for one in told if one["code"] == "ends_soon"]
