"""Tools that move the edges of a clip."""

import re
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from domain.cutting import Change
from domain.errors import Invalid
from domain.job import Job
from domain.texts import say
from domain.usecases.request_adjustment import request_adjustment
from tools.context import ToolContext
from tools.following import follow, going_on
from tools.references import find_clip
from tools.showing import Clips, lines, views
from tools.spec import AnyTool, Risk, tool

_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d{1,3})?)")
_LONGEST_S: Final = 86_400


def _in_seconds(value: object) -> object:
    """``1:03`` and ``1:02:03.5`` as seconds; everything else as it is."""
    clock = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if clock is None:
        return value
    hours, minutes, seconds = clock.groups(default="0")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


Place = Annotated[
    float,
    BeforeValidator(_in_seconds),
    Field(ge=0, le=_LONGEST_S),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]}),
]
"""A moment of a video: seconds, or a clock like ``1:03``."""

Length = Annotated[float, Field(gt=0, le=_LONGEST_S)]


class AdjustClip(BaseModel):
    clip: str | None = Field(
        default=None, description="A number or an id; without: the only clip of the last cut."
    )
    longer_seconds: Length | None = Field(default=None, description="How much longer, at its end.")
    shorter_seconds: Length | None = Field(
        default=None, description="How much shorter, at its end."
    )
    earlier_seconds: Length | None = Field(
        default=None, description="How much earlier it starts; it grows by that."
    )
    later_seconds: Length | None = Field(
        default=None, description="How much later it starts; it shrinks by that."
    )
    start: Place | None = Field(
        default=None, description='Where in the video it starts: seconds, or "1:03".'
    )
    end: Place | None = Field(
        default=None, description='Where in the video it ends: seconds, or "1:20".'
    )
    drop_intro: bool = Field(
        default=False, description="Begin where the matter begins, not the introduction."
    )


class Adjusted(Clips):
    job_id: str


@tool(
    risk=Risk.WRITE,
    examples=(
        "make {clip} {longer_seconds} longer",
        "make {clip} longer",
        "make {clip} shorter",
        "extend {clip} by {longer_seconds}",
        "add {longer_seconds} to {clip}",
        "make {clip} {shorter_seconds} shorter",
        "shorten {clip} by {shorter_seconds}",
        "trim {shorter_seconds} off {clip}",
        "cut {shorter_seconds} off {clip}",
        "set {clip} from {start} to {end}",
        "make {clip} go from {start} to {end}",
        "start {clip} at {start}",
        "make {clip} start at {start}",
        "start at {start}",
        "start {clip} {earlier_seconds} earlier",
        "start {clip} {later_seconds} later",
        "end {clip} at {end}",
        "make {clip} end at {end}",
        "end at {end}",
        "drop {drop_intro} of {clip}",
        "remove {drop_intro} from {clip}",
        "skip {drop_intro}",
        "haz {clip} {longer_seconds} más largo",
        "alarga {clip} {longer_seconds}",
        "alarga {clip}",
        "acorta {clip}",
        "añade {longer_seconds} a {clip}",
        "haz {clip} {shorter_seconds} más corto",
        "acorta {clip} {shorter_seconds}",
        "recorta {shorter_seconds} a {clip}",
        "quita {shorter_seconds} a {clip}",
        "que {clip} sea {longer_seconds} más largo",
        "que {clip} sea más largo",
        "que {clip} sea {shorter_seconds} más corto",
        "que {clip} sea más corto",
        "empieza {clip} en {start}",
        "haz que {clip} empiece en {start}",
        "que empiece en {start}",
        "empieza {clip} {earlier_seconds} antes",
        "empieza {clip} {later_seconds} más tarde",
        "empieza {clip} {later_seconds} después",
        "pon {clip} de {start} a {end}",
        "haz que {clip} vaya de {start} a {end}",
        "termina {clip} en {end}",
        "haz que {clip} termine en {end}",
        "acaba {clip} en {end}",
        "que acabe en {end}",
        "quita {drop_intro} de {clip}",
        "sáltate {drop_intro} de {clip}",
    ),
)
async def adjust_clip(args: AdjustClip, context: ToolContext) -> Adjusted:
    """Move the edges of an existing clip: longer, shorter, another start or end, or without its
    introduction. It keeps its number; its versions are made anew. Waits until it is ready."""
    change = _change(args)
    async with context.world.uow() as tx:
        clip = await find_clip(tx, args.clip, thread_id=context.thread_id)
    job = await request_adjustment(
        world=context.world,
        principal=context.principal,
        clip_id=clip.id,
        change=change,
        request_key=context.request_key,
    )
    done = await follow(context, job.id)
    if done is None:
        summary = await going_on(context, job.id)
        return Adjusted(summary=summary, video_id=clip.video_id, clips=[], job_id=job.id)
    async with context.world.uow() as tx:
        shown = await views(tx, [await tx.clips.get(clip.id)], context.links)
    summary = say(_key(done), context.locale, lines=lines(shown, context.locale))
    return Adjusted(summary=summary, video_id=clip.video_id, clips=shown, job_id=job.id)


def _change(args: AdjustClip) -> Change:
    """Raises Invalid."""
    change = Change(
        start_ms=None if args.start is None else _ms(args.start),
        end_ms=None if args.end is None else _ms(args.end),
        longer_ms=_ms(args.longer_seconds) - _ms(args.shorter_seconds),
        earlier_ms=_ms(args.earlier_seconds) - _ms(args.later_seconds),
        drop_intro=args.drop_intro,
    )
    if change == Change():
        raise Invalid("nothing_to_change")
    return change


def _ms(seconds: float | None) -> int:
    return round((seconds or 0) * 1000)


def _key(job: Job) -> str:
    return "clips.adjusted" if job.result.get("changed") else "clips.unchanged"


TOOLS: Final[tuple[AnyTool, ...]] = (adjust_clip,)
