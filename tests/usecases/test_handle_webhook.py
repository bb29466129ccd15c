from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from domain.account import Account, AccountStatus, Grant
from domain.job import Job, JobKind, JobStatus
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import Publication, PublicationStatus
from domain.usecases.handle_webhook import handle_webhook
from domain.usecases.match_parked import match_parked
from domain.usecases.receive_webhook import receive_webhook
from domain.usecases.start_job import start_job
from domain.webhook import Delivery, DeliveryStatus
from integrations.webhooks import read_notices
from tests.build import a_publication, an_account, an_attempt
from tests.fakes.clock import FixedClock
from tests.fakes.memory.database import MemoryDatabase
from tests.integrations.webhooks.sending import (
    instagram_event,
    tiktok_event,
    youtube_feed,
    youtube_tombstone,
)

REMOVED = "authorization.removed"


@dataclass
class Play:
    """What came, and what it moved us to do."""

    clock: FixedClock = field(default_factory=FixedClock)
    account: Account = field(
        default_factory=lambda: an_account(platform=Platform.TIKTOK, external_id="-000person")
    )

    def __post_init__(self) -> None:
        self.database = MemoryDatabase(self.clock)

    async def publish(self, *, reference: str | None = None, **fields: Any) -> Publication:
        """A publication that the platform knows by ``reference``."""
        made = a_publication(
            **{
                "platform": Platform.TIKTOK,
                "account_id": self.account.id,
                "status": PublicationStatus.PROCESSING,
                **fields,
            }
        )
        async with self.database() as tx:
            await tx.publications.add(made)
            await tx.publications.add_attempt(
                an_attempt(publication_id=made.id, reference=reference)
            )
        return made

    async def connect(self, *, issued_ago: timedelta = timedelta(hours=1)) -> None:
        issued_at = self.clock.now() - issued_ago
        async with self.database() as tx:
            await tx.accounts.add(self.account)
            await tx.grants.save(self.account.id, Grant(access="a", issued_at=issued_at))

    async def come(self, body: bytes, platform: Platform = Platform.TIKTOK) -> DeliveryStatus:
        await receive_webhook(world=self.database.world, platform=platform, body=body)
        [job] = await self.jobs(JobKind.HANDLE_WEBHOOK, JobStatus.PENDING)
        run = await start_job(world=self.database.world, job_id=job.id, worker_id="w")
        assert run is not None
        await handle_webhook(run=run, world=self.database.world, read=read_notices)
        return (await self.delivery(job)).status

    async def delivery(self, job: Job) -> Delivery:
        async with self.database() as tx:
            return await tx.deliveries.get(job.text("delivery") or "")

    async def jobs(self, kind: JobKind, *statuses: JobStatus) -> list[Job]:
        async with self.database() as tx:
            found = await tx.jobs.recent(limit=100)
        return [job for job in found if job.kind is kind and job.status in (statuses or JobStatus)]

    async def match(self) -> int:
        return await match_parked(world=self.database.world, read=read_notices)

    async def now_stands(self, publication: Publication) -> Publication:
        async with self.database() as tx:
            return await tx.publications.get(publication.id)

    async def account_now(self) -> Account:
        async with self.database() as tx:
            return await tx.accounts.get(self.account.id)

    def removed(self, *, ago: timedelta = timedelta()) -> bytes:
        at = int((self.clock.now() - ago).timestamp())
        return tiktok_event(REMOVED, at=at, reason=1)

    def kinds(self) -> list[Kind]:
        return [event.entry.kind for event in self.database.ledger.events]


@pytest.mark.parametrize("event", ["complete", "failed", "no_longer_publicaly_available"])
async def test_whatever_it_says_it_only_makes_us_look(event: str) -> None:
    play = Play()
    publication = await play.publish(reference="v_pub_1")

    status = await play.come(tiktok_event(f"post.publish.{event}", publish_id="v_pub_1"))

    now = await play.now_stands(publication)
    [job] = await play.jobs(JobKind.WATCH_PUBLICATION)
    assert status is DeliveryStatus.HANDLED
    assert now.status is PublicationStatus.PROCESSING
    assert now.look_at == play.clock.now()
    assert job.publication_id == publication.id
    assert job.requested_by == "webhook:tiktok"


