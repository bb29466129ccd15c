"""The editor of the story and the admin beside them: two people who talk to the running API."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from domain.errors import DomainError
from domain.texts import Locale, say
from entrypoints.demo.stage import ADMIN, EDITOR, Service
from entrypoints.terminal.client import Client
from entrypoints.terminal.screen import TurnScreen


class Unexpected(DomainError):
    """A step answered, but did not do what it should."""

    code = "demo_unexpected"


class Editor:
    def __init__(self, editor: Client, admin: Client, console: Console, *, locale: Locale) -> None:
        self.client = editor
        self._admin = admin
        self._console = console
        self._locale = locale
        self._thread: str | None = None
        self._approvals: list[Mapping[str, Any]] = []

    @classmethod
    @asynccontextmanager
    async def enter(cls, service: Service, console: Console, locale: Locale) -> AsyncIterator[Self]:
        """Raises Unreachable, Refused."""
        async with (
            _signed_in(service, EDITOR, locale) as editor,
            _signed_in(service, ADMIN, locale) as admin,
        ):
            yield cls(editor, admin, console, locale=locale)

    async def says(self, message: str) -> None:
        """Raises Unexpected when a tool failed, was denied, or none was used."""
        self._console.print(f"  [bold]›[/] {escape(message)}")
        body = {"message": message, "thread": self._thread}
        reply = await self._watch(self.client, "/chat", body)
        self._thread = str(reply["thread"])
        self._approvals = list(reply["approvals"])

    async def is_approved(self) -> None:
        """The admin says yes to what the last message asked for. Raises Unexpected."""
        if len(self._approvals) != 1:
            raise Unexpected(why=say("demo.no_approval", self._locale))
        approval = self._approvals[0]
        self._console.print(Panel(escape(str(approval["summary"])), expand=False))
        self._console.print(f"  {escape(say('demo.admin_says_yes', self._locale, admin=ADMIN))}")
        await self._watch(
            self._admin, f"/approvals/{approval['id']}", {"decision": "approve", "note": None}
        )

    async def _watch(self, client: Client, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        screen = TurnScreen(self._console, locale=self._locale)
        await screen.show(client.stream(path, body))
        reply = screen.reply
        if reply is None:
            raise Unexpected(why=say("demo.no_reply", self._locale))
        statuses = [action["status"] for action in reply["actions"]]
        if not statuses or not set(statuses) <= {"done", "waiting"}:
            raise Unexpected(why=str(reply["reply"]))
        return reply


@asynccontextmanager
async def _signed_in(service: Service, email: str, locale: Locale) -> AsyncIterator[Client]:
    async with Client.open(service.url, token=None, language=locale) as stranger:
        session = await stranger.post("/auth/login", {"email": email, "password": service.password})
    async with Client.open(
        service.url, token=str(session["access_token"]), language=locale
    ) as client:
        yield client
