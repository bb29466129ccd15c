"""When a model fails, the next one answers; one that keeps failing is left alone for a while."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import httpx
import structlog
from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.exceptions import (
    ModelAuthenticationError,
    ModelError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
)
from langchain_core.messages import AIMessage, BaseMessage

from agent.events import ModelSwitched
from agent.interpreter.model import InterpreterModel
from agent.model import Candidate
from agent.turn import TurnContext

ANSWERED_BY: Final = "answered_by"
"""Where a message of the model says which candidate it came from."""
_MAX_FAILURES: Final = 3
_REST_S: Final = 60.0
_STEP_TIME_S: Final = 240.0
"""For one whole answer of one model, streaming included."""

logger = structlog.get_logger()
_Ask = Callable[[ModelRequest[TurnContext]], Awaitable[ModelResponse[Any]]]


@dataclass(slots=True)
class Circuit:
    """Opens after a few failures in a row, for a minute. Times are the event loop's."""

    failures: int = 0
    rests_until: float = 0.0

    def failed(self, now: float) -> None:
        self.failures += 1
        if self.failures >= _MAX_FAILURES:
            self.rests_until = now + _REST_S

    def worked(self) -> None:
        self.failures = 0
        self.rests_until = 0.0


class Fallback(AgentMiddleware[AgentState[Any], TurnContext]):
    """The last candidate is always asked when no other answered."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        super().__init__()
        self._candidates = candidates
        self._circuits = {one.name: Circuit() for one in candidates}

    async def awrap_model_call(
        self, request: ModelRequest[TurnContext], handler: _Ask
    ) -> ModelResponse[Any]:
        """Raises what the last candidate raised, and errors that another model would repeat."""
        if request.runtime.context.aside:
            return await self._aside(request, handler)
        *others, last = self._candidates
        for candidate in others:
            response = await self._try(candidate, request, handler)
            if response is not None:
                return response
        return _signed(await handler(_asking(request, last)), last)

    async def _aside(self, request: ModelRequest[TurnContext], handler: _Ask) -> ModelResponse[Any]:
        """Says nothing where there is no interpreter."""
        for candidate in self._candidates:
            if isinstance(candidate.model, InterpreterModel):
                modest = replace(candidate, model=candidate.model.holding_back())
                return _signed(await handler(_asking(request, modest)), candidate)
        return ModelResponse(result=[AIMessage(content="")])

    async def _try(
        self, candidate: Candidate, request: ModelRequest[TurnContext], handler: _Ask
    ) -> ModelResponse[Any] | None:
        """None when it is the next one's turn."""
        loop, circuit = asyncio.get_running_loop(), self._circuits[candidate.name]
        if loop.time() < circuit.rests_until:
            return None
        try:
            async with asyncio.timeout(_STEP_TIME_S):
                response = await handler(_asking(request, candidate))
        except (ModelError, httpx.TransportError, TimeoutError, ConnectionError) as error:
            if not _another_may_do(error):
                raise
            circuit.failed(loop.time())
            logger.warning("model failed", model=candidate.name, fault=type(error).__name__)
            request.runtime.stream_writer(ModelSwitched(gave_up=candidate.name))
            return None
        circuit.worked()
        return _signed(response, candidate)


def _asking(request: ModelRequest[TurnContext], candidate: Candidate) -> ModelRequest[TurnContext]:
    """The interpreter is told the turn's language; the others read it in their instructions."""
    model = candidate.model
    if isinstance(model, InterpreterModel):
        model = model.speaking(request.runtime.context.locale)
    return request.override(model=model)


def _another_may_do(error: Exception) -> bool:
    """A request that is wrong in itself would be wrong for the next model too; a key or a model
    name that one provider does not take says nothing about the next."""
    if not isinstance(error, ModelError) or error.is_retryable:
        return True
    return isinstance(
        error, ModelAuthenticationError | ModelPermissionDeniedError | ModelNotFoundError
    )


def _signed(response: ModelResponse[Any], candidate: Candidate) -> ModelResponse[Any]:
    response.result = [_with_name(message, candidate.name) for message in response.result]
    return response


def _with_name(message: BaseMessage, name: str) -> BaseMessage:
    if not isinstance(message, AIMessage):
        return message
    return message.model_copy(
        update={"response_metadata": {**message.response_metadata, ANSWERED_BY: name}}
    )
