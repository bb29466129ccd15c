"""Publications, accounts, stops and blackouts over HTTP."""

from datetime import timedelta

import httpx
import pytest

from domain.access import Role
from domain.account import Account
from domain.clip import Clip
from domain.ids import Actor
from domain.job import JobKind
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import AttemptState, Publication, PublicationStatus, entry
from domain.telemetry import Metric
from entrypoints.wiring import Services
from tests.build import (
    NOON,
    a_clip,
    a_new_job,
    a_publication,
    a_variant,
    a_video,
    an_account,
    an_attempt,
    new_id,
)
from tests.entrypoints.http.conftest import Headers, People


@pytest.fixture
async def editor(people: People) -> Headers:
    return await people.sign_in(Role.EDITOR)


@pytest.fixture
async def admin(people: People) -> Headers:
    return await people.sign_in(Role.ADMIN)


@pytest.fixture
async def account(services: Services) -> Account:
    account = an_account(platform=Platform.TIKTOK, handle="@team")
    async with services.world.uow() as tx:
        await tx.accounts.add(account)
    return account


@pytest.fixture
async def clip(services: Services) -> Clip:
    video = a_video()
    async with services.world.uow() as tx:
        await tx.videos.add(video)
        job = await tx.jobs.enqueue(a_new_job(kind=JobKind.CUT_VIDEO, video_id=video.id))
        clip = a_clip(video_id=video.id, job_id=job.id)
        await tx.clips.add(clip)
    return clip


async def put(
    services: Services, clip: Clip, account: Account, status: PublicationStatus
) -> Publication:
    variant = a_variant(clip_id=clip.id, platform=account.platform)
    publication = a_publication(
        clip_id=clip.id,
        variant_id=variant.id,
        account_id=account.id,
        platform=account.platform,
        status=status,
        published_at=NOON if status is PublicationStatus.PUBLISHED else None,
        external_id=new_id() if status is PublicationStatus.PUBLISHED else None,
    )
    async with services.world.uow() as tx:
        await tx.clips.add_variant(variant)
        await tx.publications.add(publication)
    return publication


class TestPublications:
    async def test_are_found_by_status_and_account(
        self,
        client: httpx.AsyncClient,
        editor: Headers,
        services: Services,
        clip: Clip,
        account: Account,
    ) -> None:
        held = await put(services, clip, account, PublicationStatus.HELD)

        for query in ("status=held", f"account_id={account.id}"):
            found = (await client.get(f"/publications?{query}", headers=editor)).json()
            assert [one["id"] for one in found["items"]] == [held.id]
        for query in ("status=published", f"account_id={new_id()}"):
            none = (await client.get(f"/publications?{query}", headers=editor)).json()
            assert none["items"] == []

    async def test_tell_their_story_but_never_a_handle(
        self,
        client: httpx.AsyncClient,
        editor: Headers,
        services: Services,
        clip: Clip,
        account: Account,
    ) -> None:
        live = await put(services, clip, account, PublicationStatus.PUBLISHED)
        labels = {"publication_id": live.id, "platform": "tiktok", "definition": "2026"}
        async with services.world.uow() as tx:
            await tx.publications.add_attempt(
                an_attempt(
                    publication_id=live.id,
                    state=AttemptState.LIVE,
                    handle="top-secret",
                    reference="v_pub_1",
                    crossed_at=NOON,
                    crossings=1,
                )
            )
            await tx.telemetry.add(
                [Metric(name="publication.views", value=7, observed_at=NOON, labels=labels)]
            )
            await tx.ledger.append(
                entry(Kind.CLIP_PUBLISHED, live, actor=Actor("worker:w1"), code="spam_risk_text")
            )

        answer = await client.get(
            f"/publications/{live.id}", headers={**editor, "Accept-Language": "en"}
        )

        page = answer.json()
        assert "top-secret" not in answer.text
        assert page["attempts"][0]["state"] == "live"
        assert page["attempts"][0]["reference"] == "v_pub_1"
        assert page["attempts"][0]["crossed_at"] is not None
        assert "TikTok takes the text for spam" in page["story"][0]["text"]
        assert [(one["name"], one["value"]) for one in page["metrics"]] == [("views", 7.0)]
        assert "(rehearsal)" in page["standing"]

    async def test_are_cancelled_until_it_is_too_late(
        self,
        client: httpx.AsyncClient,
        editor: Headers,
        services: Services,
        clip: Clip,
        account: Account,
    ) -> None:
        waiting = await put(services, clip, account, PublicationStatus.SCHEDULED)

        cancelled = await client.post(f"/publications/{waiting.id}/cancel", headers=editor)
        live = await put(services, clip, account, PublicationStatus.PUBLISHED)
        late = await client.post(f"/publications/{live.id}/cancel", headers=editor)

        assert cancelled.json()["status"] == "cancelled"
        assert (late.status_code, late.json()["code"]) == (409, "too_late")
        assert "delete the publication" in late.json()["detail"]


