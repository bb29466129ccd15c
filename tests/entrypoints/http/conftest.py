"""The real application over a real database and store; only the model follows a script."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from langgraph.checkpoint.memory import InMemorySaver
from pydantic import SecretStr

from agent.graph import build_graph
from agent.model import Candidate
from agent.run import Conversation
from domain.access import Permission, Role, User
from entrypoints import wiring
from entrypoints.http.app import build_app
from entrypoints.http.links import signed_links
from entrypoints.http.tokens import AccessTokens
from entrypoints.settings import Settings
from entrypoints.wiring import Services
from integrations.security import Argon2PasswordHasher
from tests.agent.workbench import shout
from tests.build import a_user, an_api_token, new_id
from tests.fakes.scripted_model import ScriptedModel, obeys
from tools.context import Outside


@pytest.fixture
async def services(database_url: str, tmp_path: Path) -> AsyncIterator[Services]:
    settings = Settings(
        data=tmp_path,
        database_url=SecretStr(database_url),
        cors_origins=("https://console.example",),
    )
    async with wiring.services(settings, process="test") as found:
        yield replace(found, hasher=Argon2PasswordHasher(memory_kib=1_024))


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel(script=obeys(("shout", {"text": "hello"}, new_id())))


@pytest.fixture
async def conversation(services: Services, model: ScriptedModel) -> AsyncIterator[Conversation]:
    talk = Conversation(
        world=services.world,
        graph=build_graph(
            tools=[shout],
            candidates=[Candidate(name="scripted", model=model)],
            checkpointer=InMemorySaver(),
        ),
        zone=services.zone,
        outside=Outside(links=signed_links(services, "http://here"), base_url="http://here"),
        holder_id="test",
    )
    yield talk
    await talk.drain(grace_s=1)


@pytest.fixture
def app(services: Services, conversation: Conversation) -> FastAPI:
    return build_app(services, conversation)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """``raise_app_exceptions`` off: what breaks inside has to come out as a problem document."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Makes people and hands out the headers that prove who they are."""

    services: Services

    async def add(self, **fields: Any) -> User:
        user = a_user(**fields)
        async with self.services.world.uow() as tx:
            await tx.users.add(user)
        return user

    async def sign_in(self, role: Role, **fields: Any) -> Headers:
        return self.session(await self.add(role=role, **fields))

    def session(self, user: User) -> Headers:
        world = self.services.world
        tokens = AccessTokens(self.services.secret_keys)
        token = tokens.issue(user.id, now=world.clock.now(), jti=world.new_id())
        return {"Authorization": f"Bearer {token.text}"}

    async def api_token(self, user: User, *permissions: Permission, **fields: Any) -> Headers:
        secret = f"stk_{new_id()}{new_id()}"
        token = an_api_token(
            user_id=user.id,
            secret_sha256=_sha256(secret),
            permissions=frozenset(permissions),
            **fields,
        )
        async with self.services.world.uow() as tx:
            await tx.users.add_token(token)
        return {"Authorization": f"Bearer {secret}"}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def people(services: Services) -> People:
    return People(services=services)
