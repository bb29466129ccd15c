"""Every route times everybody: a new route has to say here what it needs."""

from collections.abc import Iterator, Mapping
from typing import Final

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from domain.access import GRANTS, Permission, Role
from entrypoints.http.access import Needs, public
from tests.build import NOON, new_id
from tests.entrypoints.http.conftest import Headers, People

P = Permission
EXPECTED: Final[Mapping[tuple[str, str], Permission | None]] = {
    ("POST", "/auth/register"): None,
    ("POST", "/auth/login"): None,
    ("GET", "/auth/me"): P.READ,
    ("POST", "/auth/tokens"): P.READ,
    ("DELETE", "/auth/tokens/{token_id}"): P.READ,
    ("POST", "/chat"): P.READ,
    ("GET", "/threads"): P.READ,
    ("GET", "/threads/{thread_id}"): P.READ,
    ("GET", "/approvals"): P.READ,
    ("POST", "/approvals/{approval_id}"): P.APPROVE,
    ("POST", "/upload"): P.WRITE,
    ("GET", "/videos"): P.READ,
    ("GET", "/videos/{video_id}"): P.READ,
    ("GET", "/videos/{video_id}/file"): P.READ,
    ("GET", "/videos/{video_id}/contact-sheet"): P.READ,
    ("POST", "/jobs"): P.WRITE,
    ("GET", "/jobs"): P.READ,
    ("GET", "/jobs/{job_id}"): P.READ,
    ("POST", "/jobs/{job_id}/process"): P.WRITE,
    ("POST", "/jobs/{job_id}/cancel"): P.WRITE,
    ("GET", "/clips"): P.READ,
    ("GET", "/clips/{clip_id}"): P.READ,
    ("POST", "/clips/{clip_id}/variants"): P.WRITE,
    ("POST", "/clips/{clip_id}/adjust"): P.WRITE,
    ("GET", "/clips/{clip_id}/file"): P.READ,
    ("GET", "/clips/{clip_id}/poster"): P.READ,
    ("GET", "/clips/{clip_id}/preview"): P.READ,
    ("GET", "/variants/{variant_id}/file"): P.READ,
    ("GET", "/variants/{variant_id}/poster"): P.READ,
    ("POST", "/campaigns"): P.WRITE,
    ("GET", "/campaigns"): P.READ,
    ("GET", "/campaigns/{campaign_id}"): P.READ,
    ("GET", "/publications"): P.READ,
    ("GET", "/publications/{publication_id}"): P.READ,
    ("POST", "/publications/{publication_id}/cancel"): P.OUTWARD,
    ("GET", "/publishing/stops"): P.READ,
    ("POST", "/publishing/stops"): P.OUTWARD,
    ("DELETE", "/publishing/stops/{stop_id}"): P.APPROVE,
    ("GET", "/publishing/blackouts"): P.READ,
    ("POST", "/publishing/blackouts"): P.OUTWARD,
    ("DELETE", "/publishing/blackouts/{blackout_id}"): P.APPROVE,
    ("GET", "/accounts"): P.READ,
    ("DELETE", "/accounts/{account_id}"): P.APPROVE,
    ("GET", "/oauth/{platform}/start"): P.OUTWARD,
    ("POST", "/oauth/{platform}/start"): None,
    ("GET", "/oauth/{platform}/callback"): None,
    ("GET", "/oauth/tt/callback"): None,
    ("GET", "/webhook/instagram"): None,
    ("POST", "/webhook/instagram"): None,
    ("POST", "/webhook/instagram/deauthorize"): None,
    ("POST", "/webhook/instagram/data-deletion"): None,
    ("GET", "/webhook/instagram/data-deletion/{code}"): None,
    ("POST", "/webhook/tiktok"): None,
    ("GET", "/webhook/youtube"): None,
    ("POST", "/webhook/youtube"): None,
    ("GET", "/ledger"): P.READ,
    ("GET", "/ledger/{entity_type}/{entity_id}"): P.READ,
    ("GET", "/debug/ledger/recent"): P.READ,
    ("GET", "/debug/health"): P.READ,
    ("GET", "/debug/jobs/summary"): P.READ,
    ("GET", "/telemetry/snapshot"): P.READ,
    ("GET", "/media/{token}"): None,
    ("HEAD", "/media/{token}"): None,
    ("GET", "/healthz"): None,
    ("GET", "/readyz"): None,
}
GUIDE: Final = {"/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"}
"""The API's description, which is the same for everybody."""


