"""The graph as the turns use it: run it, look into it, stop it between two steps."""

from collections.abc import Sequence
from typing import Any, Final

from langchain_core.messages import AIMessageChunk, AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.runtime import RunControl
from langgraph.types import StreamMode

from agent.events import Token, TurnEvent
from agent.graph import Agent
from agent.history import open_calls, turn_of
from agent.hub import Hub
from agent.turn import TurnContext
from domain.ids import MessageId, ThreadId

_MAX_STEPS: Final = 200
"""A net under the limits on model and tool calls, which end a turn with a sentence."""


class Flow:
    def __init__(self, graph: Agent, hub: Hub) -> None:
        self._graph = graph
        self._hub = hub
        self._controls: set[RunControl] = set()

    def drain(self) -> None:
        """Running turns stop at their next step and go on where somebody picks them up."""
        for control in self._controls:
            control.request_drain("shutdown")

    async def messages(self, thread_id: ThreadId) -> Sequence[AnyMessage]:
        state = await self._graph.aget_state(_config(thread_id))
        messages: Sequence[AnyMessage] = state.values.get("messages", [])
        return messages

    async def standing(self, thread_id: ThreadId) -> tuple[MessageId, list[str]] | None:
        """The message whose turn the graph did not finish, and the calls that it stands at."""
        messages = turn_of(await self.messages(thread_id))
        calls = [call["id"] or "" for call in open_calls(messages)]
        if not calls or messages[0].id is None:
            return None
        return MessageId(messages[0].id), calls

    async def run(self, turn: TurnContext, text: str | None) -> Sequence[AnyMessage]:
        """The turn's messages, as far as it got. Without ``text`` it goes on from its last step.

        Every step is written before the next one begins: a call whose id was not stored yet could
        have its effect twice. Raises GraphDrained.
        """
        start = None if text is None else {"messages": [HumanMessage(text, id=turn.message_id)]}
        control = RunControl()
        self._controls.add(control)
        messages: Sequence[AnyMessage] = []
        try:
            async for part in self._graph.astream(
                start,
                _config(_line_of(turn)),
                context=turn,
                stream_mode=self._modes(turn.message_id),
                durability="sync",
                control=control,
                version="v2",
            ):
                if part["type"] == "values":
                    messages = part["data"]["messages"]
                else:
                    self._pass_on(turn.message_id, part)
        finally:
            self._controls.discard(control)
        return turn_of(messages)

    def _modes(self, message_id: MessageId) -> list[StreamMode]:
        streamed = self._hub.wants_tokens(message_id)
        return ["values", "custom", "messages"] if streamed else ["values", "custom"]

    def _pass_on(self, message_id: MessageId, part: Any) -> None:
        if part["type"] == "custom" and isinstance(part["data"], TurnEvent):
            self._hub.tell(message_id, part["data"])
        elif part["type"] == "messages":
            chunk, _ = part["data"]
            if isinstance(chunk, AIMessageChunk) and chunk.text:
                self._hub.tell(message_id, Token(text=chunk.text, part=chunk.id or ""))


def _line_of(turn: TurnContext) -> str:
    """Whose checkpoints are written: a turn that stands aside leaves those of the one that waits
    as they are."""
    return f"{turn.thread_id}/{turn.message_id}" if turn.aside else turn.thread_id


def _config(thread_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id}, "recursion_limit": _MAX_STEPS}
