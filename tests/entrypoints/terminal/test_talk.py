import asyncio
import io
import os
import signal
from collections.abc import Awaitable, Callable, Sequence

import httpx
import pytest
from rich.console import Console

from agent.run import Conversation as Turns
from domain.access import Role
from domain.texts import Locale, say
from entrypoints.terminal.client import Client
from entrypoints.terminal.entrance import Entered
from entrypoints.terminal.talk import Conversation, Read
from entrypoints.wiring import Services
from tests.agent.workbench import OUTWARD_EFFECT, effects
from tests.entrypoints.http.conftest import People
from tests.fakes.scripted_model import ScriptedModel, says

Typed = Callable[..., Awaitable[str]]


def reading(lines: Sequence[str]) -> Callable[[str], Awaitable[str]]:
    waiting = list(lines)

    async def read(_: str) -> str:
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    return read


async def converse(client: httpx.AsyncClient, read: Read) -> str:
    screen = io.StringIO()
    entered = Entered(client=Client(client), email="ana@example.org", locale=Locale.EN)
    await Conversation(entered, Console(file=screen, width=100), read).run()
    return screen.getvalue()


@pytest.fixture
def typed(client: httpx.AsyncClient, people: People) -> Typed:
    async def run(*lines: str, role: Role = Role.ADMIN) -> str:
        client.headers.update(await people.sign_in(role))
        return await converse(client, reading(lines))

    return run


class TestTalk:
    async def test_greets_and_says_goodbye(self, typed: Typed) -> None:
        shown = await typed("/quit")

        assert "ana@example.org" in shown
        assert say("chat.bye", Locale.EN) in shown

    async def test_shows_the_answer_with_its_lines(
        self, typed: Typed, model: ScriptedModel
    ) -> None:
        model.script = lambda history: says("Line one\nLine two")

        shown = await typed("hello")

        lines = [line.strip() for line in shown.splitlines()]
        assert lines.index("Line two") == lines.index("Line one") + 1

    async def test_carries_out_what_was_approved(self, typed: Typed, services: Services) -> None:
        shown = await typed("shout hello", "maybe", "y")

        assert "Shout “HELLO 0”." in shown
        assert len(await effects(services.world, OUTWARD_EFFECT)) == 1

    async def test_does_not_do_what_was_rejected(self, typed: Typed, services: Services) -> None:
        await typed("shout hello", "n")

        assert await effects(services.world, OUTWARD_EFFECT) == []

    async def test_leaves_an_approval_open(self, typed: Typed, services: Services) -> None:
        shown = await typed("shout hello")

        assert "POST /approvals/" in shown
        assert await effects(services.world, OUTWARD_EFFECT) == []

    async def test_says_why_somebody_may_not_approve(self, typed: Typed) -> None:
        shown = await typed("shout hello", "y", role=Role.EDITOR)

        assert "permission 'approve'" in shown

    async def test_lists_and_opens_threads(self, typed: Typed, model: ScriptedModel) -> None:
        model.script = lambda history: says("Hello.")

        shown = await typed("first words", "/new", "/threads", "/open nothing", "/bogus", "/help")

        assert "first words" in shown
        assert say("chat.no_such_thread", Locale.EN, ref="nothing") in shown
        assert say("chat.unknown_command", Locale.EN, command="/bogus") in shown
        assert "/threads" in shown

    async def test_shows_the_last_exchanges_of_a_thread_it_opens(
        self, client: httpx.AsyncClient, people: People, model: ScriptedModel
    ) -> None:
        model.script = lambda history: says(f"Answer {len(history)}.")
        client.headers.update(await people.sign_in(Role.ADMIN))
        thread: str | None = None
        for number in range(4):
            body = {"message": f"words {number}", "thread": thread}
            thread = (await client.post("/chat", json=body)).json()["thread"]
        assert thread

        shown = await converse(client, reading([f"/open {thread.replace('-', '')[-8:]}"]))

        opened = shown.split(say("chat.opened", Locale.EN, title="words 0"))[1]
        assert [f"words {number}" in opened for number in range(4)] == [False, True, True, True]
        assert opened.count("Answer") == 3

    async def test_shows_an_answer_that_was_not_waited_for(
        self,
        client: httpx.AsyncClient,
        people: People,
        model: ScriptedModel,
        conversation: Turns,
    ) -> None:
        client.headers.update(await people.sign_in(Role.ADMIN))
        model.script = lambda history: says("Here it is.")
        model.held = asyncio.Event()
        waiting = ["hello", "/help"]

        async def read(_: str) -> str:
            if len(waiting) == 1:
                assert model.held
                model.held.set()
                await conversation.idle()
            if not waiting:
                raise EOFError
            return waiting.pop(0)

        talking = asyncio.create_task(converse(client, read))
        await a_thread(client)
        os.kill(os.getpid(), signal.SIGINT)
        shown = await talking

        left = shown.split(say("chat.left", Locale.EN))[1]
        assert left.count("Here it is.") == 1
        assert left.index("/threads") < left.index("Here it is.")


async def a_thread(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(10):
        while not (await client.get("/threads")).json()["items"]:
            await asyncio.sleep(0.01)
