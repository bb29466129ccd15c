from datetime import timedelta

import pytest

from domain.account import Account, AccountStatus, Grant
from domain.job import Job, JobKind, JobStatus
from domain.ledger import Kind
from domain.platforms import Platform
from domain.usecases.renew_grants import renew_grants
from domain.usecases.start_job import start_job
from tests.build import a_new_job, an_account
from tests.fakes.authoriser import busy, dead
from tests.usecases.doorway import REHEARSED, Doorway


@pytest.fixture
async def doorway() -> Doorway:
    doorway = Doorway()
    doorway.platform.living = None
    return doorway


async def has(
    doorway: Doorway, platform: Platform, *, life: timedelta, **fields: object
) -> Account:
    account = an_account(platform=platform, **fields)
    now = doorway.clock.now()
    grant = Grant(
        access=f"old-{account.id}",
        refresh=None if platform is Platform.INSTAGRAM else "refresh",
        issued_at=now,
        access_expires_at=now + life,
    )
    async with doorway.database() as tx:
        await tx.accounts.add(account)
        await tx.grants.save(account.id, grant)
    return account


async def sweep(doorway: Doorway) -> Job:
    world = doorway.database.world
    async with doorway.database() as tx:
        job = await tx.jobs.enqueue(a_new_job(kind=JobKind.RENEW_GRANTS, payload={}))
    run = await start_job(world=world, job_id=job.id, worker_id="w")
    assert run is not None
    await renew_grants(
        run=run,
        world=world,
        authorisers=doorway.authorisers,
        rehearsed=REHEARSED,
        pause=doorway.pause,
    )
    async with doorway.database() as tx:
        return await tx.jobs.get(job.id)


async def is_renewed(doorway: Doorway, account: Account) -> bool:
    async with doorway.database() as tx:
        grant = await tx.grants.find(account.id)
    return grant is not None and not grant.access.startswith("old-")


class TestRenewGrants:
    @pytest.mark.parametrize(
        ("platform", "life", "passed", "is_due"),
        [
            (Platform.TIKTOK, timedelta(hours=2), timedelta(minutes=99), False),
            (Platform.TIKTOK, timedelta(hours=2), timedelta(minutes=100), True),
            (Platform.YOUTUBE, timedelta(hours=1), timedelta(minutes=49), False),
            (Platform.YOUTUBE, timedelta(hours=1), timedelta(minutes=50), True),
            (Platform.INSTAGRAM, timedelta(days=60), timedelta(days=29), False),
            (Platform.INSTAGRAM, timedelta(days=60), timedelta(days=30, minutes=1), True),
            (Platform.INSTAGRAM, timedelta(days=20), timedelta(hours=23), False),
            (Platform.INSTAGRAM, timedelta(days=20), timedelta(hours=24), True),
        ],
    )
    async def test_renews_in_time_and_not_too_early(
        self,
        doorway: Doorway,
        platform: Platform,
        life: timedelta,
        passed: timedelta,
        is_due: bool,
    ) -> None:
        account = await has(doorway, platform, life=life)
        doorway.clock.at += passed

        job = await sweep(doorway)

        assert await is_renewed(doorway, account) is is_due
        assert job.status is JobStatus.COMPLETED
        assert job.result == {"renewed": int(is_due), "failed": 0}

    async def test_goes_on_when_one_cannot_be_renewed(self, doorway: Doorway) -> None:
        accounts = [
            await has(doorway, Platform.TIKTOK, life=timedelta(minutes=life)) for life in (5, 6, 7)
        ]
        doorway.platform.breaks = [dead(), busy(), None]

        job = await sweep(doorway)

        assert [await is_renewed(doorway, one) for one in accounts] == [False, False, True]
        assert job.result == {"renewed": 1, "failed": 2}

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": AccountStatus.NEEDS_RECONNECT},
            {"status": AccountStatus.DISCONNECTED},
            {"rehearsal": False},
        ],
    )
    async def test_leaves_alone_what_a_person_or_another_kind_has(
        self, doorway: Doorway, fields: dict[str, object]
    ) -> None:
        await has(doorway, Platform.TIKTOK, life=timedelta(minutes=5), **fields)

        await sweep(doorway)

        assert doorway.platform.refreshed == []


class TestATokenThatEnds:
    async def test_is_told_of_ten_five_and_two_days_before_once_each(
        self, doorway: Doorway
    ) -> None:
        await has(doorway, Platform.INSTAGRAM, life=timedelta(days=60))
        doorway.clock.forward(days=40)
        for _ in range(20):
            doorway.platform.breaks = [busy()]
            await sweep(doorway)
            doorway.platform.breaks = [busy()]
            await sweep(doorway)
            doorway.clock.forward(days=1)

        told = [
            event.entry.metadata["days"]
            for event in doorway.events(Kind.TOKEN_REFRESH_FAILED)
            if event.entry.metadata["code"] == "ends_soon"
        ]
        assert told == [10, 5, 2]
