"""The gate in front of every tool call. It stands outside the model: what the person may do is
read from the database for each call, and what needs a yes waits here for it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.agents.middleware.types import ToolCallRequest
from langchain.tools import ToolRuntime
from langchain_core.messages import ToolCall, ToolMessage
from langgraph.types import Command

from agent.answers import Outcome, refused
from agent.arguments import parse
from agent.consent import DENIALS, Consent
from agent.events import ActionFinished, ActionStarted, ActionStatus
from agent.history import tool_calls, turn_of
from agent.limits import Limits
from agent.records import call_entries
from agent.toolbelt import Pace
from agent.turn import TurnContext
from domain.access import Forbidden, NotSignedIn, principal_of
from domain.errors import DomainError
from tools.spec import AnyTool


class NoSuchTool(DomainError):
    code = "no_such_tool"


class TooManyCalls(DomainError):
    code = "too_many_calls"


_DENIALS: Final = (*DENIALS, NoSuchTool, TooManyCalls, Forbidden, NotSignedIn)
_Execute = Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A call that may go on: for whom, and with exactly which arguments."""

    turn: TurnContext
    args: Mapping[str, Any]


class Gate(AgentMiddleware[AgentState[Any], TurnContext]):
    def __init__(self, tools: Sequence[AnyTool], *, limits: Limits, pace: Pace) -> None:
        super().__init__()
        self._tools: Mapping[str, AnyTool] = {one.name: one for one in tools}
        self._limits = limits
        self._consent = Consent(pace)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: _Execute
    ) -> ToolMessage | Command[Any]:
        """An interrupt is raised while the call waits for a person; then it starts here again."""
        call, turn = request.tool_call, _turn(request)
        started = asyncio.get_running_loop().time()
        tell = request.runtime.stream_writer
        tell(ActionStarted(id=_id(call), tool=call["name"], args=call["args"]))
        args: Mapping[str, Any] = call["args"]
        try:
            passage = await self._admit(request)
        except DomainError as refusal:
            outcome = refused(refusal, turn.locale, status=_status(refusal))
        else:
            args = passage.args
            outcome = await _carry_out(request, passage, handler)
        spent_s = asyncio.get_running_loop().time() - started
        async with turn.world.uow() as tx:
            for entry in call_entries(turn, call, args, outcome, spent_s=spent_s):
                await tx.ledger.append(entry)
        tell(_finished(call, outcome))
        return outcome.message(call, args)

    async def _admit(self, request: ToolCallRequest) -> Passage:
        """Raises DomainError. Whatever is not known to be allowed is refused."""
        call = request.tool_call
        self._require_room(request)
        tool = self._tools.get(call["name"])
        if tool is None:
            raise NoSuchTool(tool=call["name"], known=", ".join(self._tools))
        turn = await _as_of_now(_turn(request))
        turn.principal.require(tool.risk.permission)
        args = parse(tool, call["args"])
        if tool.approval is None:
            return Passage(turn=turn, args=args.model_dump(mode="json"))
        runtime = _runtime(request, turn)
        exact = await self._consent.exact_args(tool, tool.approval, args, runtime)
        return Passage(turn=turn, args=exact)

    def _require_room(self, request: ToolCallRequest) -> None:
        calls = tool_calls(turn_of(request.state["messages"]))
        place = [call["id"] for call in calls].index(request.tool_call["id"])
        if place >= self._limits.tool_calls:
            raise TooManyCalls(limit=self._limits.tool_calls)


async def _as_of_now(turn: TurnContext) -> TurnContext:
    """With the role that the person has now. Raises NotSignedIn, NotFound."""
    async with turn.world.uow() as tx:
        user = await tx.users.get(turn.principal.user_id)
    return replace(turn, principal=principal_of(user, scopes=turn.principal.scopes))


async def _carry_out(request: ToolCallRequest, passage: Passage, handler: _Execute) -> Outcome:
    runtime: Any = _runtime(request, passage.turn)
    message = await handler(
        ToolCallRequest(
            tool_call={**request.tool_call, "args": dict(passage.args)},
            tool=request.tool,
            state=request.state,
            runtime=runtime,
        )
    )
    if isinstance(message, ToolMessage) and isinstance(message.artifact, Outcome):
        return message.artifact
    raise TypeError(f"{request.tool_call['name']} was not dressed by the toolbelt")


def _runtime(request: ToolCallRequest, turn: TurnContext) -> ToolRuntime[TurnContext]:
    runtime: Any = request.runtime
    changed: ToolRuntime[TurnContext] = replace(runtime, context=turn)
    return changed


def _turn(request: ToolCallRequest) -> TurnContext:
    runtime: Any = request.runtime
    turn: TurnContext = runtime.context
    return turn


def _status(refusal: DomainError) -> ActionStatus:
    return ActionStatus.DENIED if isinstance(refusal, _DENIALS) else ActionStatus.FAILED


def _finished(call: ToolCall, outcome: Outcome) -> ActionFinished:
    return ActionFinished(
        id=_id(call),
        tool=call["name"],
        status=outcome.status,
        result=outcome.result,
        error=outcome.error,
    )


def _id(call: ToolCall) -> str:
    return call["id"] or ""
