"""Deliveries as they come in over HTTP, into a real database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import AccountStatus
from domain.job import JobKind
from domain.ledger import Kind, Question
from domain.platforms import Platform
from domain.usecases.handle_webhook import handle_webhook
from domain.usecases.match_parked import match_parked
from domain.usecases.start_job import start_job
from domain.webhook import DeliveryStatus
from entrypoints.http.gate import MOST_A_SECOND, Gate
from entrypoints.http.throttle import TooManyAttempts
from entrypoints.wiring import Services
from integrations.webhooks import read_notices
from integrations.webhooks.derived import hub_secrets, verify_tokens
from integrations.webhooks.youtube import FEED, topic_of
from tests.build import NOON, an_account
from tests.integrations.webhooks.sending import (
    Signed,
    by_instagram,
    by_tiktok,
    by_youtube,
    instagram_event,
    tiktok_event,
    youtube_feed,
)

EVENT = tiktok_event("post.publish.complete", publish_id="v_pub_1")


class Caller:
    """A platform that calls us."""

    def __init__(self, client: httpx.AsyncClient, services: Services) -> None:
        self.client = client
        self.services = services

    def at(self) -> int:
        return int(self.services.world.clock.now().timestamp())

    def by_hub(self, body: bytes) -> Signed:
        return by_youtube(body, secret=hub_secrets(self.services.secret_keys)[0])

    async def send(self, body: bytes, signed: Signed, platform: str = "tiktok") -> httpx.Response:
        headers = [("Content-Type", "application/json"), *signed]
        return await self.client.post(f"/webhook/{platform}", content=body, headers=headers)

    async def deliver(self, body: bytes = EVENT) -> httpx.Response:
        return await self.send(body, by_tiktok(body, at=self.at()))

    async def told(self, kind: Kind) -> list[dict[str, object]]:
        async with self.services.world.uow() as tx:
            events = await tx.ledger.ask(Question(kinds=(kind,)))
        return [dict(event.entry.metadata) for event in events]

    async def jobs(self) -> int:
        async with self.services.world.uow() as tx:
            found = await tx.jobs.recent(limit=100)
        return len([job for job in found if job.kind is JobKind.HANDLE_WEBHOOK])


@pytest.fixture
async def caller(client: httpx.AsyncClient, services: Services) -> AsyncIterator[Caller]:
    yield Caller(client, services)


async def test_a_true_delivery_is_kept_before_it_is_acknowledged(caller: Caller) -> None:
    answer = await caller.deliver()

    assert (answer.status_code, answer.content) == (200, b"")
    assert await caller.jobs() == 1


async def test_ten_of_the_same_at_once_have_one_effect(caller: Caller) -> None:
    answers = await asyncio.gather(*(caller.deliver() for _ in range(10)))

    assert {answer.status_code for answer in answers} == {200}
    assert await caller.jobs() == 1
    assert len(await caller.told(Kind.WEBHOOK_RECEIVED)) == 1


async def test_instagram_is_taken_in(caller: Caller) -> None:
    body = instagram_event("comments")

    answer = await caller.send(body, by_instagram(body), "instagram")

    assert answer.status_code == 200
    assert await caller.jobs() == 1


async def test_the_hub_signs_with_a_secret_that_we_made(caller: Caller) -> None:
    body = youtube_feed()

    answer = await caller.send(body, caller.by_hub(body), "youtube")

    assert answer.status_code == 200
    assert await caller.jobs() == 1


@pytest.mark.parametrize("platform", ["instagram", "tiktok"])
async def test_a_bad_signature_is_refused_and_leaves_no_work(caller: Caller, platform: str) -> None:
    answer = await caller.send(EVENT, by_instagram(EVENT, secret="another"), platform)

    assert answer.status_code == 401
    assert await caller.jobs() == 0
    assert await caller.told(Kind.WEBHOOK_REJECTED) == [{"platform": platform, "count": 1}]


async def test_a_hub_with_a_bad_signature_learns_nothing(caller: Caller) -> None:
    answer = await caller.send(youtube_feed(), by_youtube(b"something else"), "youtube")

    assert answer.status_code == 200
    assert await caller.jobs() == 0
    assert len(await caller.told(Kind.WEBHOOK_REJECTED)) == 1


async def test_a_flood_of_bad_ones_is_one_line_in_the_ledger(caller: Caller) -> None:
    for _ in range(20):
        await caller.send(EVENT, [])

    assert len(await caller.told(Kind.WEBHOOK_REJECTED)) == 1


async def test_json_that_is_broken_is_kept_once_it_is_known_whose_it_is(caller: Caller) -> None:
    assert (await caller.deliver(b"{")).status_code == 200


async def test_a_body_that_is_too_large_is_not_read(caller: Caller) -> None:
    body = b" " * 1_000_001

    assert (await caller.send(body, by_tiktok(body, at=caller.at()))).status_code == 413


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    platform=st.sampled_from(list(Platform)),
    name=st.sampled_from(["X-Hub-Signature-256", "X-Hub-Signature", "TikTok-Signature"]),
    value=st.one_of(
        st.binary(max_size=80).filter(lambda value: not set(value) & set(b"\r\n\0")),
        st.from_regex(rb"(sha1|sha256)=[0-9a-f]{60,64}", fullmatch=True),
        st.from_regex(rb"t=[0-9]{1,15},s=[0-9a-f]{60,64}", fullmatch=True),
    ),
    body=st.one_of(st.binary(max_size=200), st.just(EVENT)),
)
async def test_nothing_that_is_made_up_breaks_it(
    caller: Caller, platform: Platform, name: str, value: bytes, body: bytes
) -> None:
    answer = await caller.client.post(
        f"/webhook/{platform}", content=body, headers=[(name.encode(), value)]
    )

    assert answer.status_code == (200 if platform is Platform.YOUTUBE else 401)
    assert await caller.jobs() == 0


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=200))
async def test_whatever_a_platform_signs_is_acknowledged(caller: Caller, body: bytes) -> None:
    answers = [
        await caller.send(body, by_instagram(body), "instagram"),
        await caller.send(body, caller.by_hub(body), "youtube"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]


async def test_what_nobody_knows_waits_in_the_database(caller: Caller) -> None:
    world = caller.services.world
    since = world.clock.now()
    await caller.deliver()
    async with world.uow() as tx:
        [job] = await tx.jobs.recent()
    run = await start_job(world=world, job_id=job.id, worker_id="w")
    assert run is not None

    await handle_webhook(run=run, world=world, read=read_notices)
    matched = await match_parked(world=world, read=read_notices)

    async with world.uow() as tx:
        [parked] = await tx.deliveries.parked(platform=Platform.TIKTOK, since=since)
    assert (parked.body, parked.status) == (EVENT, DeliveryStatus.PARKED)
    assert matched == 0


class TestShakingHands:
    async def ask(self, caller: Caller, platform: str, **query: str) -> httpx.Response:
        params = {f"hub.{name}": value for name, value in query.items()}
        return await caller.client.get(f"/webhook/{platform}", params=params)

    def token(self, caller: Caller, platform: Platform) -> str:
        return verify_tokens(caller.services.secret_keys, platform)[0]

    async def test_instagram_gets_its_challenge_back(self, caller: Caller) -> None:
        token = self.token(caller, Platform.INSTAGRAM)

        answer = await self.ask(
            caller, "instagram", mode="subscribe", verify_token=token, challenge="<b>1158201444</b>"
        )

        assert (answer.status_code, answer.text) == (200, "<b>1158201444</b>")
        assert answer.headers["content-type"].startswith("text/plain")

    @pytest.mark.parametrize("token", ["", "wrong", "é"])
    async def test_anybody_else_gets_nothing(self, caller: Caller, token: str) -> None:
        answer = await self.ask(
            caller, "instagram", mode="subscribe", verify_token=token, challenge="1"
        )

        assert (answer.status_code, answer.content) == (403, b"")

    async def test_a_token_is_good_for_one_platform(self, caller: Caller) -> None:
        token = self.token(caller, Platform.YOUTUBE)

        answer = await self.ask(
            caller, "instagram", mode="subscribe", verify_token=token, challenge="1"
        )

        assert answer.status_code == 403

    async def channel(self, caller: Caller, status: AccountStatus) -> str:
        account = an_account(external_id="UCours", status=status, created_at=NOON)
        async with caller.services.world.uow() as tx:
            await tx.accounts.add(account)
        return topic_of(account.external_id)

    @pytest.mark.parametrize(
        ("status", "mode", "answered"),
        [
            (AccountStatus.ACTIVE, "subscribe", 200),
            (AccountStatus.ACTIVE, "unsubscribe", 404),
            (AccountStatus.DISCONNECTED, "subscribe", 404),
            (AccountStatus.DISCONNECTED, "unsubscribe", 200),
        ],
    )
    async def test_a_hub_is_told_yes_to_what_we_want(
        self, caller: Caller, status: AccountStatus, mode: str, answered: int
    ) -> None:
        topic = await self.channel(caller, status)
        token = self.token(caller, Platform.YOUTUBE)

        answer = await self.ask(
            caller, "youtube", mode=mode, topic=topic, verify_token=token, challenge="c"
        )

        assert answer.status_code == answered

    @pytest.mark.parametrize(
        "topic", ["", topic_of("UCother"), f"{topic_of('UCours')}&channel_id=UCours", FEED]
    )
    async def test_a_hub_is_told_no_to_any_other_topic(self, caller: Caller, topic: str) -> None:
        await self.channel(caller, AccountStatus.ACTIVE)
        token = self.token(caller, Platform.YOUTUBE)

        answer = await self.ask(
            caller, "youtube", mode="subscribe", topic=topic, verify_token=token, challenge="c"
        )

        assert answer.status_code == 404

    async def test_a_hub_that_says_no_is_heard(self, caller: Caller) -> None:
        assert (await self.ask(caller, "youtube", mode="denied")).status_code == 200


def test_more_than_anybody_sends_are_asked_to_come_later() -> None:
    gate = Gate()
    for _ in range(MOST_A_SECOND):
        gate.require_room(Platform.TIKTOK, now=NOON)

    gate.require_room(Platform.YOUTUBE, now=NOON)
    gate.require_room(Platform.TIKTOK, now=NOON + timedelta(seconds=1))
    with pytest.raises(TooManyAttempts):
        for _ in range(MOST_A_SECOND):
            gate.require_room(Platform.TIKTOK, now=NOON + timedelta(seconds=1))


def test_the_ledger_is_told_again_after_a_minute_with_what_came_meanwhile() -> None:
    gate = Gate()
    counts = [gate.refused(Platform.TIKTOK, now=NOON) for _ in range(3)]

    later = gate.refused(Platform.TIKTOK, now=NOON + timedelta(minutes=1))

    assert counts == [1, 0, 0]
    assert later == 3