class TestAccounts:
    async def test_say_how_they_are(
        self,
        client: httpx.AsyncClient,
        editor: Headers,
        services: Services,
        clip: Clip,
        account: Account,
    ) -> None:
        await put(services, clip, account, PublicationStatus.HELD)

        (one,) = (await client.get("/accounts?platform=tiktok", headers=editor)).json()["items"]

        assert (one["handle"], one["status"], one["rehearsal"]) == ("@team", "active", True)
        assert (one["posts_left"], one["held"], one["waiting"]) == (15, 1, 0)
        assert one["token_days_left"] is None

    async def test_are_let_go_by_those_who_may_approve(
        self, client: httpx.AsyncClient, editor: Headers, admin: Headers, account: Account
    ) -> None:
        path = f"/accounts/{account.id}"

        refused = await client.delete(path, headers=editor)
        parted = await client.delete(path, headers=admin)

        assert refused.status_code == 403
        assert parted.json() == {"id": account.id, "revoked": False}
        (one,) = (await client.get("/accounts?platform=tiktok", headers=editor)).json()["items"]
        assert one["status"] == "disconnected"


class TestStops:
    async def test_are_set_by_editors_and_lifted_by_those_who_may_approve(
        self, client: httpx.AsyncClient, editor: Headers, admin: Headers, account: Account
    ) -> None:
        body = {"account_id": account.id, "reason": "a storm"}

        made = await client.post("/publishing/stops", headers=editor, json=body)
        listed = (await client.get("/publishing/stops", headers=editor)).json()["items"]
        path = f"/publishing/stops/{made.json()['id']}"
        refused = await client.delete(path, headers=editor)
        lifted = await client.delete(path, headers=admin)
        again = await client.delete(path, headers=admin)

        assert made.status_code == 201
        assert [(one["account_id"], one["reason"]) for one in listed] == [(account.id, "a storm")]
        assert refused.status_code == 403
        assert lifted.json() == {"resumed": 0}
        assert again.status_code == 404


class TestBlackouts:
    async def test_come_and_go(
        self, client: httpx.AsyncClient, editor: Headers, admin: Headers, services: Services
    ) -> None:
        starts_at = services.world.clock.now() + timedelta(days=1)
        body = {
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=8)).isoformat(),
            "reason": "an election",
            "platform": "tiktok",
        }

        added = (await client.post("/publishing/blackouts", headers=editor, json=body)).json()
        listed = (await client.get("/publishing/blackouts", headers=editor)).json()["items"]
        path = f"/publishing/blackouts/{added['id']}"
        refused = await client.delete(path, headers=editor)
        await client.delete(path, headers=admin)
        empty = (await client.get("/publishing/blackouts", headers=editor)).json()["items"]

        assert [(one["id"], one["platform"]) for one in listed] == [(added["id"], "tiktok")]
        assert refused.status_code == 403
        assert empty == []

    async def test_end_after_they_begin(self, client: httpx.AsyncClient, editor: Headers) -> None:
        body = {"starts_at": NOON.isoformat(), "ends_at": NOON.isoformat(), "reason": "x"}

        answer = await client.post("/publishing/blackouts", headers=editor, json=body)

        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
