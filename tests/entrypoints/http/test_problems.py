import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

import domain
from agent.run import Conversation
from domain.access import Role
from domain.errors import DomainError
from domain.texts import Locale, say
from entrypoints.http.app import build_app
from entrypoints.http.problems import STATUS
from entrypoints.wiring import Services
from persistence.engine import make_engine
from persistence.unit_of_work import PostgresUnitOfWork
from tests.build import new_id
from tests.entrypoints.http.conftest import People


def refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for one in kind.__subclasses__():
        yield one
        yield from refusals(one)


def everything_of(package: str) -> None:
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        importlib.import_module(found.name)


class TestStatus:
    def test_is_given_to_every_refusal_of_the_domain(self) -> None:
        everything_of(domain.__name__)

        codes = {one.code for one in refusals() if one.__module__.startswith("domain.")}

        assert sorted(codes - set(STATUS)) == []


class TestProblems:
    @pytest.mark.parametrize("language", list(Locale))
    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/nowhere", 404, "path_unknown"),
            ("DELETE", "/videos", 405, "method_unknown"),
            ("GET", "/videos", 401, "not_signed_in"),
        ],
    )
    async def test_speak_the_language_of_the_browser(
        self,
        client: httpx.AsyncClient,
        language: Locale,
        method: str,
        path: str,
        status: int,
        code: str,
    ) -> None:
        answer = await client.request(method, path, headers={"Accept-Language": language})

        body = answer.json()
        assert answer.status_code == body["status"] == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        assert body["code"] == code
        assert body["type"] == f"urn:stakazo:problem:{code}"
        assert body["instance"] == path
        assert body["trace_id"] == answer.headers["x-request-id"]
        assert body["title"] == say(f"problem.title.{status}", language)

    async def test_speak_the_persons_language_before_the_browsers(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        headers = await people.sign_in(Role.VIEWER, locale=Locale.ES)

        answer = await client.get(
            f"/videos/{new_id()}", headers={**headers, "Accept-Language": "en"}
        )

        assert answer.status_code == 404
        assert answer.json()["title"] == "No encontrado"

    @pytest.mark.parametrize("ref", ["7", "..", "%00", "x" * 3_000, "'; drop table videos; --"])
    async def test_of_ids_that_cannot_be_any_say_that_nothing_is_there(
        self, client: httpx.AsyncClient, people: People, ref: str
    ) -> None:
        headers = await people.sign_in(Role.VIEWER)

        answer = await client.get(f"/jobs/{ref}", headers=headers)

        assert answer.status_code == 404

    async def test_of_fields_name_each_one(self, client: httpx.AsyncClient, people: People) -> None:
        headers = await people.sign_in(Role.EDITOR, locale=Locale.ES)
        body = {"name": 7, "platforms": ["myspace"], "clips": [], "starts_at": "mañana"}

        answer = await client.post("/campaigns", headers=headers, json=body)

        assert answer.status_code == 422
        messages = {one["field"]: one["message"] for one in answer.json()["errors"]}
        assert messages == {
            "name": "Name tiene que ser texto.",
            "platforms.0": (
                "Platforms.0 tiene que ser uno de: 'instagram', 'tiktok' or 'youtube'."
            ),
            "starts_at": (
                "Starts_at tiene que ser una fecha y hora con zona, como 2026-05-01T18:00:00+02:00."
            ),
            "ends_at": "Falta ends_at.",
        }

    async def test_of_a_body_that_is_no_json_say_so(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        headers = {**await people.sign_in(Role.VIEWER), "Content-Type": "application/json"}

        answer = await client.post("/chat", headers=headers, content=b"{")

        assert answer.json()["detail"] == "The body is not valid JSON."

    async def test_of_our_own_faults_tell_nothing_but_a_number(self, app: FastAPI) -> None:
        @app.get("/broken")
        async def broken() -> None:
            raise RuntimeError("password=hunter2")

        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            answer = await client.get("/broken")

        assert answer.status_code == 500
        assert "hunter2" not in answer.text
        assert answer.json()["trace_id"] == answer.headers["x-request-id"]
        assert answer.json()["trace_id"] in answer.json()["detail"]

    async def test_of_a_database_that_is_gone_say_to_come_back(
        self, services: Services, conversation: Conversation, people: People
    ) -> None:
        headers = await people.sign_in(Role.VIEWER)
        nowhere = make_engine("postgresql://secret-user@127.0.0.1:1/nowhere")
        uow = PostgresUnitOfWork(
            nowhere, spool=services.spool, clock=services.world.clock, new_id=new_id
        )
        world = replace(services.world, uow=uow)
        app = build_app(replace(services, world=world), conversation)

        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            answer = await client.get("/videos", headers=headers)
            ready = await client.get("/readyz")

        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert "secret-user" not in answer.text
        assert ready.json()["checks"]["database"] is False


class TestBodyLimit:
    @pytest.mark.parametrize("announced", [True, False])
    async def test_refuses_a_body_that_is_too_large(
        self, client: httpx.AsyncClient, people: People, announced: bool
    ) -> None:
        headers = await people.sign_in(Role.VIEWER)
        body = b'{"message": "' + b"x" * 1_000_000 + b'"}'

        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(body), 50_000):
                yield body[start : start + 50_000]

        answer = await client.post(
            "/chat",
            headers={**headers, "Content-Type": "application/json"},
            content=body if announced else chunks(),
        )

        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert answer.headers["content-type"] == "application/problem+json"


class TestEveryAnswer:
    async def test_has_the_safe_headers(self, client: httpx.AsyncClient) -> None:
        headers = (await client.get("/healthz")).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "frame-ancestors 'none'"
        assert headers["referrer-policy"] == "no-referrer"
        assert "no-store" in headers["cache-control"]

    @pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space here", "ünicode-12345"])
    async def test_has_a_number_of_its_own(self, client: httpx.AsyncClient, given: str) -> None:
        answer = await client.get("/healthz", headers={b"X-Request-ID": given.encode()})

        assert len(answer.headers["x-request-id"]) == 36

    async def test_keeps_the_callers_number(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/healthz", headers={"X-Request-ID": "trace-me-12345"})

        assert answer.headers["x-request-id"] == "trace-me-12345"

    async def test_is_shared_only_with_the_origins_that_were_named(
        self, client: httpx.AsyncClient
    ) -> None:
        ours = await client.get("/healthz", headers={"Origin": "https://console.example"})
        theirs = await client.get("/healthz", headers={"Origin": "https://evil.example"})

        assert ours.headers["access-control-allow-origin"] == "https://console.example"
        assert "access-control-allow-origin" not in theirs.headers
