import base64
import hmac
import json
from typing import Any

import httpx
import pytest

from domain.account import Account, AccountStatus, Grant
from domain.platforms import Platform
from entrypoints.wiring import Services
from tests.build import NOON, an_account

DEAUTHORISE = "/webhook/instagram/deauthorize"
DELETION = "/webhook/instagram/data-deletion"
SECRET = "rehearsal-secret"


@pytest.fixture
async def account(services: Services) -> Account:
    account = an_account(platform=Platform.INSTAGRAM, external_id="17841400000000009")
    async with services.world.uow() as tx:
        await tx.accounts.add(account)
        await tx.grants.save(account.id, Grant(access="secret", issued_at=NOON))
    return account


def signed(*, secret: str = SECRET, **told: Any) -> str:
    whole = {
        "algorithm": "HMAC-SHA256",
        "issued_at": int(NOON.timestamp()),
        "user_id": "17841400000000009",
        **told,
    }
    payload = encoded(json.dumps(whole).encode())
    return f"{encoded(hmac.digest(secret.encode(), payload.encode(), 'sha256'))}.{payload}"


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


async def tell(client: httpx.AsyncClient, path: str, request: str) -> httpx.Response:
    return await client.post(path, data={"signed_request": request})


async def stored(services: Services, account: Account) -> tuple[Account, Grant | None]:
    async with services.world.uow() as tx:
        return await tx.accounts.get(account.id), await tx.grants.find(account.id)


class TestDeauthorising:
    async def test_lets_the_account_go(
        self, client: httpx.AsyncClient, services: Services, account: Account
    ) -> None:
        answer = await tell(client, DEAUTHORISE, signed())

        found, grant = await stored(services, account)
        assert answer.status_code == 200
        assert (found.status, grant) == (AccountStatus.DISCONNECTED, None)

    @pytest.mark.parametrize(
        "request_",
        [
            "",
            ".",
            "x.y",
            "only-one-part",
            "é.é",
            signed(secret="another"),
            signed(algorithm="none"),
            signed(user_id=""),
            signed(issued_at="soon"),
            signed() + "x",
            signed()[1:],
            encoded(b"") + "." + signed().partition(".")[2],
            "a" * 5_000,
        ],
    )
    async def test_is_refused_unless_it_is_really_metas(
        self,
        client: httpx.AsyncClient,
        services: Services,
        account: Account,
        request_: str,
    ) -> None:
        answer = await tell(client, DEAUTHORISE, request_)

        found, grant = await stored(services, account)
        assert answer.status_code == 401
        assert (found.status, grant is None) == (AccountStatus.ACTIVE, False)

    @pytest.mark.parametrize(
        "body", [b"", b"\xff\xfe", b"a=1&" * 50, b"signed_request=a&signed_request=b"]
    )
    async def test_is_refused_without_one_request_in_the_form(
        self, client: httpx.AsyncClient, body: bytes
    ) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}

        answer = await client.post(DELETION, content=body, headers=headers)

        assert answer.status_code == 401


class TestDeletingData:
    async def test_answers_with_a_code_and_a_page_that_confirms_it(
        self, client: httpx.AsyncClient, services: Services, account: Account
    ) -> None:
        told = (await tell(client, DELETION, signed())).json()

        page = await client.get(told["url"], headers={"Accept-Language": "es"})
        found, grant = await stored(services, account)
        assert grant is None
        assert account.handle not in repr(found)
        assert page.status_code == 200
        assert told["confirmation_code"] in page.text
        assert "se cumplió" in page.text

    async def test_confirms_no_code_that_was_never_given(self, client: httpx.AsyncClient) -> None:
        page = await client.get(f"{DELETION}/nothing")

        assert page.status_code == 404
