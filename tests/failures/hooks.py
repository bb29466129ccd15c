"""The real HTTP route for webhooks, over a real socket, on the stage's database."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from domain.job import JobKind
from domain.usecases.handle_webhook import handle_webhook
from domain.usecases.start_job import start_job
from domain.webhook import DeliveryStatus
from entrypoints.http import webhooks
from entrypoints.http.gate import Gate
from integrations.runfile import Running, announce
from integrations.webhooks import read_notices
from tests.failures.stage import SECRETS, Stage


@dataclass(frozen=True)
class Doorway:
    """What the route asks of the services."""

    stage: Stage
    gate: Gate

    @property
    def services(self) -> Any:
        return self

    @property
    def world(self) -> Any:
        return self.stage.database.world

    @property
    def platforms(self) -> Any:
        return self.stage.platforms

    @property
    def secret_keys(self) -> tuple[str, ...]:
        return SECRETS

    @property
    def webhook_secrets(self) -> Mapping[Any, tuple[str, ...]]:
        return {name: (keys.client_secret,) for name, keys in self.stage.platforms.keys.items()}


@dataclass(frozen=True)
class Heard:
    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass
class Hooks:
    """``heard`` are the calls that came in, with what they were answered."""

    stage: Stage
    url: str
    heard: list[Heard]

    async def until_heard(self, pattern: str, *, count: int = 1) -> list[Heard]:
        """Waits for the platform's own background to deliver it."""
        found: list[Heard] = []
        async with asyncio.timeout(10):
            while len(found) < count:
                await asyncio.sleep(0.01)
                found = [one for one in self.heard if re.search(pattern.encode(), one.body)]
        return found

    async def again(self, one: Heard, **headers: str) -> int:
        """The same bytes once more, as a platform does that got no answer."""
        kept = {k: v for k, v in one.headers.items() if "signature" in k or k == "content-type"}
        path = f"{self.url}/webhook/{self.stage.platform}"
        answer = await self.stage.http.post(path, content=one.body, headers={**kept, **headers})
        return answer.status_code

    async def handle(self) -> list[DeliveryStatus]:
        """Every delivery that waits for it."""
        world = self.stage.database.world
        waiting = [
            job
            for job in self.stage.database.jobs.rows
            if job.kind is JobKind.HANDLE_WEBHOOK and not job.status.is_final
        ]
        for job in waiting:
            run = await start_job(world=world, job_id=job.id, worker_id="w")
            assert run is not None
            await handle_webhook(run=run, world=world, read=read_notices)
        async with self.stage.database() as tx:
            ids = [job.text("delivery") or "" for job in waiting]
            return [(await tx.deliveries.get(id_)).status for id_ in ids]


@asynccontextmanager
async def hooked(stage: Stage, folder: Path) -> AsyncIterator[Hooks]:
    """Takes the place of the API that the rehearsal calls."""
    heard: list[Heard] = []
    app = FastAPI()
    app.state.api = Doorway(stage, Gate())
    app.include_router(webhooks.router)

    @app.middleware("http")
    async def listen(request: Any, go_on: Any) -> Any:
        body = await request.body()
        answer = await go_on(request)
        heard.append(Heard(answer.status_code, body, dict(request.headers)))
        return answer

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    announce(folder / "run", "api", Running(url=url, pid=os.getpid()))
    try:
        yield Hooks(stage=stage, url=url, heard=heard)
    finally:
        server.should_exit = True
        await serving
