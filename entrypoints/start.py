"""``serve``: every part on this machine, and the page that greets whoever started it."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, Final

import httpx
from rich.console import Console
from rich.markup import escape

from domain.platforms import Platform
from domain.texts import say
from entrypoints import first_admin
from entrypoints.platforms import app_keys
from entrypoints.settings import Settings
from entrypoints.sole import held_alone
from entrypoints.supervisor import Supervisor, part
from integrations.runfile import look_up
from persistence.embedded import EmbeddedPostgres

_PARTS: Final = ("rehearsal", "api", "worker", "scheduler")
_PATIENCE_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.2
_LAST_ONE_ENDS_S: Final = 8.0
CHAT_COMMAND: Final = ".venv/bin/python -m entrypoints.cli chat"


async def serve_all(settings: Settings) -> int:
    """The exit code. Blocks until it is told to stop, or until a part cannot be started.

    Raises AlreadyRunning.
    """
    folder = settings.run_folder
    async with held_alone(folder, "serve", without="api", patience_s=_LAST_ONE_ENDS_S):
        return await _serve_all(settings)


async def _serve_all(settings: Settings) -> int:
    console = Console()
    quiet = sys.stderr.isatty()
    supervisor = Supervisor([part(name, quiet=quiet) for name in _PARTS])
    _say(console, settings, "page.starting")
    lease = None
    if settings.database_url is None:
        lease = await asyncio.to_thread(EmbeddedPostgres(settings.data / "postgres").join)

    def greet(running: Supervisor) -> Coroutine[Any, Any, None]:
        return _greet(console, settings, running)

    def say_goodbye() -> None:
        _say(console, settings, "page.stopping")

    try:
        failed = await supervisor.run(when_started=greet, when_stopping=say_goodbye)
    finally:
        if lease:
            await asyncio.to_thread(lease.leave)
    if failed:
        _say(console, settings, "page.gave_up", part=failed)
        return 1
    _say(console, settings, "page.stopped")
    return 0


async def _greet(console: Console, settings: Settings, supervisor: Supervisor) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_S
    while (url := await _answering(settings, supervisor)) is None:
        if loop.time() > deadline:
            _say(console, settings, "page.slow")
            deadline = loop.time() + _PATIENCE_S
        await asyncio.sleep(_LOOK_EVERY_S)
    page = _page(settings, url, first_admin.take(settings.run_folder))
    console.print(page, soft_wrap=True, highlight=False)


async def _answering(settings: Settings, supervisor: Supervisor) -> str | None:
    """The address of our own API once it answers; an older process's does not count."""
    found = look_up(settings.run_folder, "api")
    if found is None or found.pid != supervisor.pid("api"):
        return None
    try:
        async with httpx.AsyncClient(timeout=2) as client:
            answer = await client.get(f"{found.url}/healthz")
    except httpx.TransportError:
        return None
    return found.url if answer.is_success else None


def _page(settings: Settings, url: str, admin: first_admin.FirstAdmin | None) -> str:
    locale = settings.locale
    sign_in = (
        say("page.first_admin", locale, email=admin.email, password=admin.password)
        if admin
        else say("page.known_admin", locale)
    )
    rows = (
        ("page.at", url),
        ("page.docs", f"{url}/docs"),
        ("page.sign_in", sign_in),
        ("page.chat", say("page.chat_how", locale, command=CHAT_COMMAND)),
        ("page.platforms", _platforms(settings)),
        ("page.stop", say("page.stop_how", locale)),
    )
    labels = [say(key, locale) for key, _ in rows]
    width = max(map(len, labels))
    lines = [
        f"[dim]{escape(label.ljust(width))}[/]  {escape(value)}"
        for label, (_, value) in zip(labels, rows, strict=True)
    ]
    return "\n".join([f"[bold green]{escape(say('page.title', locale))}[/]", *lines])


def _platforms(settings: Settings) -> str:
    """Which of them are met for real."""
    live = [platform.label for platform in Platform if app_keys(settings, platform)]
    key = "page.platforms_live" if live else "page.platforms_rehearsed"
    if len(live) == len(Platform):
        key = "page.platforms_all_live"
    return say(key, settings.locale, live=", ".join(live))


def _say(console: Console, settings: Settings, key: str, **values: object) -> None:
    console.print(escape(say(key, settings.locale, **values)), soft_wrap=True, highlight=False)
