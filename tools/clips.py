"""Tools about clips: cutting, rendering, showing."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import BaseModel, Field

from domain.clip import Clip, Variant
from domain.cutting import CutRequest
from domain.errors import Invalid
from domain.ids import ClipId, VideoId
from domain.platforms import Platform
from domain.ports import Transaction
from domain.scoring import ClipScore
from domain.texts import Locale, say
from domain.texts.forms import listing, number, seconds, timecode
from domain.usecases.request_cut import request_cut
from domain.usecases.request_variants import request_variants
from tools.context import ToolContext
from tools.following import follow, going_on
from tools.references import find_clips, find_video
from tools.spec import Answer, AnyTool, Risk, tool


class ClipView(BaseModel):
    id: str
    number: int
    start_ms: int
    end_ms: int
    reasons: list[str]
    scores: dict[str, float]


class Clips(Answer):
    video_id: str | None
    clips: list[ClipView]


class ListClips(BaseModel):
    video: str | None = Field(default=None, description='An id, a title, or "last".')


@tool(
    risk=Risk.READ,
    examples=(
        "list clips",
        "show me the clips",
        "what clips are there",
        "how many clips are there",
        "cuántos clips hay",
        "qué clips hay",
        "show the clips of {video}",
        "lista los clips",
        "enséñame los clips",
        "muestra los clips de {video}",
    ),
)
async def list_clips(args: ListClips, context: ToolContext) -> Clips:
    """List the clips of a video with their places, reasons and scores."""
    async with context.world.uow() as tx:
        video = await find_video(tx, args.video)
        clips = await tx.clips.of_video(video.id)
        scores = await tx.scores.latest([clip.id for clip in clips])
    if not clips:
        return Clips(summary=say("clips.none", context.locale), video_id=video.id, clips=[])
    return _answer("clips.list", clips, scores, video_title=video.title, locale=context.locale)


class CutVideo(BaseModel):
    video: str | None = Field(default=None, description='An id, a title, or "last".')
    count: int = Field(default=3, description="How many clips.")
    min_seconds: float = Field(default=15, description="The shortest a clip may be.")
    max_seconds: float = Field(default=60, description="The longest a clip may be.")
    platforms: list[Platform] = Field(
        default_factory=list, description="Also render a vertical version for each of these."
    )


class CutClips(Clips):
    job_id: str


@tool(
    risk=Risk.WRITE,
    examples=(
        "cut {count} clips of {min_seconds} to {max_seconds} seconds",
        "cut {count} clips from {video}",
        "cut {count} clips for {platforms}",
        "cut {count} clips",
        "I want {count} clips of {video}",
        "give me {count} clips of {min_seconds} to {max_seconds} seconds",
        "trim {count} clips",
        "cut the video {video}",
        "make {count} clips of {min_seconds} to {max_seconds} seconds from {video}",
        "corta {count} clips de {min_seconds} a {max_seconds} segundos",
        "corta {count} clips del vídeo {video}",
        "corta {count} clips para {platforms}",
        "corta {count} clips",
        "quiero {count} clips de {video}",
        "dame {count} clips de {min_seconds} a {max_seconds} segundos",
        "hazme {count} clips",
        "corta el vídeo {video}",
        "saca {count} clips de {min_seconds} a {max_seconds} segundos de {video}",
    ),
)
async def cut_video(args: CutVideo, context: ToolContext) -> CutClips:
    """Cut the best moments of a video into clips. Waits until they are ready."""
    if not 0 < args.min_seconds <= 86_400 or not 0 < args.max_seconds <= 86_400:
        raise Invalid("seconds")
    async with context.world.uow() as tx:
        video = await find_video(tx, args.video)
    job = await request_cut(
        world=context.world,
        principal=context.principal,
        video_id=video.id,
        request=CutRequest(
            count=args.count,
            min_ms=round(args.min_seconds * 1000),
            max_ms=round(args.max_seconds * 1000),
        ),
        platforms=args.platforms,
        request_key=context.request_key,
    )
    if await follow(context, job.id) is None:
        summary = await going_on(context, job.id)
        return CutClips(summary=summary, video_id=video.id, clips=[], job_id=job.id)
    async with context.world.uow() as tx:
        clips = await tx.clips.of_job(job.id)
    told = _answer("clips.cut", clips, [], video_title=video.title, locale=context.locale)
    return CutClips(**told.model_dump(), job_id=job.id)


class RenderVariants(BaseModel):
    clips: str | None = Field(default=None, description='Numbers ("2,3"), ids, "all" or "best".')
    platforms: list[Platform] = Field(description="Where they are for.")


class Rendered(Answer):
    job_id: str
    variant_ids: list[str]


@tool(
    risk=Risk.WRITE,
    examples=(
        "render {clips} for {platforms}",
        "render them for {platforms}",
        "make versions of {clips} for {platforms}",
        "prepara {clips} para {platforms}",
        "renderiza {clips} para {platforms}",
        "haz versiones de {clips} para {platforms}",
    ),
)
async def render_variants(args: RenderVariants, context: ToolContext) -> Rendered:
    """Render vertical versions of clips for platforms. Waits until they are ready."""
    async with context.world.uow() as tx:
        clips = await find_clips(tx, args.clips)
    job = await request_variants(
        world=context.world,
        principal=context.principal,
        clip_ids=[clip.id for clip in clips],
        platforms=args.platforms,
        request_key=context.request_key,
    )
    if await follow(context, job.id) is None:
        summary = await going_on(context, job.id)
        return Rendered(summary=summary, job_id=job.id, variant_ids=[])
    async with context.world.uow() as tx:
        variants = await _variants(tx, clips, args.platforms)
    names = [_variant_name(variant, clips, context.locale) for variant in variants]
    summary = say(
        "clips.rendered", context.locale, count=len(names), names=listing(names, context.locale)
    )
    return Rendered(summary=summary, job_id=job.id, variant_ids=[v.id for v in variants])


async def _variants(
    tx: Transaction, clips: Sequence[Clip], platforms: Sequence[Platform]
) -> list[Variant]:
    found = await tx.clips.variants([clip.id for clip in clips])
    return [variant for variant in found if variant.platform in platforms]


def _variant_name(variant: Variant, clips: Sequence[Clip], locale: Locale) -> str:
    clip = next(clip for clip in clips if clip.id == variant.clip_id)
    return say("clips.rendered_name", locale, number=clip.number, platform=variant.platform.label)


def _answer(
    key: str,
    clips: Sequence[Clip],
    scores: Sequence[ClipScore],
    *,
    video_title: str,
    locale: Locale,
) -> Clips:
    by_clip: dict[ClipId, dict[Platform, float]] = {clip.id: {} for clip in clips}
    for scored in scores:
        by_clip[scored.clip_id][scored.platform] = scored.score.value
    lines = "\n".join(_line(clip, by_clip[clip.id], locale) for clip in clips)
    video_id: VideoId | None = clips[0].video_id if clips else None
    return Clips(
        summary=say(key, locale, count=len(clips), video=video_title, lines=lines),
        video_id=video_id,
        clips=[_view(clip, by_clip[clip.id]) for clip in clips],
    )


def _line(clip: Clip, scores: Mapping[Platform, float], locale: Locale) -> str:
    told = "".join(
        say("clips.line_score", locale, platform=platform.label, value=number(value, locale))
        for platform, value in scores.items()
    )
    why = [say(f"reason.{reason}", locale) for reason in clip.reasons]
    return say(
        "clips.line",
        locale,
        number=clip.number,
        start=timecode(clip.span.start_ms),
        end=timecode(clip.span.end_ms),
        length=seconds(clip.span.duration_ms, locale),
        score=told,
        why=listing(why, locale) or say("reason.none", locale),
    )


def _view(clip: Clip, scores: Mapping[Platform, float]) -> ClipView:
    return ClipView(
        id=clip.id,
        number=clip.number,
        start_ms=clip.span.start_ms,
        end_ms=clip.span.end_ms,
        reasons=[reason.value for reason in clip.reasons],
        scores={platform.value: value for platform, value in scores.items()},
    )


TOOLS: Final[tuple[AnyTool, ...]] = (list_clips, cut_video, render_variants)
