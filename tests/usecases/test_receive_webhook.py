import asyncio

from domain.job import JobKind
from domain.ledger import Kind
from domain.platforms import Platform
from domain.usecases.receive_webhook import receive_webhook
from domain.usecases.reject_webhook import reject_webhook
from domain.webhook import DeliveryStatus
from tests.fakes.memory.database import MemoryDatabase

BODY = b'{"event": "post.publish.complete"}'


async def receive(database: MemoryDatabase, platform: Platform = Platform.TIKTOK) -> bool:
    return await receive_webhook(world=database.world, platform=platform, body=BODY)


def kinds(database: MemoryDatabase) -> list[Kind]:
    return [event.entry.kind for event in database.ledger.events]


async def test_a_delivery_is_kept_with_the_job_that_does_it() -> None:
    database = MemoryDatabase()

    fresh = await receive(database)

    async with database() as tx:
        [job] = await tx.jobs.recent()
        delivery = await tx.deliveries.get(job.text("delivery") or "")
    assert fresh
    assert job.kind is JobKind.HANDLE_WEBHOOK
    assert job.requested_by == "webhook:tiktok"
    assert (delivery.status, delivery.body) == (DeliveryStatus.RECEIVED, BODY)
    assert kinds(database) == [Kind.JOB_CREATED, Kind.WEBHOOK_RECEIVED]


async def test_ten_of_the_same_have_the_effect_of_one() -> None:
    database = MemoryDatabase()

    answers = await asyncio.gather(*(receive(database) for _ in range(10)))

    async with database() as tx:
        jobs = await tx.jobs.recent()
    assert sorted(answers) == [False] * 9 + [True]
    assert len(jobs) == 1
    assert kinds(database) == [Kind.JOB_CREATED, Kind.WEBHOOK_RECEIVED]


async def test_the_same_bytes_of_another_platform_are_something_else() -> None:
    database = MemoryDatabase()

    answers = [await receive(database, platform) for platform in Platform]

    assert answers == [True, True, True]


async def test_the_ledger_keeps_nothing_of_what_came() -> None:
    database = MemoryDatabase()

    await receive(database)

    assert "post.publish" not in repr(database.ledger.events)


async def test_refusals_are_told_with_their_number() -> None:
    database = MemoryDatabase()

    await reject_webhook(world=database.world, platform=Platform.TIKTOK, count=12)

    [event] = database.ledger.events
    assert event.entry.kind is Kind.WEBHOOK_REJECTED
    assert event.entry.metadata == {"platform": "tiktok", "count": 12}
