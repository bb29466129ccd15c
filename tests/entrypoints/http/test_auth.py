from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from domain.access import Permission, Role
from domain.ledger import Kind, Question
from domain.usecases.set_role import set_role
from entrypoints.wiring import Services
from tests.build import a_principal, new_id
from tests.entrypoints.http.conftest import People

ANA = {"email": "Ana@Example.org", "password": "a long enough one"}


async def register(client: httpx.AsyncClient) -> dict[str, str]:
    answer = await client.post("/auth/register", json=ANA)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


class TestRegister:
    async def test_makes_a_viewer_who_is_signed_in(self, client: httpx.AsyncClient) -> None:
        headers = await register(client)

        me = (await client.get("/auth/me", headers=headers)).json()
        assert me["email"] == "ana@example.org"
        assert me["role"] == "viewer"
        assert me["permissions"] == ["read"]

    async def test_keeps_the_language_that_the_person_reads(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.post("/auth/register", json=ANA, headers={"Accept-Language": "es"})

        assert answer.json()["user"]["locale"] == "es"

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({**ANA, "email": "nobody"}, "invalid"),
            ({**ANA, "password": "short"}, "weak_password"),
            ({"email": ANA["email"]}, "invalid_request"),
            ({**ANA, "password": "x" * 201}, "invalid_request"),
        ],
    )
    async def test_refuses(
        self, client: httpx.AsyncClient, body: dict[str, str], code: str
    ) -> None:
        answer = await client.post("/auth/register", json=body)

        assert (answer.status_code, answer.json()["code"]) == (422, code)

    async def test_refuses_an_address_that_is_taken(self, client: httpx.AsyncClient) -> None:
        await register(client)

        answer = await client.post("/auth/register", json=ANA)

        assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")


class TestLogin:
    async def test_answers_as_the_contract_says(self, client: httpx.AsyncClient) -> None:
        await register(client)

        answer = await client.post("/auth/login", json=ANA)

        body = answer.json()
        assert set(body) == {"access_token", "token_type", "expires_in", "user"}
        assert body["token_type"] == "bearer"
        assert set(body["user"]) == {"id", "email", "role", "locale"}

    @pytest.mark.parametrize("wrong", [{"password": "not the password"}, {"email": "eva@here.org"}])
    async def test_refuses_without_saying_which_half_was_wrong(
        self, client: httpx.AsyncClient, wrong: dict[str, str]
    ) -> None:
        await register(client)

        answer = await client.post("/auth/login", json={**ANA, **wrong})

        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")

    async def test_slows_down_guessing(self, client: httpx.AsyncClient) -> None:
        await register(client)
        wrong = {**ANA, "password": "a wrong password"}
        for _ in range(5):
            assert (await client.post("/auth/login", json=wrong)).status_code == 401

        answer = await client.post("/auth/login", json=ANA)

        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")
        assert 0 < int(answer.headers["retry-after"]) <= timedelta(minutes=5).total_seconds()

    async def test_is_recorded_either_way(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        await register(client)
        await client.post("/auth/login", json=ANA)
        await client.post("/auth/login", json={**ANA, "password": "a wrong password"})

        async with services.world.uow() as tx:
            kinds = (Kind.LOGIN_SUCCEEDED, Kind.LOGIN_FAILED)
            events = await tx.ledger.ask(Question(kinds=kinds))
        assert [event.entry.kind for event in events] == list(reversed(kinds))


class TestRights:
    async def test_follow_the_role_at_the_next_request(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        headers = await register(client)
        assert (await client.post("/jobs", headers=headers, json={})).status_code == 403

        await set_role(
            world=services.world,
            principal=a_principal(role=Role.ADMIN),
            email="ana@example.org",
            role=Role.EDITOR,
        )

        assert (await client.post("/jobs", headers=headers, json={})).status_code == 422

    async def test_end_when_the_person_is_disabled(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        headers = await register(client)
        async with services.world.uow() as tx:
            user = await tx.users.find_by_email("ana@example.org")
            assert user is not None
            await tx.users.save(replace(user, disabled_at=services.world.clock.now()))

        assert (await client.get("/auth/me", headers=headers)).status_code == 401


class TestApiTokens:
    async def test_work_within_their_scopes_until_they_are_revoked(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        headers = await people.sign_in(Role.EDITOR)
        body = {"name": "laptop", "permissions": ["read"]}
        made = (await client.post("/auth/tokens", headers=headers, json=body)).json()
        bearer = {"Authorization": f"Bearer {made['token']}"}

        assert made["token"].startswith("stk_")
        assert (await client.get("/videos", headers=bearer)).status_code == 200
        assert (await client.post("/jobs", headers=bearer, json={})).status_code == 403

        revoked = await client.delete(f"/auth/tokens/{made['id']}", headers=headers)
        assert revoked.status_code == 204
        assert (await client.get("/videos", headers=bearer)).status_code == 401

    async def test_never_exceed_who_makes_them(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        headers = await people.sign_in(Role.EDITOR)
        body = {"name": "wider", "permissions": ["read", "admin"]}

        answer = await client.post("/auth/tokens", headers=headers, json=body)

        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")

    async def test_neither_make_nor_revoke_tokens(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        token = await people.api_token(await people.add(role=Role.ADMIN), *Permission)
        body = {"name": "another", "permissions": ["read"]}

        made = await client.post("/auth/tokens", headers=token, json=body)
        revoked = await client.delete(f"/auth/tokens/{new_id()}", headers=token)

        assert (made.status_code, made.json()["code"]) == (403, "needs_session")
        assert (revoked.status_code, revoked.json()["code"]) == (403, "needs_session")

    async def test_of_others_cannot_be_revoked(
        self, client: httpx.AsyncClient, people: People
    ) -> None:
        body = {"name": "mine", "permissions": ["read"]}
        mine = await people.sign_in(Role.VIEWER)
        made = (await client.post("/auth/tokens", headers=mine, json=body)).json()

        answer = await client.delete(
            f"/auth/tokens/{made['id']}", headers=await people.sign_in(Role.EDITOR)
        )

        assert answer.status_code == 404
