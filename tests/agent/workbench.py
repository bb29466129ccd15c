"""Small real tools for the conversation's tests. What they do is an event in the ledger."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field

from domain.errors import NotFound
from domain.ids import JobId
from domain.job import JobKind, NewJob
from domain.ledger import EntityType, Entry, Kind, Question
from domain.ports import World
from domain.texts import Locale
from tools.context import ToolContext
from tools.spec import Answer, AnyTool, Approved, Risk, tool

EFFECT: Final = Kind.CLIP_CREATED
OUTWARD_EFFECT: Final = Kind.CLIP_PUBLISHED


async def effects(world: World, kind: Kind = EFFECT) -> list[Mapping[str, object]]:
    """Oldest first."""
    async with world.uow() as tx:
        events = await tx.ledger.ask(Question(kinds=(kind,)))
    return [event.entry.metadata for event in reversed(events)]


class Said(Answer):
    heard: str


class Look(BaseModel):
    subject: str = Field(min_length=2)
    count: int = Field(default=1, ge=1, le=9)
    platform: Literal["youtube", "tiktok"] = "youtube"


@tool(risk=Risk.READ, examples=["look at {subject}"])
async def look(args: Look, context: ToolContext) -> Said:
    """Look at something."""
    return Said(summary=f"Looked at {args.subject}.", heard=args.subject)


class Text(BaseModel):
    text: str


@tool(risk=Risk.WRITE, examples=["write {text}"])
async def write(args: Text, context: ToolContext) -> Said:
    """Write something down, once per request."""
    await _have_effect(context, EFFECT, args.text)
    return Said(summary=f"Wrote {args.text}.", heard=args.text)


async def _have_effect(context: ToolContext, kind: Kind, text: str) -> None:
    async with context.world.uow() as tx:
        if await tx.requests.find(context.request_key):
            return
        await tx.requests.remember(context.request_key, context.world.new_id())
        await tx.ledger.append(
            Entry(
                kind=kind,
                entity_type=EntityType.THREAD,
                entity_id=context.thread_id,
                actor=context.principal.actor,
                metadata={"text": text},
            )
        )


async def _louder(args: Text, context: ToolContext) -> Text:
    if args.text == "nothing":
        raise NotFound(what="clip", ref=args.text)
    async with context.world.uow() as tx:
        earlier = await tx.ledger.count(Question(kinds=(Kind.VIDEO_UPLOADED,)))
    return Text(text=f"{args.text.upper()} {earlier}")


def _announce(args: Text, locale: Locale) -> str:
    return f"Gritar «{args.text}»." if locale is Locale.ES else f"Shout “{args.text}”."


@tool(
    risk=Risk.OUTWARD,
    examples=["shout {text}"],
    approval=Approved(prepare=_louder, summarise=_announce),
)
async def shout(args: Text, context: ToolContext) -> Said:
    """Say something to the whole world."""
    await _have_effect(context, OUTWARD_EFFECT, args.text)
    return Said(summary=f"Shouted {args.text}.", heard=args.text)


class Nothing(BaseModel):
    pass


@tool(risk=Risk.OUTWARD, examples=["hush", "stop everything"])
async def hush(args: Nothing, context: ToolContext) -> Said:
    """Take back what would be said to the world; nobody has to approve that."""
    await _have_effect(context, EFFECT, "hush")
    return Said(summary="Hushed.", heard="")


@tool(risk=Risk.ADMIN, examples=["rule"])
async def rule(args: Nothing, context: ToolContext) -> Said:
    """Do what only an admin may do."""
    return Said(summary="Ruled.", heard="")


@tool(risk=Risk.READ, examples=["break"])
async def break_down(args: Nothing, context: ToolContext) -> Said:
    """Fail in a way that nobody foresaw."""
    raise RuntimeError("password=hunter2")


@tool(risk=Risk.READ, examples=["miss"])
async def miss(args: Nothing, context: ToolContext) -> Said:
    """Look for a clip that is not there."""
    raise NotFound(what="clip", ref="7")


@tool(risk=Risk.READ, examples=["dawdle"])
async def dawdle(args: Nothing, context: ToolContext) -> Said:
    """Never come to an end."""
    await asyncio.Event().wait()
    return Said(summary="", heard="")


class Marked(BaseModel):
    marker: str


@tool(risk=Risk.WRITE, examples=["crash {marker}"])
async def crash(args: Marked, context: ToolContext) -> Said:
    """Have an effect, then take the process down with it, the first time."""
    await _have_effect(context, EFFECT, "crash")
    if not Path(args.marker).exists():
        Path(args.marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Said(summary="Came through.", heard="")


async def _as_it_is(args: Marked, context: ToolContext) -> Marked:
    return args


def _risky(args: Marked, locale: Locale) -> str:
    return "Take a risk."


@tool(
    risk=Risk.OUTWARD,
    examples=["risk {marker}"],
    approval=Approved(prepare=_as_it_is, summarise=_risky),
)
async def risk(args: Marked, context: ToolContext) -> Said:
    """Take the process down before the effect, the first time."""
    if not Path(args.marker).exists():
        Path(args.marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    await _have_effect(context, OUTWARD_EFFECT, "risk")
    return Said(summary="Risked.", heard="")


@tool(risk=Risk.WRITE, examples=["work"])
async def work(args: Nothing, context: ToolContext) -> Said:
    """Start a job and wait for it."""
    async with context.world.uow() as tx:
        job = await tx.jobs.enqueue(
            NewJob(
                kind=JobKind.SCORE_CLIPS,
                payload={},
                requested_by=context.principal.actor,
                request_key=context.request_key,
            )
        )
    ended = await context.follow(JobId(job.id))
    return Said(summary=f"The job is {ended.status.value}.", heard=ended.id)


TOOLS: Final[tuple[AnyTool, ...]] = (
    look,
    write,
    shout,
    hush,
    rule,
    break_down,
    miss,
    dawdle,
    crash,
    risk,
    work,
)
