"""The service that the demo talks to: real processes in a throw-away data folder."""

import asyncio
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import DomainError
from domain.texts import Locale
from entrypoints.settings import bare_environment
from entrypoints.terminal.client import Client, Refused, Unreachable
from integrations.runfile import look_up
from persistence.embedded import EmbeddedPostgres

ADMIN: Final = "admin@demo.example"
EDITOR: Final = "editor@demo.example"
_ROOT: Final = Path(__file__).parents[2]
_START_S: Final = 90.0
_STOP_S: Final = 40.0
_LOOK_EVERY_S: Final = 0.2


class ServiceFell(DomainError):
    """``log`` is the end of what it said."""

    code = "demo_service_fell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service. ``password`` is that of its two people."""

    url: str
    password: str
    data: Path

    @property
    def inbox(self) -> Path:
        return self.data / "inbox"


@asynccontextmanager
async def started(data: Path, *, locale: Locale, timezone: str) -> AsyncIterator[Service]:
    """Nothing of it is left afterwards. Raises ServiceFell."""
    password = secrets.token_urlsafe(12)
    environment = _environment(data, locale=locale, timezone=timezone, password=password)
    log = data / "serve.log"
    data.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *_command("serve"),
            cwd=data,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            url = await _ready(process, data, log)
            await _add_editor(data, environment, password)
            yield Service(url=url, password=password, data=data)
        finally:
            await _stop(process)
            await asyncio.to_thread(EmbeddedPostgres(data / "postgres").remove)


def _command(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "entrypoints.cli", *words)


def _environment(data: Path, *, locale: Locale, timezone: str, password: str) -> dict[str, str]:
    """No setting of the real service reaches the demo: it runs in a folder without ``.env``."""
    return bare_environment() | {
        "PYTHONPATH": str(_ROOT),
        "STAKAZO_DATA": str(data),
        "STAKAZO_PORT": "0",
        "STAKAZO_LOCALE": locale.value,
        "STAKAZO_TIMEZONE": timezone,
        "STAKAZO_ADMIN_EMAIL": ADMIN,
        "STAKAZO_ADMIN_PASSWORD": password,
        "STAKAZO_LOG": "human",
    }


async def _ready(process: asyncio.subprocess.Process, data: Path, log: Path) -> str:
    """The address, once the API, the worker and the rehearsal server all answer."""
    deadline = asyncio.get_running_loop().time() + _START_S
    while asyncio.get_running_loop().time() < deadline:
        if process.returncode is not None:
            break
        api, rehearsal = look_up(data / "run", "api"), look_up(data / "run", "rehearsal")
        if api and rehearsal and await _is_ready(api.url):
            return api.url
        await asyncio.sleep(_LOOK_EVERY_S)
    raise ServiceFell(log=_tail(log))


async def _is_ready(url: str) -> bool:
    try:
        async with Client.open(url, token=None, language="en") as client:
            await client.get("/readyz")
    except (Unreachable, Refused):
        return False
    return True


async def _add_editor(data: Path, environment: dict[str, str], password: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *_command("user", "add", EDITOR, "--role", "editor"),
        cwd=data,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(f"{password}\n".encode())
    if process.returncode:
        raise ServiceFell(log=said.decode(errors="replace")[-2000:])


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Asked first; the supervisor ends its children, and they end with it if it must be killed."""
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(_STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