async def test_a_post_is_known_by_its_own_id_too() -> None:
    play = Play()
    publication = await play.publish(
        platform=Platform.YOUTUBE, external_id="dQw4w9WgXcQ", status=PublicationStatus.PUBLISHED
    )

    await play.come(youtube_tombstone(), Platform.YOUTUBE)

    [job] = await play.jobs(JobKind.WATCH_PUBLICATION)
    assert job.publication_id == publication.id
    assert (await play.now_stands(publication)).status is PublicationStatus.PUBLISHED


async def test_the_id_of_another_platform_is_not_ours() -> None:
    play = Play()
    await play.publish(external_id="dQw4w9WgXcQ")

    assert await play.come(youtube_feed(), Platform.YOUTUBE) is DeliveryStatus.PARKED


async def test_what_nobody_knows_is_parked_and_found_later() -> None:
    play = Play()
    parked = await play.come(tiktok_event("post.publish.complete", publish_id="v_pub_1"))
    too_early = await play.match()
    await play.publish(reference="v_pub_1")

    matched, again = await play.match(), await play.match()

    assert parked is DeliveryStatus.PARKED
    assert (too_early, matched, again) == (0, 1, 0)
    assert len(await play.jobs(JobKind.WATCH_PUBLICATION)) == 1


async def test_after_three_days_nobody_waits_for_it_any_more() -> None:
    play = Play()
    await play.come(tiktok_event("post.publish.complete", publish_id="v_pub_1"))
    play.clock.forward(days=3, seconds=1)
    await play.match()
    await play.publish(reference="v_pub_1")

    assert await play.match() == 0
    [job] = await play.jobs(JobKind.HANDLE_WEBHOOK)
    assert (await play.delivery(job)).status is DeliveryStatus.IGNORED


@pytest.mark.parametrize(
    ("platform", "body"),
    [
        (Platform.TIKTOK, b"{"),
        (Platform.TIKTOK, tiktok_event("portability.download.ready")),
        (Platform.TIKTOK, tiktok_event("post.publish.complete")),
        (Platform.INSTAGRAM, instagram_event("comments", media={"id": "1"})),
        (Platform.YOUTUBE, b"<!DOCTYPE feed><feed/>"),
    ],
)
async def test_what_we_do_not_act_on_is_put_aside(platform: Platform, body: bytes) -> None:
    play = Play()

    assert await play.come(body, platform) is DeliveryStatus.IGNORED
    assert await play.jobs(JobKind.WATCH_PUBLICATION) == []


class TestAccessThatWasTakenAway:
    async def test_holds_what_waits_for_the_account(self) -> None:
        play = Play()
        await play.connect()
        waiting = await play.publish(status=PublicationStatus.QUEUED)

        await play.come(play.removed())

        account = await play.account_now()
        assert account.status is AccountStatus.NEEDS_RECONNECT
        assert account.trouble == "authorization.removed:1"
        assert (await play.now_stands(waiting)).status is PublicationStatus.HELD
        assert Kind.TOKEN_REVOKED in play.kinds()

    async def test_counts_for_nothing_when_the_tokens_are_newer(self) -> None:
        play = Play()
        await play.connect(issued_ago=timedelta(hours=1))

        status = await play.come(play.removed(ago=timedelta(hours=2)))

        assert status is DeliveryStatus.IGNORED
        assert (await play.account_now()).status is AccountStatus.ACTIVE

    async def test_is_said_once(self) -> None:
        play = Play()
        await play.connect()

        await play.come(play.removed())
        await play.come(play.removed(ago=timedelta(seconds=1)))

        assert play.kinds().count(Kind.TOKEN_REVOKED) == 1

    async def test_of_somebody_else_changes_nothing(self) -> None:
        play = Play()

        assert await play.come(play.removed()) is DeliveryStatus.IGNORED
