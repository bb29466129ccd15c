"""Runs the rehearsal of all platforms on this machine and says where it is in its run file."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import uvicorn

from domain.platforms import Platform
from domain.ports.world import Clock
from integrations.rehearsal.app import create_rehearsal
from integrations.rehearsal.callbacks import FindCallback
from integrations.rehearsal.connections import Connections
from integrations.rehearsal.files import read_json, write_json
from integrations.runfile import look_up

RUN_FILE: Final = "rehearsal.json"
ANYWHERE: Final = "0.0.0.0"
ENDS: Final = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """``terms`` are what each real platform decides (how many posts a day, how long it processes);
    what is not named is as usual. ``lifted``: no limits at all. Without ``find_callback`` webhooks
    go to the API that announced itself in the same run folder."""

    terms: Mapping[Platform, Mapping[str, float]] = field(default_factory=dict)
    lifted: bool = False
    find_callback: FindCallback | None = None


USUAL: Final = Conditions()


async def serve(
    data_dir: Path,
    *,
    run_dir: Path,
    clock: Clock,
    host: str = "127.0.0.1",
    port: int = 0,
    conditions: Conditions = USUAL,
) -> None:
    """Serves until SIGTERM or SIGINT comes, or until it is cancelled.

    Must be called in the main thread. Port 0 is the port of last time, or a free one.
    """
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in ENDS:
        loop.add_signal_handler(number, end.set)
    server = running(
        data_dir, run_dir=run_dir, clock=clock, host=host, port=port, conditions=conditions
    )
    try:
        async with server:
            await end.wait()
    finally:
        for number in ENDS:
            loop.remove_signal_handler(number)


@asynccontextmanager
async def running(
    data_dir: Path,
    *,
    run_dir: Path,
    clock: Clock,
    host: str = "127.0.0.1",
    port: int = 0,
    conditions: Conditions = USUAL,
) -> AsyncIterator[str]:
    """The server for as long as the block lasts; gives its base URL, under which each platform
    has its name: ``{root}/tiktok``."""
    connections = Connections()
    app = create_rehearsal(
        data_dir,
        clock=clock,
        connections=connections,
        find_callback=conditions.find_callback or (lambda: _announced_api(run_dir)),
        terms=conditions.terms,
        lifted=conditions.lifted,
    )
    with _listening(host, port, remembered=data_dir / "port.json") as listener:
        address, bound_port = listener.getsockname()[:2]
        url = f"http://{'127.0.0.1' if address == ANYWHERE else address}:{bound_port}"
        config = uvicorn.Config(
            app,
            http=connections.protocol(),
            log_config=None,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=5,
            lifespan="on",
        )
        async with _started(_Server(config), listener):
            with _announced(run_dir / RUN_FILE, url):
                yield url


def _announced_api(run_dir: Path) -> str | None:
    found = look_up(run_dir, "api")
    return found.url if found else None


class _Server(uvicorn.Server):
    """Leaves signals alone, and can be waited for."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _started(server: _Server, listener: socket.socket) -> AsyncIterator[None]:
    serving = asyncio.create_task(server.serve([listener]))
    ready = asyncio.create_task(server.ready.wait())
    try:
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
            raise RuntimeError("the rehearsal server ended before it was ready")
        yield
    finally:
        ready.cancel()
        server.should_exit = True
        await serving


@contextmanager
def _listening(host: str, port: int, *, remembered: Path) -> Iterator[socket.socket]:
    """Links to what was published stay good when the server gets its port of last time."""
    last = int((read_json(remembered) or {}).get("port", 0))
    listener = _bind(host, port or last, may_fall_back=not port)
    with listener:
        # asyncio sets it only where the socket names its protocol; accepted ones inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        write_json(remembered, {"port": listener.getsockname()[1]})
        yield listener


def _bind(host: str, port: int, *, may_fall_back: bool) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=128)
    except OSError:
        if not (port and may_fall_back):
            raise
        return socket.create_server((host, 0), backlog=128)


@contextmanager
def _announced(path: Path, url: str) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, {"url": url, "pid": os.getpid()})
    try:
        yield
    finally:
        # Another server may have taken the name over.
        if (read_json(path) or {}).get("url") == url:
            path.unlink(missing_ok=True)
