"""Tools about clips: showing, cutting, rendering."""

from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, Field

from domain.clip import Clip, CutWish, Look, Variant
from domain.errors import Invalid
from domain.framing import Fit
from domain.job import Job
from domain.platforms import Aspect, Platform
from domain.ports import Heard, Transaction
from domain.ports.links import Shown
from domain.texts import Locale, say
from domain.texts.forms import listing
from domain.usecases.request_cut import request_cut
from domain.usecases.request_variants import request_variants
from domain.video import Video
from tools.context import ToolContext
from tools.following import follow, going_on
from tools.references import find_clip, find_clips, find_video
from tools.showing import Clips, lines, plain, sheet, views
from tools.spec import AboutVideo, AnyTool, Risk, tool

_USUAL_COUNT: Final = 3
_USUAL_LOW_S: Final = 15.0
_USUAL_HIGH_S: Final = 60.0
_LONGEST_S: Final = 86_400


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
    """List the clips of a video: number, title, place, scores, reasons, versions, and for each
    the addresses where a person can watch it. Pass those on as they are."""
    async with context.world.uow() as tx:
        video = await find_video(tx, args.video, thread_id=context.thread_id)
        clips = await tx.clips.of_video(video.id)
    if not clips:
        return Clips(summary=say("clips.none", context.locale), video_id=video.id, clips=[])
    return await _answer("clips.list", video, clips, context)


class CutVideo(BaseModel):
    video: str | None = Field(default=None, description='An id, a title, or "last".')
    count: int | None = Field(
        default=None, description='How many clips. Without: 1 with "about", else 3.'
    )
    min_seconds: float | None = Field(
        default=None, description='The shortest a clip may be. Without: 15, or as "like" is.'
    )
    max_seconds: float | None = Field(
        default=None, description='The longest a clip may be. Without: 60, or as "like" is.'
    )
    platforms: list[Platform] = Field(
        default_factory=list, description="Also render a version for each of these."
    )
    about: str | None = Field(
        default=None,
        description="What is talked about in the clips, as the video would say it: a few words.",
    )
    like: str | None = Field(
        default=None, description='A clip that the new ones should resemble: "2", or an id.'
    )
    aspect: Aspect | None = Field(
        default=None,
        description="The shape of the versions, 9:16 if not said. Without platforms, for all.",
    )
    fit: Fit = Field(
        default=Fit.AUTO,
        description="How a wider picture is shown on the versions: crop follows who is seen, "
        "whole shows all of it over a blur, auto decides shot by shot.",
    )
    captions: bool = Field(default=True, description="Write what is said on the versions.")


class CutClips(Clips):
    """``words``: whether what is said in the video is known, or why not."""

    job_id: str
    words: str | None = None


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
        "cut the part where she talks about {about}",
        "give me the part where she talks about {about}",
        "cut {count} clips about {about}",
        "make a clip about {about}",
        "cut {count} more like {like}",
        "give me {count} more like {like}",
        "{count} more like {like}",
        "more like {like}",
        "more clips like {like}",
        "corta {count} clips de {min_seconds} a {max_seconds} segundos",
        "corta {count} clips del vídeo {video}",
        "corta {count} clips para {platforms}",
        "corta {count} clips",
        "quiero {count} clips de {video}",
        "dame {count} clips de {min_seconds} a {max_seconds} segundos",
        "hazme {count} clips",
        "corta el vídeo {video}",
        "saca {count} clips de {min_seconds} a {max_seconds} segundos de {video}",
        "corta la parte donde habla de {about}",
        "dame la parte donde habla de {about}",
        "quiero la parte donde habla de {about}",
        "corta {count} clips sobre {about}",
        "haz un clip sobre {about}",
        "corta {count} más como {like}",
        "dame {count} más como {like}",
        "{count} más como {like}",
        "más como {like}",
        "otros {count} como {like}",
        "más clips como {like}",
    ),
)
async def cut_video(args: CutVideo, context: ToolContext) -> CutClips:
    """Cut the best moments of a video into clips: all over it, where something is talked about
    ("about"), or moments like an existing clip ("like"). Waits until they are ready."""
    async with context.world.uow() as tx:
        like = await find_clip(tx, args.like, thread_id=context.thread_id) if args.like else None
        video = await _video(tx, args.video, like, context)
    job = await request_cut(
        world=context.world,
        principal=context.principal,
        video_id=video.id,
        wish=_wish(args, like, video),
        request_key=context.request_key,
    )
    done = await follow(context, job.id)
    if done is None:
        summary = await going_on(context, job.id)
        return CutClips(summary=summary, video_id=video.id, clips=[], job_id=job.id)
    async with context.world.uow() as tx:
        clips = await tx.clips.of_job(job.id)
    told = await _answer("clips.cut", video, clips, context)
    notes = "".join(f"\n{note}" for note in _notes(done, context.locale))
    given = {**told.model_dump(), "summary": f"{told.summary}{notes}"}
    return CutClips(**given, job_id=job.id, words=_words(done))


async def _video(
    tx: Transaction, reference: str | None, like: Clip | None, context: ToolContext
) -> Video:
    """A clip that the new ones should resemble says which video is meant."""
    if like and not reference:
        return await tx.videos.get(like.video_id)
    return await find_video(tx, reference, thread_id=context.thread_id)


