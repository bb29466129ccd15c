import io
from collections.abc import Awaitable, Callable, Sequence

import httpx
import pytest
from rich.console import Console

from domain.access import Role
from domain.texts import Locale, say
from entrypoints.terminal.client import Client
from entrypoints.terminal.entrance import Entered
from entrypoints.terminal.talk import Conversation
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


@pytest.fixture
def typed(client: httpx.AsyncClient, people: People) -> Typed:
    async def run(*lines: str, role: Role = Role.ADMIN) -> str:
        client.headers.update(await people.sign_in(role))
        screen = io.StringIO()
        entered = Entered(client=Client(client), email="ana@example.org", locale=Locale.EN)
        console = Console(file=screen, width=100)
        await Conversation(entered, console, reading(lines)).run()
        return screen.getvalue()

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
