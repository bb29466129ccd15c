"""The API process: opens everything, listens, says where, and closes in good order."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final
from urllib.parse import urlsplit

import structlog
import uvicorn
from fastapi import FastAPI

from agent.run import Conversation
from domain.access import Role
from entrypoints import local_session, wiring
from entrypoints.conversing import conversation
from entrypoints.first_admin import FirstAdmin, make_first_admin
from entrypoints.http import closing
from entrypoints.http.app import build_app
from entrypoints.http.links import signed_links
from entrypoints.http.tokens import LIFETIME, AccessTokens
from entrypoints.local_session import LocalSession
from entrypoints.platforms import connect_rehearsals
from entrypoints.settings import Settings
from entrypoints.sole import held
from entrypoints.wiring import Services
from integrations.runfile import Running, announce, look_up, withdraw

_RENEW_EVERY_S: Final = LIFETIME.total_seconds() / 2
_LAST_REQUESTS_S: Final = 2
_LAST_STEP_S: Final = 1.0
_BACKLOG: Final = 512
_PICK_UP_EVERY_S: Final = 5.0
log = structlog.get_logger("api")


class PortTaken(Exception):
    """Somebody else listens there: starting again would not help."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}")
        self.host = host
        self.port = port


async def serve_api(settings: Settings, *, show_first_admin: Callable[[FirstAdmin], None]) -> None:
    """Until SIGTERM or SIGINT. Raises AlreadyRunning, PortTaken."""
    with (
        held(settings.run_folder, "api"),
        contextlib.closing(_listen(settings)) as listening,
    ):
        async with (
            wiring.services(settings, process="api") as services,
            conversation(
                services,
                holder_id=f"api-{services.world.new_id()}",
                links=signed_links(services, _url(listening)),
                base_url=settings.public_url or _url(listening),
            ) as talk,
        ):
            await connect_rehearsals(services.world, services.platforms)
            if first := await make_first_admin(services):
                show_first_admin(first)
            app = build_app(services, talk)
            server = _Server(_config(app))
            _stop_on_signals(server, app)
            async with _announced(services, _url(listening)), _picking_up(talk):
                await server.serve(sockets=[listening])


def _config(app: FastAPI) -> uvicorn.Config:
    """Our own lines stand in for uvicorn's log."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_REQUESTS_S,
        lifespan="on",
    )


class _Server(uvicorn.Server):
    """Leaves the signals to us: uvicorn's own handling would end the process before it is clean."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _stop_on_signals(server: uvicorn.Server, app: FastAPI) -> None:
    def stop() -> None:
        closing.begin(app)
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


def _listen(settings: Settings) -> socket.socket:
    """Before anything else is opened, so that a taken port is known at once. Port 0 is the port
    that a process which fell had, so that its callers find us, or a free one."""
    before = look_up(settings.run_folder, "api") if settings.port == 0 else None
    if before is None:
        return _bind(settings, settings.port)
    try:
        return _bind(settings, urlsplit(before.url).port or 0)
    except PortTaken:
        return _bind(settings, 0)


def _bind(settings: Settings, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise PortTaken(settings.host, port) from error
    return listening


def _url(listening: socket.socket) -> str:
    """An address that a program on this machine can use, wherever it listens."""
    host, port = listening.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return f"http://{f'[{local}]' if ':' in local and '[' not in local else local}:{port}"


@contextlib.asynccontextmanager
async def _picking_up(talk: Conversation) -> AsyncIterator[None]:
    """Answers what a process that fell left unanswered."""

    async def look() -> None:
        while True:
            try:
                await talk.recover()
            except Exception as error:
                log.error("threads_not_picked_up", exc_info=error)
            await asyncio.sleep(_PICK_UP_EVERY_S)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await talk.drain(grace_s=_LAST_STEP_S)


@contextlib.asynccontextmanager
async def _announced(services: Services, url: str) -> AsyncIterator[None]:
    folder = services.settings.run_folder
    renewing = asyncio.create_task(_keep_session(services, url))
    announce(folder, "api", Running(url=url, pid=os.getpid()))
    log.info("api_listens", url=url)
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        withdraw(folder, "api")
        local_session.remove(folder)


async def _keep_session(services: Services, url: str) -> None:
    """While the configured admin is one. Without it the terminal asks for a password."""
    world = services.world
    tokens = AccessTokens(services.secret_keys)
    while True:
        async with world.uow() as tx:
            admin = await tx.users.find_by_email(services.settings.admin_email.strip().lower())
        if admin and admin.role is Role.ADMIN and admin.disabled_at is None:
            token = tokens.issue(admin.id, now=world.clock.now(), jti=world.new_id())
            session = LocalSession(
                url=url, pid=os.getpid(), email=admin.email, access_token=token.text
            )
            local_session.write(services.settings.run_folder, session)
        await asyncio.sleep(_RENEW_EVERY_S)
