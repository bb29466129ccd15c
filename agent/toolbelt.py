"""Our tools as LangChain tools. The gate has let a call through before it gets here."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from langchain.tools import ToolRuntime
from langchain_core.tools import StructuredTool
from langchain_core.utils.json_schema import dereference_refs
from pydantic import BaseModel

from agent.answers import Outcome, done, refused
from agent.arguments import parse
from agent.following import PATIENCE_S, Following, TimeLimit
from agent.turn import TurnContext
from domain.errors import DomainError
from domain.ids import VideoId, short
from domain.usecases.turn_to_video import turn_to_video
from tools.context import ToolContext
from tools.spec import AboutVideo, Answer, AnyTool, Approved

TOOL_TIME_S: Final = 120.0
"""A tool's own work, without the time in which it waits for a job."""

logger = structlog.get_logger()


class TooSlow(DomainError):
    code = "too_slow"


class ToolBroke(DomainError):
    """Stands in front of an unexpected exception, whose text nobody is shown. ``fault`` is the
    kind of exception."""

    code = "tool_broke"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds: how long a tool may work, and how long it may wait for one job."""

    tool_time_s: float = TOOL_TIME_S
    patience_s: float = PATIENCE_S


def dress(tool: AnyTool, pace: Pace) -> StructuredTool:
    """The model's view of ``tool``. Its artifact is an ``Outcome``, which the gate writes down."""

    async def run(runtime: ToolRuntime[TurnContext], **args: Any) -> tuple[str, Outcome]:
        outcome = await _perform(tool, parse(tool, args), runtime, pace)
        return outcome.content, outcome

    schema = dereference_refs(tool.args.model_json_schema())
    schema.pop("$defs", None)
    return StructuredTool(
        name=tool.name,
        description=tool.description,
        args_schema=schema,
        coroutine=run,
        response_format="content_and_artifact",
    )


async def _perform(
    tool: AnyTool, args: BaseModel, runtime: ToolRuntime[TurnContext], pace: Pace
) -> Outcome:
    turn = runtime.context
    try:
        answer: Answer = await _guarded(tool, tool.run, args, runtime, pace)
    except DomainError as refusal:
        return refused(refusal, turn.locale)
    if isinstance(answer, AboutVideo) and answer.video_id:
        video_id = VideoId(answer.video_id)
        await turn_to_video(world=turn.world, thread_id=turn.thread_id, video_id=video_id)
    return done(answer, turn.locale)


async def prepare(
    tool: AnyTool,
    approved: Approved[Any],
    args: BaseModel,
    runtime: ToolRuntime[TurnContext],
    pace: Pace,
) -> BaseModel:
    """The exact arguments that a person is asked about. Raises DomainError."""
    prepared: BaseModel = await _guarded(tool, approved.prepare, args, runtime, pace)
    return prepared


async def _guarded(
    tool: AnyTool,
    work: Callable[[Any, ToolContext], Awaitable[Any]],
    args: BaseModel,
    runtime: ToolRuntime[TurnContext],
    pace: Pace,
) -> Any:
    """Raises DomainError and nothing else: TooSlow, ToolBroke, or what ``work`` refused."""
    scope = asyncio.timeout(pace.tool_time_s)
    try:
        async with scope:
            return await work(args, _tool_context(runtime, pace, scope))
    except DomainError:
        raise
    except Exception as error:
        if isinstance(error, TimeoutError) and scope.expired():
            raise TooSlow(tool=tool.name, seconds=round(pace.tool_time_s)) from error
        reference = short(runtime.context.world.new_id())
        logger.exception("tool broke", tool=tool.name, reference=reference)
        raise ToolBroke(tool=tool.name, reference=reference, fault=type(error).__name__) from error


def _tool_context(
    runtime: ToolRuntime[TurnContext], pace: Pace, scope: asyncio.Timeout
) -> ToolContext:
    turn = runtime.context
    call_id = runtime.tool_call_id or ""
    following = Following(
        world=turn.world,
        locale=turn.locale,
        call_id=call_id,
        tell=runtime.stream_writer,
        limit=TimeLimit(scope, seconds=pace.tool_time_s),
        patience_s=pace.patience_s,
    )
    return ToolContext(
        principal=turn.principal,
        locale=turn.locale,
        thread_id=turn.thread_id,
        request_key=turn.request_key(call_id),
        zone=turn.zone,
        world=turn.world,
        follow=following,
        outside=turn.outside,
    )
