"""Tokens, quotas, stops, deliveries, measurements: one promise in memory and in Postgres."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.account import Grant, Login, Visit
from domain.errors import NotFound
from domain.ids import AccountId, PublicationId
from domain.platforms import Platform
from domain.ports import World
from domain.telemetry import Metric
from domain.timing import Blackout, Stop
from domain.webhook import Delivery, DeliveryStatus
from tests.build import NOON, a_user, an_account, new_id

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def a_grant() -> Grant:
    return Grant(
        access="act.secret",
        refresh="rft.secret",
        issued_at=NOON,
        access_expires_at=NOON + HOUR,
        refresh_expires_at=NOON + timedelta(days=180),
    )


@pytest.fixture
async def account_id(either_world: World) -> AccountId:
    account = an_account()
    async with either_world.uow() as tx:
        await tx.accounts.add(account)
        await tx.grants.save(account.id, a_grant())
    return account.id


class TestGrants:
    async def test_come_back_as_they_were_saved_until_they_are_removed(
        self, either_world: World, account_id: AccountId
    ) -> None:
        newer = replace(a_grant(), access="act.newer", refresh=None)

        async with either_world.uow() as tx:
            assert await tx.grants.find(account_id) == a_grant()
            await tx.grants.save(account_id, newer)
            assert await tx.grants.find(account_id) == newer
            await tx.grants.remove(account_id)
            assert await tx.grants.find(account_id) is None

    async def test_are_renewed_by_one_at_a_time(
        self, either_world: World, account_id: AccountId
    ) -> None:
        until = NOON + MINUTE

        async with either_world.uow() as tx:
            first = await tx.grants.claim_renewal(account_id, now=NOON, until=until)
            second = await tx.grants.claim_renewal(account_id, now=NOON, until=until)
            later = await tx.grants.claim_renewal(account_id, now=until, until=until + MINUTE)

        assert (first, second, later) == (True, False, True)

    async def test_count_the_answers_that_were_lost_in_a_row(
        self, either_world: World, account_id: AccountId
    ) -> None:
        async with either_world.uow() as tx:
            counts = [await tx.grants.end_renewal(account_id, lost=lost) for lost in (True, False)]
            counts.append(await tx.grants.end_renewal(account_id, lost=True))
            await tx.grants.save(account_id, a_grant())
            counts.append(await tx.grants.end_renewal(account_id, lost=False))

        assert counts == [1, 1, 2, 0]

    async def test_tell_which_of_them_run_out(
        self, either_world: World, account_id: AccountId
    ) -> None:
        async with either_world.uow() as tx:
            assert await tx.grants.expiring(before=NOON + HOUR) == []
            assert await tx.grants.expiring(before=NOON + HOUR + MINUTE) == [account_id]


class TestVisits:
    async def test_are_good_once(self, either_world: World) -> None:
        user = a_user()
        visit = Visit(
            state="s3cret",
            user_id=user.id,
            platform=Platform.INSTAGRAM,
            login=Login.FACEBOOK,
            verifier="v",
            redirect_uri="https://stakazo.test/oauth/instagram/callback",
            account_id=None,
            expires_at=NOON,
        )
        async with either_world.uow() as tx:
            await tx.users.add(user)
            await tx.visits.add(visit)

        async with either_world.uow() as tx:
            taken = [await tx.visits.take(state) for state in ("other", "s3cret", "s3cret")]

        assert taken == [None, visit, None]


class TestQuotas:
    async def test_are_never_overspent_and_say_when_there_is_room(
        self, either_world: World
    ) -> None:
        async with either_world.uow() as tx:
            for second in range(6):
                at = NOON + timedelta(seconds=second)
                assert await tx.quotas.spend("tiktok.init", "a", units=1, now=at) == at
            now = NOON + timedelta(seconds=10)
            room = await tx.quotas.spend("tiktok.init", "a", units=1, now=now)
            other = await tx.quotas.spend("tiktok.init", "b", units=1, now=now)

            assert (room, other) == (NOON + MINUTE, now)
            assert await tx.quotas.spent("tiktok.init", "a", now=now) == 6
            assert await tx.quotas.spend("tiktok.init", "a", units=1, now=room) == room

    async def test_of_a_day_begin_anew_at_midnight_in_california(self, either_world: World) -> None:
        async with either_world.uow() as tx:
            await tx.quotas.spend("youtube.uploads", "app", units=100, now=NOON)
            room = await tx.quotas.spend("youtube.uploads", "app", units=1, now=NOON)

        assert room.isoformat() == "2030-01-02T08:00:00+00:00"


class TestStops:
    async def test_stand_until_they_are_lifted(
        self, either_world: World, account_id: AccountId
    ) -> None:
        stops = [
            Stop(
                id=new_id(), account_id=whose, reason="wrong", stopped_by="user:u", stopped_at=NOON
            )
            for whose in (None, account_id)
        ]
        again = replace(stops[1], id=new_id(), reason="still wrong")

        async with either_world.uow() as tx:
            for stop in (*stops, again):
                await tx.stops.add_stop(stop)
            assert sorted(s.reason for s in await tx.stops.stops()) == ["still wrong", "wrong"]
            lifted = [await tx.stops.lift(whose) for whose in (None, None, account_id)]

            assert (lifted, await tx.stops.stops()) == ([True, False, True], [])

    async def test_blackouts_are_there_until_they_are_over(self, either_world: World) -> None:
        blackout = Blackout(
            id=new_id(),
            starts_at=NOON,
            ends_at=NOON + HOUR,
            reason="election",
            platform=Platform.TIKTOK,
        )

        async with either_world.uow() as tx:
            await tx.stops.add_blackout(blackout)
            assert await tx.stops.blackouts(now=NOON - HOUR) == [blackout]
            assert await tx.stops.blackouts(now=NOON + HOUR) == []
            assert await tx.stops.remove_blackout(blackout.id) == blackout
            with pytest.raises(NotFound):
                await tx.stops.remove_blackout(blackout.id)

    async def test_the_longest_of_the_waits_counts(self, either_world: World) -> None:
        async with either_world.uow() as tx:
            await tx.stops.wait("a", until=NOON + HOUR, reason="cap")
            await tx.stops.wait("a", until=NOON + MINUTE, reason="throttle")
            await tx.stops.wait("app:tiktok", until=NOON + MINUTE, reason="users")

            assert await tx.stops.waits("a", "app:tiktok", now=NOON) == NOON + HOUR
            assert await tx.stops.waits("app:tiktok", now=NOON) == NOON + MINUTE
            assert await tx.stops.waits("a", now=NOON + HOUR) is None
            assert await tx.stops.waits("b", now=NOON) is None


class TestDeliveries:
    async def test_are_kept_once_and_settled(self, either_world: World) -> None:
        delivery = Delivery(
            id=new_id(),
            platform=Platform.TIKTOK,
            key="k",
            body=b'{"event":"\xc3\xa9"}',
            status=DeliveryStatus.RECEIVED,
            received_at=NOON,
        )

        async with either_world.uow() as tx:
            added = [
                await tx.deliveries.add(one) for one in (delivery, replace(delivery, id=new_id()))
            ]
            await tx.deliveries.settle(delivery.id, DeliveryStatus.PARKED, at=NOON, error=None)
            parked = replace(delivery, status=DeliveryStatus.PARKED)

            assert added == [True, False]
            assert await tx.deliveries.get(delivery.id) == parked
            assert await tx.deliveries.parked(platform=Platform.TIKTOK, since=NOON) == [parked]
            assert await tx.deliveries.parked(platform=Platform.YOUTUBE, since=NOON) == []
            late = NOON + MINUTE
            assert await tx.deliveries.parked(platform=Platform.TIKTOK, since=late) == []


class TestTelemetry:
    async def test_gives_the_newest_of_each_name(self, either_world: World) -> None:
        id_ = PublicationId(new_id())
        views = [
            Metric(
                name="publication.views",
                value=value,
                observed_at=NOON + age,
                labels={"publication_id": id_},
            )
            for value, age in ((1.0, MINUTE), (5.0, HOUR), (3.0, 2 * MINUTE))
        ]
        likes = replace(views[0], name="publication.likes", value=2.0)

        async with either_world.uow() as tx:
            await tx.telemetry.add([*views, likes])
            latest = await tx.telemetry.latest(id_)

            assert latest == [likes, views[1]]
            assert await tx.telemetry.latest(PublicationId(new_id())) == []
