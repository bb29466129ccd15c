from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from domain.access import Role
from domain.ids import Actor
from domain.ledger import EntityType, Entry, Kind, Severity
from entrypoints.wiring import Services
from tests.entrypoints.http.conftest import Headers, People

VIDEO = "01a203e2-f806-749f-a817-bb684c3e1c64"
JOB = "01a203e2-f806-749f-a817-bb690e891f4e"


@pytest.fixture
async def viewer(people: People, services: Services) -> AsyncIterator[Headers]:
    entries = [
        Entry(
            kind=Kind.VIDEO_UPLOADED,
            entity_type=EntityType.VIDEO,
            entity_id=VIDEO,
            actor=Actor("user:ana"),
            video_id=VIDEO,
            metadata={"title": "Día uno"},
        ),
        Entry(
            kind=Kind.JOB_CREATED,
            entity_type=EntityType.JOB,
            entity_id=JOB,
            actor=Actor("user:ana"),
            video_id=VIDEO,
            job_id=JOB,
        ),
        Entry(
            kind=Kind.JOB_PROCESSING_FAILED,
            entity_type=EntityType.JOB,
            entity_id=JOB,
            actor=Actor("worker:w"),
            severity=Severity.ERROR,
            job_id=JOB,
        ),
    ]
    for entry in entries:
        async with services.world.uow() as tx:
            await tx.ledger.append(entry)
    yield await people.sign_in(Role.VIEWER)


async def kinds(client: httpx.AsyncClient, path: str, headers: Headers) -> list[str]:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return [one["event_type"] for one in answer.json()["items"]]


class TestLedger:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["job_processing_failed", "job_created", "video_uploaded"]),
            ("severity=error", ["job_processing_failed"]),
            ("event_type=job_created", ["job_created"]),
            ("event_type=job_created&event_type=video_uploaded", ["job_created", "video_uploaded"]),
            ("actor=user:ana", ["job_created", "video_uploaded"]),
            ("entity_type=video", ["video_uploaded"]),
            (f"entity_type=job&entity_id={JOB}", ["job_processing_failed", "job_created"]),
            (f"video_id={VIDEO}", ["job_created", "video_uploaded"]),
            (f"job_id={JOB}&actor=worker:w", ["job_processing_failed"]),
            ("clip_id=01a203e2-f806-749f-a817-bb6aa30c8993", []),
        ],
    )
    async def test_is_narrowed_by_what_is_asked(
        self, client: httpx.AsyncClient, viewer: Headers, query: str, found: list[str]
    ) -> None:
        assert await kinds(client, f"/ledger?{query}", viewer) == found

    async def test_is_narrowed_by_time(
        self, client: httpx.AsyncClient, viewer: Headers, services: Services
    ) -> None:
        later = services.world.clock.now() + timedelta(hours=1)
        stamp = later.isoformat().replace("+00:00", "Z")

        assert await kinds(client, f"/ledger?since={stamp}", viewer) == []
        assert len(await kinds(client, f"/ledger?until={stamp}", viewer)) == 3

    async def test_pages_by_cursor(self, client: httpx.AsyncClient, viewer: Headers) -> None:
        first = (await client.get("/ledger?limit=2", headers=viewer)).json()

        rest = await kinds(client, f"/ledger?limit=2&cursor={first['next_cursor']}", viewer)

        assert rest == ["video_uploaded"]

    @pytest.mark.parametrize(
        "query", ["severity=bad", "event_type=made_up", "since=yesterday", "since=2030-01-01T00:00"]
    )
    async def test_refuses_what_it_does_not_know(
        self, client: httpx.AsyncClient, viewer: Headers, query: str
    ) -> None:
        assert (await client.get(f"/ledger?{query}", headers=viewer)).status_code == 422

    async def test_is_not_broken_by_odd_text(
        self, client: httpx.AsyncClient, viewer: Headers
    ) -> None:
        for query in ("actor=%00", "entity_id=%F0%9F%98%80", "video_id=%27"):
            answer = await client.get(f"/ledger?{query}", headers=viewer)
            assert answer.status_code in (200, 404, 422), (query, answer.text)

    async def test_tells_one_things_story(self, client: httpx.AsyncClient, viewer: Headers) -> None:
        assert await kinds(client, f"/ledger/video/{VIDEO}", viewer) == ["video_uploaded"]
        assert (await client.get(f"/ledger/planet/{VIDEO}", headers=viewer)).status_code == 422


class TestRecent:
    async def test_is_exactly_as_the_interface_says(
        self, client: httpx.AsyncClient, viewer: Headers
    ) -> None:
        body = (await client.get("/debug/ledger/recent?limit=2", headers=viewer)).json()

        assert set(body) == {"events", "total", "limit"}
        assert (len(body["events"]), body["total"], body["limit"]) == (2, 3, 2)
        assert list(body["events"][0]) == [
            "id",
            "timestamp",
            "event_type",
            "entity_type",
            "entity_id",
            "metadata",
            "severity",
            "worker_id",
            "job_id",
            "clip_id",
            "actor",
        ]
        assert body["events"][0]["event_type"] == "job_processing_failed"