def _wish(args: CutVideo, like: Clip | None, video: Video) -> CutWish:
    """Raises Invalid."""
    min_ms, max_ms = _lengths(args, like)
    about = (args.about or "").strip() or None
    room = max(1, video.probe.duration_ms // min_ms)
    usual = 1 if about else min(_USUAL_COUNT, room)
    return CutWish(
        count=usual if args.count is None else args.count,
        min_ms=min_ms,
        max_ms=max_ms,
        platforms=tuple(args.platforms or (Platform if args.aspect else ())),
        look=Look(aspect=args.aspect or Aspect.VERTICAL, fit=args.fit, captions=args.captions),
        about=about,
        like=like.id if like else None,
    )


def _lengths(args: CutVideo, like: Clip | None) -> tuple[int, int]:
    """The shortest and the longest, in ms. Raises Invalid."""
    low, high = args.min_seconds, args.max_seconds
    if like and low is None and high is None:
        return round(like.span.duration_ms * 0.7), round(like.span.duration_ms * 1.4)
    low = min(_USUAL_LOW_S, high or _USUAL_LOW_S) if low is None else low
    high = max(_USUAL_HIGH_S, low) if high is None else high
    if not 0 < low <= _LONGEST_S or not 0 < high <= _LONGEST_S:
        raise Invalid("seconds")
    return round(low * 1000), round(high * 1000)


def _words(job: Job) -> str | None:
    found = job.result.get("words")
    return found if isinstance(found, str) else None


def _notes(job: Job, locale: Locale) -> list[str]:
    """What a person should know of how the clips came to be."""
    heard, why = job.result.get("words"), job.result.get("words_why")
    refused = job.result.get("refused")
    notes = []
    if refused:
        notes.append(say("clips.refused", locale, count=refused))
    if heard in (Heard.NONE, Heard.UNAVAILABLE):
        notes.append(say(f"clips.words_{heard}", locale))
    if why:
        notes.append(say(f"transcriber.{why}", locale))
    if job.result.get("repeats"):
        notes.append(say("clips.repeats", locale))
    return notes


class RenderVariants(BaseModel):
    clips: str | None = Field(default=None, description='Numbers ("2,3"), ids, "all" or "best".')
    platforms: list[Platform] = Field(description="Where they are for.")
    aspect: Aspect = Field(default=Aspect.VERTICAL, description="The shape of the picture.")
    fit: Fit = Field(
        default=Fit.AUTO,
        description="How a wider picture is shown: crop follows who is seen, whole shows all of "
        "it over a blur, auto decides shot by shot.",
    )
    captions: bool = Field(default=True, description="Write what is said on the picture.")


class Rendered(AboutVideo):
    job_id: str
    variant_ids: list[str]


@tool(
    risk=Risk.WRITE,
    examples=(
        "render {clips} for {platforms}",
        "render them for {platforms}",
        "make versions of {clips} for {platforms}",
        "render {clips} in {aspect} for {platforms}",
        "make {aspect} versions of {clips} for {platforms}",
        "render {clips} for {platforms} with {captions}",
        "prepara {clips} para {platforms}",
        "renderiza {clips} para {platforms}",
        "haz versiones de {clips} para {platforms}",
        "renderiza {clips} en {aspect} para {platforms}",
        "renderiza {clips} para {platforms} con {captions}",
    ),
)
async def render_variants(args: RenderVariants, context: ToolContext) -> Rendered:
    """Render versions of clips for platforms, in a shape, with or without captions. Waits until
    they are ready."""
    async with context.world.uow() as tx:
        clips = await find_clips(tx, args.clips, thread_id=context.thread_id)
    job = await request_variants(
        world=context.world,
        principal=context.principal,
        clip_ids=[clip.id for clip in clips],
        platforms=args.platforms,
        look=Look(aspect=args.aspect, fit=args.fit, captions=args.captions),
        request_key=context.request_key,
    )
    if await follow(context, job.id) is None:
        summary = await going_on(context, job.id)
        return Rendered(summary=summary, job_id=job.id, variant_ids=[])
    async with context.world.uow() as tx:
        variants = await _variants(tx, clips, args.platforms)
    names = [_variant_name(variant, clips, context) for variant in variants]
    summary = say(
        "clips.rendered", context.locale, count=len(names), names=listing(names, context.locale)
    )
    ids: list[str] = [variant.id for variant in variants]
    return Rendered(summary=summary, video_id=job.video_id, job_id=job.id, variant_ids=ids)


async def _variants(
    tx: Transaction, clips: Sequence[Clip], platforms: Sequence[Platform]
) -> list[Variant]:
    found = await tx.clips.variants([clip.id for clip in clips])
    return [variant for variant in found if variant.platform in platforms]


def _variant_name(variant: Variant, clips: Sequence[Clip], context: ToolContext) -> str:
    clip = next(clip for clip in clips if clip.id == variant.clip_id)
    return say(
        "clips.rendered_name",
        context.locale,
        number=clip.number,
        platform=variant.platform.label,
        aspect=variant.look.aspect.value,
        url=context.links(Shown.VARIANT, variant.id),
    )


async def _answer(key: str, video: Video, clips: Sequence[Clip], context: ToolContext) -> Clips:
    async with context.world.uow() as tx:
        shown = await views(tx, clips, context.links)
    told = say(
        key,
        context.locale,
        count=len(shown),
        video=plain(video.title),
        lines=lines(shown, context.locale),
    )
    url, leads = sheet(video.id, context)
    return Clips(summary=f"{told}\n{leads}", video_id=video.id, clips=shown, contact_sheet_url=url)


TOOLS: Final[tuple[AnyTool, ...]] = (list_clips, cut_video, render_variants)
