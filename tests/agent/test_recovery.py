"""Processes that are killed in the middle of a turn: the turn ends elsewhere, with one effect."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from agent.events import Reply
from domain.access import Role
from domain.approval import ApprovalStatus
from domain.ids import ThreadId
from domain.thread import MessageStatus
from tests.agent.conftest import Stage
from tests.agent.workbench import EFFECT, OUTWARD_EFFECT, effects
from tests.fakes.clock import FixedClock
from tests.fakes.scripted_model import obeys

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
