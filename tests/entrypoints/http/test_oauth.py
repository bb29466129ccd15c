"""The whole way: out to the consent page of the real rehearsal server, and back."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from domain.access import Role
from domain.account import Account, AccountStatus
from domain.platforms import Platform
from domain.texts import Locale
from entrypoints.http.visits import NAME
from entrypoints.wiring import Services
from integrations.clock import SystemClock
from integrations.http import open_client
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.server import running
from tests.entrypoints.http.conftest import Headers, People

TIKTOK = Platform.TIKTOK


@pytest.fixture
async def outside(services: Services, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A browser's way to the platforms, which are there."""
    run_folder = services.settings.run_folder
    server = running(tmp_path / "rehearsal", run_dir=run_folder, clock=SystemClock())
    async with server, open_client() as http:
        yield http


@pytest.fixture
async def editor(people: People) -> Headers:
    return await people.sign_in(Role.EDITOR)


async def go(
    client: httpx.AsyncClient, editor: Headers, platform: Platform = TIKTOK, **query: str
) -> str:
    answer = await client.get(f"/oauth/{platform}/start", headers=editor, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.json()["rehearsal"] is True
    return str(answer.json()["url"])


async def decide(
    outside: httpx.AsyncClient,
    url: str,
    platform: Platform = TIKTOK,
    *,
    answer: str = "allow",
    without: str = "",
) -> str:
    """Where the person's browser goes then. ``without`` is the scope that they do not tick."""
    query = parse_qs(urlsplit(url).query)
    asked = query["scope"][0].replace(",", " ").split()
    ticked = [scope for scope in asked if scope != without]
    account = CAST[platform][0].external_id
    form = {"account": account, "answer": answer, "scope": ticked}
    sent = await outside.post(url, data=form)
    assert sent.status_code == 302, sent.text
    return str(sent.headers["Location"])


async def accounts(services: Services) -> list[Account]:
    async with services.world.uow() as tx:
        return list(await tx.accounts.all())


class TestConnecting:
    @pytest.mark.parametrize("platform", list(Platform))
    async def test_opens_the_account_that_was_chosen(
        self,
        client: httpx.AsyncClient,
        outside: httpx.AsyncClient,
        editor: Headers,
        services: Services,
        platform: Platform,
    ) -> None:
        back = await decide(outside, await go(client, editor, platform), platform)

        page = await client.get(back)

        (account,) = await accounts(services)
        person = CAST[platform][0]
        assert page.status_code == 200
        assert person.handle in page.text
        assert (account.platform, account.external_id) == (platform, person.external_id)
        assert (account.status, account.rehearsal) == (AccountStatus.ACTIVE, True)

    async def test_sends_a_browser_straight_on(
        self, client: httpx.AsyncClient, outside: httpx.AsyncClient, editor: Headers
    ) -> None:
        headers = {**editor, "Accept": "text/html,application/xhtml+xml"}

        answer = await client.get("/oauth/tiktok/start", headers=headers)

        assert answer.status_code == 303
        assert "/v2/auth/authorize/" in answer.headers["Location"]

    async def test_gives_a_cookie_that_scripts_and_other_sites_do_not_get(
        self, client: httpx.AsyncClient, outside: httpx.AsyncClient, editor: Headers
    ) -> None:
        answer = await client.get("/oauth/tiktok/start", headers=editor)

        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/oauth/tt/callback" in cookie
        assert "Max-Age=1800" in cookie

    async def test_says_so_while_the_platform_is_not_there(
        self, client: httpx.AsyncClient, editor: Headers
    ) -> None:
        answer = await client.get("/oauth/tiktok/start", headers=editor)

        assert answer.status_code == 409
        assert answer.json()["code"] == "connection"

    async def test_refuses_an_account_that_is_not_there(
        self, client: httpx.AsyncClient, outside: httpx.AsyncClient, editor: Headers
    ) -> None:
        answer = await client.get("/oauth/tiktok/start?account_id=nobody", headers=editor)

        assert answer.status_code == 404


class TestTheWayBack:
    async def test_leads_nowhere_in_a_browser_that_did_not_begin_it(
        self,
        client: httpx.AsyncClient,
        outside: httpx.AsyncClient,
        editor: Headers,
        services: Services,
    ) -> None:
        back = await decide(outside, await go(client, editor))
        transport = client._transport
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as another:
            page = await another.get(back)

        assert page.status_code == 400
        assert await accounts(services) == []
        # What somebody else tried has not used it up for the one who began it.
        assert (await client.get(back)).status_code == 200

    @pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "é", "e30.e30.e30", "x" * 5_000])
    async def test_leads_nowhere_with_a_cookie_that_we_did_not_sign(
        self, client: httpx.AsyncClient, services: Services, cookie: str
    ) -> None:
        headers = {b"Cookie": f"{NAME}={cookie}".encode()}

        page = await client.get("/oauth/tiktok/callback?state=x&code=y", headers=headers)

        assert page.status_code == 400
        assert await accounts(services) == []

    async def test_is_open_under_the_platforms_own_name_too(
        self, client: httpx.AsyncClient
    ) -> None:
        statuses = [
            (await client.get(f"/oauth/{name}/callback?state=x&code=y")).status_code
            for name in ("tt", *Platform, "nothing")
        ]

        assert statuses == [400, 400, 400, 400, 422]

    async def test_leads_nowhere_with_the_state_of_another_visit(
        self,
        client: httpx.AsyncClient,
        outside: httpx.AsyncClient,
        editor: Headers,
        services: Services,
    ) -> None:
        first = await decide(outside, await go(client, editor))
        await go(client, editor)

        page = await client.get(first)

        assert page.status_code == 400
        assert await accounts(services) == []

    async def test_can_be_gone_once(
        self, client: httpx.AsyncClient, outside: httpx.AsyncClient, editor: Headers
    ) -> None:
        back = await decide(outside, await go(client, editor))
        cookies = httpx.Cookies(client.cookies)
        assert (await client.get(back)).status_code == 200
        client.cookies = cookies

        assert (await client.get(back)).status_code == 400

    async def test_ends_on_a_page_that_repeats_no_secret_and_runs_nothing(
        self, client: httpx.AsyncClient, outside: httpx.AsyncClient, editor: Headers
    ) -> None:
        back = await decide(outside, await go(client, editor))
        query = parse_qs(urlsplit(back).query)

        page = await client.get(back)

        assert query["code"][0] not in page.text
        assert query["state"][0] not in page.text
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "private, no-store"

    async def test_speaks_the_persons_language_when_they_said_no(
        self, client: httpx.AsyncClient, outside: httpx.AsyncClient, people: People
    ) -> None:
        spanish = await people.sign_in(Role.EDITOR, locale=Locale.ES)
        back = await decide(outside, await go(client, spanish), answer="deny")

        page = await client.get(back)

        assert page.status_code == 400
        assert 'lang="es"' in page.text
        assert "Dijiste que no" in page.text

    async def test_speaks_the_language_of_the_browser_as_the_pages_before_did(
        self, client: httpx.AsyncClient, outside: httpx.AsyncClient, people: People
    ) -> None:
        english = await people.sign_in(Role.EDITOR, locale=Locale.EN)
        browser = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}
        yes = await decide(outside, await go(client, english))
        welcomed = await client.get(yes, headers=browser)
        no = await decide(outside, await go(client, english), answer="deny")

        refused = await client.get(no, headers=browser)

        assert "<h1>Conectada</h1>" in welcomed.text
        assert "<h1>Sin conectar</h1>" in refused.text

    async def test_says_what_does_not_work_without_a_permission_that_is_not_needed(
        self, client: httpx.AsyncClient, outside: httpx.AsyncClient, editor: Headers
    ) -> None:
        back = await decide(outside, await go(client, editor), without="video.upload")

        page = await client.get(back)

        assert page.status_code == 200
        assert "not everything works: video.upload." in page.text

    async def test_says_that_an_account_that_works_stays_as_it_was_without_one_that_is(
        self,
        client: httpx.AsyncClient,
        outside: httpx.AsyncClient,
        editor: Headers,
        services: Services,
    ) -> None:
        await client.get(await decide(outside, await go(client, editor)))
        before = await accounts(services)
        again = await go(client, editor, account_id=before[0].id)

        page = await client.get(await decide(outside, again, without="video.publish"))

        assert page.status_code == 400
        assert "<h1>Nothing was changed</h1>" in page.text
        assert "stays connected as it was" in page.text
        assert "video.publish" in page.text
        assert await accounts(services) == before
