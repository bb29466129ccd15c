"""A rehearsal of Instagram that really listens, a site that it can fetch files from, and a clock
that tests move."""

import socket
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from integrations.http import open_client
from integrations.rehearsal.callbacks import Outbox
from integrations.rehearsal.connections import Connections
from integrations.rehearsal.faults import FaultScript
from integrations.rehearsal.grants import Grants
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram.app import create_app
from integrations.rehearsal.instagram.scopes import SCOPES
from integrations.rehearsal.instagram.stage import Stage
from integrations.rehearsal.stage import install
from tests.fakes.clock import FixedClock

ME = "17841400000000001"
"""The account of the Instagram login."""

PAGE = "17841400000000002"
"""The account of the Facebook login."""

_DAY_S = 24 * 3600


def tiny_mp4(*, seconds: float = 5.0, filling: int = 2_000, moov_first: bool = True) -> bytes:
    """The boxes of an MP4 and nothing to be seen."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content) + 8) + name + content

    times = struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000))
    moov = box(b"moov", box(b"mvhd", times + bytes(80)))
    mdat = box(b"mdat", bytes(number % 251 for number in range(filling)))
    parts = (moov, mdat) if moov_first else (mdat, moov)
    return box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + b"".join(parts)


@dataclass
class Site:
    """Gives out files by name and takes whatever is sent to it; ``asked`` is every name that was
    asked for, ``taken`` the bodies with their headers."""

    url: str = ""
    files: dict[str, Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    taken: list[tuple[str, bytes, list[tuple[str, str]]]] = field(default_factory=list)

    def put(self, name: str, content: bytes, *, kind: str = "video/mp4", status: int = 200) -> str:
        self.files[name] = Response(content, status_code=status, media_type=kind)
        return f"{self.url}/{name}"

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/{name:path}")
        async def give(name: str, request: Request) -> Response:
            self.asked.append(name)
            return self.files.get(name, Response(status_code=404))

        @app.post("/{name:path}")
        async def take(name: str, request: Request) -> Response:
            self.taken.append((name, await request.body(), request.headers.items()))
            return Response()

        return app


@dataclass(kw_only=True)
class InstagramPlay:
    """One rehearsal server with what a test needs to talk to it."""

    root: str
    stage: Stage
    ground: Ground
    clock: FixedClock
    http: httpx.AsyncClient
    site: Site
    tokens: dict[str, str]

    @property
    def url(self) -> str:
        """Where the app is mounted."""
        return f"{self.root}/instagram"

    def mint(self, account: str = ME, **more: Any) -> str:
        return self.ground.grants.mint(account, **more).access

    async def call(
        self, method: str, path: str, *, account: str = ME, **more: Any
    ) -> httpx.Response:
        """A call to the host of the account's login, below the version."""
        host = "graph" if account == ME else "facebook"
        token = more.pop("token", None) or self.tokens[account]
        version = more.pop("version", "v25.0")
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        url = f"{self.url}/{host}/{version}{path}"
        return await self.http.request(method, url, headers=headers, **more)

    async def open(self, *, account: str = ME, **data: Any) -> httpx.Response:
        """POST /{user}/media of a Reel that can be fetched, changed by ``data``."""
        usual = {"media_type": "REELS", "share_to_feed": "true"}
        if "upload_type" not in data:
            usual["video_url"] = self.site.put("clip.mp4", tiny_mp4())
        given = {name: value for name, value in {**usual, **data}.items() if value is not None}
        return await self.call("POST", f"/{account}/media", account=account, data=given)

    async def ready(self, *, account: str = ME, **data: Any) -> str:
        """The id of a container that can be published."""
        container = str((await self.open(account=account, **data)).raise_for_status().json()["id"])
        assert (await self.status(container, account=account))["status_code"] == "IN_PROGRESS"
        self.clock.forward(seconds=60)
        assert (await self.status(container, account=account))["status_code"] == "FINISHED"
        return container

    async def status(self, container: str, *, account: str = ME) -> dict[str, Any]:
        params = {"fields": "status_code,status"}
        answer = await self.call("GET", f"/{container}", account=account, params=params)
        return dict(answer.raise_for_status().json())

    async def publish(self, container: str, *, account: str = ME) -> httpx.Response:
        path = f"/{account}/media_publish"
        return await self.call("POST", path, account=account, data={"creation_id": container})

    async def published(self, *, account: str = ME, **data: Any) -> str:
        """The id of a medium that was just published."""
        container = await self.ready(account=account, **data)
        return str((await self.publish(container, account=account)).raise_for_status().json()["id"])

    async def order(self, call: str, fault: str, **more: object) -> None:
        order = {"call": call, "fault": fault, **more}
        answer = await self.http.post(f"{self.url}/rehearsal/faults", json=order)
        answer.raise_for_status()

    async def truth(self, event: str = "published") -> list[dict[str, Any]]:
        answer = await self.http.get(f"{self.url}/rehearsal/truth")
        return [line for line in answer.raise_for_status().json() if line["event"] == event]


@asynccontextmanager
async def on_stage(
    folder: Path,
    *,
    clock: FixedClock | None = None,
    terms: Mapping[str, float] | None = None,
    lifted: bool = False,
) -> AsyncIterator[InstagramPlay]:
    """The server, mounted as in the product, for as long as the block lasts."""
    clock = clock or FixedClock()
    connections, site = Connections(), Site()
    scopes = [scope for login in SCOPES.values() for scope in login.values()]
    grants = Grants(
        folder / "instagram" / "grants.json",
        clock=clock,
        life_s=60 * _DAY_S,
        refresh_life_s=60 * _DAY_S,
        scopes=scopes,
    )
    faults = FaultScript()
    ground = Ground(
        clock=clock,
        connections=connections,
        callbacks=Outbox(clock=clock, faults=faults, find_callback=lambda: site.url),
        grants=grants,
        faults=faults,
        terms=terms or {},
        lifted=lifted,
    )
    app = create_app(folder / "instagram", ground=ground)
    install(app, ground)
    parent = FastAPI()
    parent.mount("/instagram", app)
    parent.mount("/site", site.app())
    async with open_client(silence_s=10) as http, listening(parent, connections) as root:
        site.url = f"{root}/site"
        yield InstagramPlay(
            root=root,
            stage=app.state.stage,
            ground=ground,
            clock=clock,
            http=http,
            site=site,
            tokens={account: grants.mint(account).access for account in (ME, PAGE)},
        )


@asynccontextmanager
async def listening(app: FastAPI, connections: Connections) -> AsyncIterator[str]:
    """The app on a free port of this machine; gives its base URL. Without the loop in which
    uvicorn looks ten times a second whether it should end: a test ends it at once."""
    config = uvicorn.Config(app, http=connections.protocol(), log_config=None, lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        # asyncio sets it only for sockets that were made with a protocol number.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await server.startup(sockets=[listener])
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            await server.shutdown(sockets=[listener])


def error_of(answer: httpx.Response) -> tuple[int, int | None]:
    """The code and the subcode."""
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode")
