"""Processes that are killed in the middle of a turn: the turn ends elsewhere, with one effect."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
import pytest
from structlog.testing import capture_logs

from agent.events import Failed, Reply, TurnEvent
from agent.run import Conversation
from domain.access import Principal, Role
from domain.approval import ApprovalStatus
from domain.ids import ThreadId
from domain.ledger import Kind, LedgerUnavailable, Question
from domain.texts import Locale
from domain.thread import MessageStatus
from tests.agent.conftest import Stage
from tests.agent.workbench import EFFECT, OUTWARD_EFFECT, effects
from tests.fakes.clock import FixedClock
from tests.fakes.scripted_model import obeys, says

_ROOT: Final = Path(__file__).parents[2]


async def _killed(url: str, *words: str) -> None:
    """Runs ``mortal.py`` until it takes itself down."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.agent.mortal",
        url,
        *words,
        cwd=_ROOT,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )
    _, trouble = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == -signal.SIGKILL, trouble.decode()


async def _stored(stage: Stage, thread: ThreadId) -> Any:
    async with stage.world.uow() as tx:
        return (await tx.messages.of_thread(thread))[0]


async def _only_thread(stage: Stage, who: Any) -> ThreadId:
    async with stage.world.uow() as tx:
        (thread,) = await tx.messages.threads(who.user_id)
    return thread.id


@pytest.mark.timeout(120)
async def test_a_crash_after_the_effect_does_not_repeat_it(
    stage: Stage, database_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    editor = await stage.person()
    marker = str(tmp_path / "crashed")
    await _killed(database_url, "say", editor.user_id, "crash", marker)
    thread = await _only_thread(stage, editor)
    assert (await _stored(stage, thread)).status is MessageStatus.RUNNING
    later = stage.process(obeys(("write", {"text": "sibling"}, "c0"), _call("crash", marker)))

    assert await later.recover() == 0
    clock.forward(seconds=31)
    assert await later.recover() == 1
    await later.idle()

    message = await _stored(stage, thread)
    assert message.status is MessageStatus.DONE
    reply = Reply.from_json(message.reply or {})
    assert [action.status.value for action in reply.actions] == ["done", "done"]
    texts = [one["text"] for one in await effects(stage.world, EFFECT)]
    assert sorted(map(str, texts)) == ["crash", "sibling"]


@pytest.mark.timeout(120)
async def test_a_crash_between_the_claim_and_the_effect_is_brought_to_its_end(
    stage: Stage, database_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    editor, admin = await stage.person(), await stage.person(Role.ADMIN)
    marker = str(tmp_path / "crashed")
    script = obeys(_call("risk", marker))
    process = stage.process(script)
    (asked,) = (await stage.say(process, editor, "take the risk")).approvals
    await process.idle()

    await _killed(database_url, "decide", admin.user_id, "risk", marker, asked.id)
    async with stage.world.uow() as tx:
        approval = await tx.approvals.get(asked.id)
    assert approval.status is ApprovalStatus.APPROVED
    assert approval.carried_out_at is not None
    assert await effects(stage.world, OUTWARD_EFFECT) == []
    clock.forward(minutes=20)
    later = stage.process(script)
    assert await later.recover() == 1
    await later.idle()

    assert await effects(stage.world, OUTWARD_EFFECT) == [{"text": "risk"}]
    assert stage.thread
    assert (await _stored(stage, stage.thread)).status is MessageStatus.DONE


def _call(tool: str, marker: str) -> tuple[str, dict[str, Any], str]:
    return (tool, {"marker": marker}, "c1")


async def _sql(url: str, statement: LiteralString) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(statement)


async def _heard(process: Conversation, who: Principal, thread: ThreadId | None) -> TurnEvent:
    """The last event, which has to come long before the listener's patience ends."""
    turn = process.say(principal=who, thread_id=thread, text="hello there", origin=f"in {thread}")
    async with asyncio.timeout(10):
        return [event async for event in turn][-1]


class TestNothingCanBeRecorded:
    """The ledger's table is gone, and so is the folder that takes its place."""

    @pytest.mark.timeout(120)
    async def test_is_said_at_once_and_the_turns_end_after_the_repair(
        self, stage: Stage, database_url: str, tmp_path: Path
    ) -> None:
        editor = await stage.person(locale=Locale.EN)
        process = stage.process(lambda _: says("hello"))
        (tmp_path / "spool").touch()
        await _sql(database_url, "ALTER TABLE ledger_events RENAME TO elsewhere")

        first = await _heard(process, editor, None)
        assert isinstance(first, Failed)
        second = await _heard(process, editor, first.thread)
        await process.idle()

        assert isinstance(second, Failed)
        assert first.message == second.message == LedgerUnavailable().text(Locale.EN)
        (tmp_path / "spool").unlink()
        await _sql(database_url, "ALTER TABLE elsewhere RENAME TO ledger_events")
        await _recovered(process, stage, first.thread)
        async with stage.world.uow() as tx:
            ended = await tx.ledger.ask(Question(kinds=(Kind.CHAT_TURN_COMPLETED,)))
        assert len(ended) == 2

    @pytest.mark.timeout(120)
    async def test_is_tried_less_and_less_often(
        self, stage: Stage, database_url: str, tmp_path: Path
    ) -> None:
        editor = await stage.person()
        process = stage.process(lambda _: says("hello"))
        (tmp_path / "spool").touch()
        await _sql(database_url, "ALTER TABLE ledger_events RENAME TO elsewhere")

        with capture_logs() as logs:
            await _heard(process, editor, None)
            async with asyncio.timeout(20):
                while len(_breaks(logs)) < 4:
                    await process.recover()
                    await process.idle()
                    await asyncio.sleep(0.05)

        assert [log["pause_s"] for log in _breaks(logs)] == [0.5, 1.0, 2.0, 4.0]
        assert [bool(log["exc_info"]) for log in _breaks(logs)] == [True, False, False, False]
        assert await process.recover() == 0


def _breaks(logs: Any) -> list[Any]:
    return [log for log in logs if log["event"] == "thread writer broke"]


async def _recovered(process: Conversation, stage: Stage, thread: ThreadId) -> None:
    async with asyncio.timeout(40):
        while True:
            await process.recover()
            await process.idle()
            async with stage.world.uow() as tx:
                messages = await tx.messages.of_thread(thread)
            if {message.status for message in messages} == {MessageStatus.DONE}:
                return
            await asyncio.sleep(0.1)
