"""Where the running API is and who we are there."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.errors import DomainError
from domain.texts import Locale
from entrypoints import local_session
from entrypoints.settings import Settings
from entrypoints.terminal.client import Client, Unreachable
from integrations.runfile import look_up


class NotRunning(DomainError):
    code = "not_running"

    @property
    def key(self) -> str:
        return "cli.not_running"


class NeedsSignIn(DomainError):
    code = "needs_sign_in"

    @property
    def key(self) -> str:
        return "cli.needs_sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line says. ``ask_password`` is None where nobody can be asked."""

    url: str | None
    email: str | None
    ask_password: Callable[[], str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    client: Client
    email: str
    locale: Locale


@asynccontextmanager
async def enter(settings: Settings, wanted: Wanted) -> AsyncIterator[Entered]:
    """Raises NotRunning, NeedsSignIn, Unreachable, Refused."""
    url = wanted.url or await _local_url(settings)
    token = await _token(settings, wanted, url)
    async with Client.open(url, token=token, language=settings.locale) as client:
        me = await client.get("/auth/me")
        yield Entered(client=client, email=me["email"], locale=Locale(me["locale"]))


async def _local_url(settings: Settings) -> str:
    """What was said may be out of date: a killed process takes nothing back."""
    running = look_up(settings.run_folder, "api")
    if running is None:
        raise NotRunning()
    try:
        async with Client.open(running.url, token=None, language=settings.locale) as client:
            await client.get("/healthz")
    except Unreachable as error:
        raise NotRunning() from error
    return running.url


async def _token(settings: Settings, wanted: Wanted, url: str) -> str:
    """The owner's own session where it fits, else a login."""
    session = local_session.read(settings.run_folder)
    if session and session.url == url and wanted.email in (None, session.email):
        return session.access_token
    if wanted.email is None or wanted.ask_password is None:
        raise NeedsSignIn()
    async with Client.open(url, token=None, language=settings.locale) as client:
        body = {"email": wanted.email, "password": wanted.ask_password()}
        answer = await client.post("/auth/login", body)
    return str(answer["access_token"])
