"""How much one message may cost, and the friendly end when it would cost more."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage

from agent.history import model_calls, tool_calls, turn_of
from agent.turn import TurnContext
from domain.texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Per message of a person."""

    model_calls: int = 25
    tool_calls: int = 40


class StopInTime(AgentMiddleware[AgentState[Any], TurnContext]):
    """Answers in the model's place once the limit is reached, so that the loop ends."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    async def awrap_model_call(
        self,
        request: ModelRequest[TurnContext],
        handler: Callable[[ModelRequest[TurnContext]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any] | AIMessage:
        turn = turn_of(request.messages)
        limits = self._limits
        if model_calls(turn) < limits.model_calls and len(tool_calls(turn)) < limits.tool_calls:
            return await handler(request)
        locale = request.runtime.context.locale
        return AIMessage(content=say("agent.limit_reached", locale, limit=len(tool_calls(turn))))
