"""A link out of a chat, opened in a browser where nobody is signed in."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from domain.access import Role, User
from domain.texts import Locale
from entrypoints.wiring import Services
from integrations.clock import SystemClock
from integrations.rehearsal.server import running
from tests.entrypoints.http.conftest import People

START = "/oauth/tiktok/start"
PASSWORD = "a long enough password"
BROWSER = {"Accept": "text/html,application/xhtml+xml", "Origin": "http://here"}


@pytest.fixture
async def editor(people: People, services: Services) -> User:
    hashed = await services.hasher.hash(PASSWORD)
    return await people.add(role=Role.EDITOR, password_hash=hashed, locale=Locale.ES)


@pytest.fixture
async def outside(services: Services, tmp_path: Path) -> AsyncIterator[str]:
    run_folder = services.settings.run_folder
    async with running(tmp_path / "rehearsal", run_dir=run_folder, clock=SystemClock()) as url:
        yield url


async def sign_in(
    client: httpx.AsyncClient, user: User, password: str = PASSWORD, **headers: str
) -> httpx.Response:
    form = {"email": user.email, "password": password}
    return await client.post(START, data=form, headers={**BROWSER, **headers})


class TestALinkInABrowser:
    async def test_asks_who_it_is(self, client: httpx.AsyncClient) -> None:
        page = await client.get(f"{START}?account_id=<x>", headers=BROWSER)

        assert page.status_code == 401
        assert 'type="password"' in page.text
        assert "<x>" not in page.text
        assert "form-action 'self'" in page.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in page.headers

    @pytest.mark.parametrize(
        "headers", [{}, {"Accept": "application/json"}, {**BROWSER, "Authorization": "Bearer x"}]
    )
    async def test_gives_programs_a_problem_instead(
        self, client: httpx.AsyncClient, headers: dict[str, str]
    ) -> None:
        answer = await client.get(START, headers=headers)

        assert answer.status_code == 401
        assert answer.json()["code"] == "not_signed_in"

    async def test_knows_no_platform_of_another_name(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/oauth/nothing/start", headers=BROWSER)

        assert answer.status_code == 401

    async def test_leads_on_to_the_platform_with_the_right_password(
        self, client: httpx.AsyncClient, outside: str, editor: User
    ) -> None:
        page = await sign_in(client, editor)

        assert page.status_code == 200
        assert page.headers["Refresh"].startswith(f"0; url={outside}/tiktok/auth/")
        assert "HttpOnly" in page.headers["Set-Cookie"]
        assert 'lang="es"' in page.text

    async def test_goes_on_in_the_language_in_which_it_asked(
        self, client: httpx.AsyncClient, outside: str, editor: User
    ) -> None:
        asked = await client.get(START, headers={**BROWSER, "Accept-Language": "en"})

        page = await sign_in(client, editor, **{"Accept-Language": "en"})

        assert 'lang="en"' in asked.text
        assert 'lang="en"' in page.text
        assert "Go on to TikTok" in page.text

    async def test_asks_again_after_a_wrong_one_and_not_for_ever(
        self, client: httpx.AsyncClient, outside: str, editor: User
    ) -> None:
        pages = [await sign_in(client, editor, "wrong") for _ in range(6)]

        assert {page.status_code for page in pages} == {401}
        assert not any("Set-Cookie" in page.headers for page in pages)
        assert "wrong" not in pages[0].text
        refused = await sign_in(client, editor)
        assert refused.status_code == 401
        assert "Refresh" not in refused.headers

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
    async def test_takes_no_form_of_another_page(
        self, client: httpx.AsyncClient, outside: str, editor: User, origin: str
    ) -> None:
        page = await sign_in(client, editor, Origin=origin)

        assert page.status_code == 403
        assert "Set-Cookie" not in page.headers

    @pytest.mark.parametrize("body", [b"", b"\xff", b"email=a", b"email=a&email=b&password=c"])
    async def test_takes_nothing_that_is_not_the_form(
        self, client: httpx.AsyncClient, body: bytes
    ) -> None:
        page = await client.post(START, content=body, headers=BROWSER)

        assert page.status_code == 401

    async def test_is_not_for_those_who_only_look(
        self, client: httpx.AsyncClient, outside: str, people: People, services: Services
    ) -> None:
        hashed = await services.hasher.hash(PASSWORD)
        viewer = await people.add(role=Role.VIEWER, password_hash=hashed)

        page = await sign_in(client, viewer)

        assert page.status_code == 400
        assert "Set-Cookie" not in page.headers
