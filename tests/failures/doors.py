"""A person at a platform's consent page, an ear on the wire, and many workers at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from domain.account import Account, Grant, Login
from domain.ids import AccountId
from domain.usecases.complete_connection import Arrival, Welcome, complete_connection
from domain.usecases.start_connection import Secrets, Wish, start_connection
from entrypoints.platforms import Footing, Platforms, build_platforms
from entrypoints.settings import Settings
from integrations.clock import new_id
from integrations.http import open_client
from tests.build import a_user
from tests.failures.stage import SECRETS, Stage

BACK = "http://127.0.0.1:8000/oauth/any/callback"


@dataclass
class Ear:
    """The calls of our clients, as method and path below the platform, in order."""

    heard: list[str] = field(default_factory=list)

    def count(self, ending: str) -> int:
        return sum(call.endswith(ending) for call in self.heard)

    def forget(self) -> None:
        self.heard.clear()


def listen(stage: Stage) -> Ear:
    """Hears everything but what the test itself orders."""
    ear = Ear()

    async def hear(request: httpx.Request) -> None:
        path = request.url.path
        if "/rehearsal/" not in path:
            ear.heard.append(f"{request.method} {path.removeprefix(f'/{stage.platform}')}")

    stage.http.event_hooks["request"].append(hear)
    return ear


async def connect_other(stage: Stage) -> Account:
    """The second account of the cast, which on Instagram came by the other login."""
    if stage.login is None:
        return await stage.connect(1)
    first, stage.login = stage.login, Login.FACEBOOK
    other = await stage.connect()
    stage.login = first
    return other


async def reconnect(
    stage: Stage,
    account: Account,
    *,
    chosen: str | None = None,
    without: tuple[str, ...] = (),
) -> Welcome:
    """The person goes to the consent page to connect ``account`` again, and lets in ``chosen``,
    the same one without. ``without`` are the scopes that they do not tick."""
    person, state = a_user(id=stage.editor.user_id), new_id()
    if person.id not in stage.database.users.rows.by_id:
        async with stage.database() as tx:
            await tx.users.add(person)
    address = await start_connection(
        world=stage.database.world,
        principal=stage.editor,
        authorisers=stage.platforms.authorisers,
        wish=Wish(platform=stage.platform, rehearsal=True, account_id=account.id),
        redirect_uri=BACK,
        secrets=Secrets(state=state, verifier=f"{new_id()}{new_id()}"),
    )
    back = await _decide(stage, address, chosen or account.external_id, without)
    return await complete_connection(
        world=stage.database.world,
        authorisers=stage.platforms.authorisers,
        arrival=Arrival(
            platform=stage.platform,
            user_id=person.id,
            state=back["state"],
            code=back.get("code"),
            error=back.get("error"),
        ),
        rehearsal=True,
    )


async def _decide(
    stage: Stage, address: str, chosen: str, without: tuple[str, ...]
) -> dict[str, str]:
    asked = dict(parse_qsl(urlsplit(address).query))["scope"].replace(",", " ").split()
    form = {
        "account": chosen,
        "answer": "allow",
        "scope": [scope for scope in asked if scope not in without],
    }
    gone = await stage.http.post(address, data=form)
    assert gone.status_code == 302, gone.text
    return dict(parse_qsl(urlsplit(gone.headers["Location"]).query))


async def grant_of(stage: Stage, id_: AccountId) -> Grant:
    async with stage.database() as tx:
        grant = await tx.grants.find(id_)
    assert grant is not None
    return grant


@asynccontextmanager
async def many_workers(stage: Stage, folder: Path) -> AsyncIterator[Platforms]:
    """The same platforms once more, as of workers whose waiting takes real time: those who wait
    for a token let the one who renews it go on."""
    async with open_client(silence_s=10) as http:
        http.event_hooks = stage.http.event_hooks
        footing = Footing(
            http=http,
            store=stage.store,
            world=stage.database.world,
            secrets=SECRETS,
            pause=asyncio.sleep,
        )
        yield build_platforms(Settings(data=folder, rehearsal_url=stage.root), footing)