def _for_people() -> dict[tuple[str, str], Permission | None]:
    """Without the doors for platforms, who prove with a signature or a token who they are."""
    return {route: door for route, door in EXPECTED.items() if "/webhook/" not in route[1]}


def routes(app: FastAPI) -> Iterator[tuple[str, RouteContext]]:
    for route in iter_route_contexts(app.routes):
        if route.path not in GUIDE:
            for method in route.methods or ():
                yield method, route


def doors(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from doors(one)


async def ask(client: httpx.AsyncClient, method: str, path: str, headers: Headers) -> int:
    """A body that no route can use: whoever passes the door is told so, and nothing happens."""
    path = path.replace("{entity_type}", "video")
    while "{" in path:
        start, end = path.index("{"), path.index("}")
        path = path[:start] + new_id() + path[end + 1 :]
    body = b"" if method == "POST" else None
    answer = await client.request(method, path, headers=headers, content=body)
    return answer.status_code


class TestEveryRoute:
    def test_is_in_the_table(self, app: FastAPI) -> None:
        assert {(method, route.path) for method, route in routes(app)} == set(EXPECTED)

    def test_declares_exactly_one_door(self, app: FastAPI) -> None:
        declared = {}
        for method, route in routes(app):
            assert isinstance(route.original_route, APIRoute)
            found = [
                door
                for door in doors(route.original_route.dependant)
                if isinstance(door, Needs) or door is public
            ]
            assert len(found) == 1, f"{method} {route.path} declares {found}"
            door = found[0]
            declared[method, route.path] = door.permission if isinstance(door, Needs) else None

        assert declared == EXPECTED

    async def test_refuses_whoever_is_nobody(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        gone = await people.add(role=Role.ADMIN, disabled_at=NOON)
        revoked = await people.api_token(
            await people.add(role=Role.ADMIN), *Permission, revoked_at=NOON
        )
        nobodies: list[Headers] = [
            {},
            {"Authorization": "Bearer x"},
            {"Authorization": "Basic YTpi"},
            {"Authorization": f"Bearer stk_{new_id()}"},
            people.session(gone),
            await people.api_token(gone, *Permission),
            revoked,
        ]

        for (method, path), permission in _for_people().items():
            for headers in nobodies:
                status = await ask(client, method, path, headers)
                assert (status == 401) is (permission is not None), (method, path, headers, status)

    @pytest.mark.parametrize("role", list(Role))
    async def test_admits_a_role_to_exactly_what_it_may(
        self, client: httpx.AsyncClient, people: People, role: Role
    ) -> None:
        headers = await people.sign_in(role)

        for (method, path), permission in _for_people().items():
            status = await ask(client, method, path, headers)
            allowed = permission is None or permission in GRANTS[role]
            assert (status not in (401, 403)) is allowed, (method, path, status)
            assert status < 500 or path == "/readyz", (method, path, status)

    @pytest.mark.parametrize("scope", list(Permission))
    async def test_admits_a_token_to_no_more_than_its_scopes(
        self, client: httpx.AsyncClient, people: People, scope: Permission
    ) -> None:
        headers = await people.api_token(await people.add(role=Role.ADMIN), scope)

        for (method, path), permission in _for_people().items():
            status = await ask(client, method, path, headers)
            allowed = permission is None or permission is scope
            if path.startswith("/auth/tokens"):
                allowed = False
            assert (status not in (401, 403)) is allowed, (method, path, status)

    async def test_admits_a_token_to_no_more_than_its_persons_role(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        headers = await people.api_token(await people.add(role=Role.VIEWER), *Permission)

        assert await ask(client, "POST", "/jobs", headers) == 403
        assert await ask(client, "GET", "/jobs", headers) == 200
