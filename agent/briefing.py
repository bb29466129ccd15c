"""What a model is shown: its instructions, the facts of the turn, only the tools that the person
may use, and a history without loose ends."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    BaseMessage,
    InvalidToolCall,
    SystemMessage,
    ToolCall,
)
from langchain_core.messages.tool import tool_call
from langchain_core.tools import BaseTool

from agent.history import recent, tool_calls, with_answers
from agent.turn import TurnContext
from domain.access import Permission, Principal
from domain.texts import say
from tools.spec import AnyTool


class Briefing(AgentMiddleware[AgentState[Any], TurnContext]):
    def __init__(self, tools: Sequence[AnyTool], *, instructions: str) -> None:
        super().__init__()
        self._needs: Mapping[str, Permission] = {one.name: one.risk.permission for one in tools}
        self._instructions = instructions

    async def awrap_model_call(
        self,
        request: ModelRequest[TurnContext],
        handler: Callable[[ModelRequest[TurnContext]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        turn = request.runtime.context
        lost = say("agent.call_lost", turn.locale)
        briefed = request.override(
            messages=with_answers(recent(request.messages), lost=lost),
            system_message=SystemMessage(content=f"{self._instructions}\n{_facts(turn)}"),
            tools=[one for one in request.tools if self._may_use(turn.principal, one)],
        )
        response = await handler(briefed)
        response.result = [_sound(message, request.messages) for message in response.result]
        return response

    def _may_use(self, principal: Principal, tool: BaseTool | dict[str, Any]) -> bool:
        needed = self._needs.get(tool.name) if isinstance(tool, BaseTool) else None
        return needed is not None and principal.may(needed)


def _facts(turn: TurnContext) -> str:
    now = turn.world.clock.now().astimezone(turn.zone)
    return (
        f"- It is {now:%A %Y-%m-%d %H:%M}, time zone {turn.zone.key}.\n"
        f"- The person writes in: {turn.locale.value}. Role: {turn.principal.role.value}."
    )


def _sound(message: BaseMessage, before: Sequence[AnyMessage]) -> BaseMessage:
    """A call's id names its effect for good, so an id that a model used before is replaced; and a
    call whose arguments were not JSON goes on to the gate, which says what would work."""
    if not isinstance(message, AIMessage):
        return message
    wanted = [*message.tool_calls, *map(_readable, message.invalid_tool_calls)]
    used = {call["id"] for call in tool_calls(before)}
    calls: list[ToolCall] = []
    for call in wanted:
        id_ = call["id"] if call["id"] and call["id"] not in used else f"call_{uuid.uuid4().hex}"
        used.add(id_)
        calls.append(tool_call(name=call["name"], args=call["args"], id=id_))
    if [call["id"] for call in calls] == [call["id"] for call in message.tool_calls]:
        return message
    extras = {key: kept for key, kept in message.additional_kwargs.items() if key != "tool_calls"}
    return message.model_copy(
        update={"tool_calls": calls, "invalid_tool_calls": [], "additional_kwargs": extras}
    )


def _readable(call: InvalidToolCall) -> ToolCall:
    args = {"unreadable": (call["args"] or "")[:200]}
    return tool_call(name=call["name"] or "?", args=args, id=call["id"])
