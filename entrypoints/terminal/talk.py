"""A conversation in the terminal: one line in, one turn on the screen, until /quit."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from domain.errors import DomainError
from domain.ids import short
from domain.texts import say
from entrypoints.settings import Settings
from entrypoints.terminal.client import Heard, Refused
from entrypoints.terminal.entrance import Entered, Wanted, enter
from entrypoints.terminal.owed import Message, Owed, find
from entrypoints.terminal.screen import TurnScreen, as_markdown

_HISTORY: Final = "chat_history"
_YES: Final = frozenset({"y", "yes", "s", "si", "sí"})
_NO: Final = frozenset({"n", "no"})
_LAST_SHOWN: Final = 3
_QUIT: Final = frozenset({"/quit", "/exit", "/q"})

Read = Callable[[str], Awaitable[str]]
"""Asks for a line. Raises EOFError when there are no more."""


async def talk(settings: Settings, wanted: Wanted) -> None:
    """Raises NotRunning, NeedsSignIn, Unreachable, Refused before the first line."""
    console = Console(highlight=False)
    async with enter(settings, wanted) as entered:
        conversation = Conversation(entered, console, _reader(settings.data / _HISTORY))
        await conversation.run()


class Conversation:
    def __init__(self, entered: Entered, console: Console, read: Read) -> None:
        self._client = entered.client
        self._email = entered.email
        self._locale = entered.locale
        self._console = console
        self._read = read
        self._thread: str | None = None
        self._owed: Owed | None = None

    async def run(self) -> None:
        self._say("chat.welcome", email=self._email)
        while True:
            await self._guarded(self._catch_up())
            try:
                line = (await self._read("› ")).strip()
            except EOFError:
                break
            except KeyboardInterrupt:
                continue
            if line in _QUIT:
                break
            if line:
                await self._guarded(self._answer(line))
        self._say("chat.bye")

    async def _answer(self, line: str) -> None:
        if line.startswith("/"):
            await self._command(line)
            return
        body = {"message": line, "thread": self._thread}
        owed = Owed(thread=self._thread, text=line)
        await self._turn(self._client.stream("/chat", body), owed)

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except DomainError as error:
            self._console.print(f"[red]{escape(error.text(self._locale))}[/]")
        except Refused as error:
            self._console.print(f"[red]{escape(str(error))}[/]")

    async def _turn(self, events: AsyncIterator[Heard], owed: Owed) -> None:
        screen = TurnScreen(self._console, locale=self._locale)
        if not await _until_left(screen.show(events)):
            self._owed = owed
            self._say("chat.left")
            return
        if screen.reply is not None:
            self._thread = str(screen.reply["thread"])
            await self._decide_all(screen.reply)

    async def _decide_all(self, reply: Mapping[str, Any]) -> None:
        for approval in reply.get("approvals", ()):
            await self._decide(approval, reply)

    async def _catch_up(self) -> None:
        """Shows the answer that was not waited for, once it is there."""
        if self._owed is None:
            return
        owed, self._owed = self._owed, None
        found = await find(self._client, owed)
        if found is None:
            self._owed = owed
            return
        thread, message = found
        if owed.thread is None:
            self._thread = thread
        if not owed.is_met_by(message):
            self._owed = replace(owed, thread=thread)
            return
        self._show(message)
        await self._decide_all(message["reply"])

    def _show(self, message: Message) -> None:
        self._console.print(f"[dim]› {escape(str(message['text']))}[/]")
        reply = message["reply"]
        if reply is not None:
            self._console.print(as_markdown(str(reply["reply"])))

    async def _decide(self, approval: Mapping[str, Any], asked_in: Mapping[str, Any]) -> None:
        title = say("chat.approval", self._locale)
        self._console.print(Panel(escape(str(approval["summary"])), title=escape(title)))
        decision = await self._yes_or_no()
        path = f"/approvals/{approval['id']}"
        if decision is None:
            until = str(approval["expires_at"])[11:16]
            self._say("chat.undecided", id=approval["id"], until=until)
            return
        owed = Owed(thread=str(asked_in["thread"]), text=None, known=asked_in)
        await self._turn(self._client.stream(path, {"decision": decision, "note": None}), owed)

    async def _yes_or_no(self) -> str | None:
        """None when the person would rather not say now."""
        while True:
            try:
                word = (await self._read(say("chat.approve", self._locale))).strip().lower()
            except (EOFError, KeyboardInterrupt):
                return None
            if word in _YES:
                return "approve"
            if word in _NO:
                return "reject"

    async def _command(self, line: str) -> None:
        command, _, argument = line.partition(" ")
        match command:
            case "/help":
                self._say("chat.help")
            case "/new":
                self._thread = None
                self._say("chat.new_thread")
            case "/threads":
                await self._list_threads()
            case "/open":
                await self._open(argument.strip())
            case _:
                self._say("chat.unknown_command", command=command)

    async def _list_threads(self) -> None:
        threads = (await self._client.get("/threads"))["items"]
        if not threads:
            self._say("chat.no_threads")
        for thread in threads:
            mark = "›" if thread["id"] == self._thread else " "
            self._console.print(f"{mark} [dim]{short(thread['id'])}[/]  {escape(thread['title'])}")

    async def _open(self, ref: str) -> None:
        threads = (await self._client.get("/threads"))["items"]
        found = [one for one in threads if ref and one["id"].replace("-", "").endswith(ref)]
        if len(found) != 1:
            self._say("chat.no_such_thread", ref=ref)
            return
        self._thread = found[0]["id"]
        page = await self._client.get(f"/threads/{self._thread}")
        self._say("chat.opened", title=found[0]["title"])
        for message in page["messages"][-_LAST_SHOWN:]:
            self._show(message)

    def _say(self, key: str, **values: object) -> None:
        self._console.print(f"[dim]{escape(say(key, self._locale, **values))}[/]")


async def _until_left(turn: Coroutine[Any, Any, None]) -> bool:
    """False when Ctrl-C ended the waiting. The turn itself goes on where it runs."""
    task = asyncio.create_task(turn)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return False
    finally:
        loop.remove_signal_handler(signal.SIGINT)
    return True


def _reader(history: Path) -> Read:
    if not sys.stdin.isatty():
        return _piped
    history.parent.mkdir(parents=True, exist_ok=True)
    history.touch(mode=0o600, exist_ok=True)
    session: PromptSession[str] = PromptSession(history=FileHistory(str(history)))

    async def read(prompt: str) -> str:
        line: str = await session.prompt_async(prompt)
        return line

    return read


async def _piped(_: str) -> str:
    line: str = await asyncio.to_thread(sys.stdin.readline)
    if not line:
        raise EOFError
    return line
