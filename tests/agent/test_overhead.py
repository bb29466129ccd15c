"""What a turn costs in the checkpoint tables, which grow with every step."""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from tests.agent.conftest import Stage
from tests.fakes.scripted_model import obeys


async def test_a_turn_with_one_tool_takes_at_most_six_checkpoints(
    stage: Stage, saver: BaseCheckpointSaver[Any]
) -> None:
    editor = await stage.person()

    reply = await stage.say(
        stage.process(obeys(("look", {"subject": "it"}, "c1"))), editor, "look at it"
    )

    config: Any = {"configurable": {"thread_id": reply.thread}}
    assert len([one async for one in saver.alist(config)]) <= 6
