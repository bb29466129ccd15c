"""Tools about scores."""

from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, Field

from domain.clip import Clip
from domain.platforms import Platform
from domain.scoring import ClipScore, Score
from domain.texts import Locale, say
from domain.texts.forms import listing, number
from domain.usecases.request_scores import request_scores
from tools.context import ToolContext
from tools.following import follow, going_on
from tools.references import find_clip, find_clips, find_video
from tools.spec import AboutVideo, Answer, AnyTool, Risk, tool


class PartView(BaseModel):
    feature: str
    value: float
    points: float


class ScoreView(BaseModel):
    clip_id: str
    number: int
    platform: Platform
    value: float
    parts: list[PartView]


class ScoreClips(BaseModel):
    clips: str | None = Field(default=None, description='Numbers ("2,3"), ids or "all".')
    video: str | None = Field(default=None, description="Instead of clips: all of one video.")
    platform: Platform = Field(description="The platform to score for.")


class Scored(AboutVideo):
    job_id: str
    scores: list[ScoreView]


@tool(
    risk=Risk.WRITE,
    examples=(
        "score them for {platform}",
        "score {clips} for {platform}",
        "score the clips for {platform}",
        "score the clips of {video} for {platform}",
        "rate them for {platform}",
        "puntúalos para {platform}",
        "puntúa {clips} para {platform}",
        "puntúa los clips para {platform}",
        "puntúa los clips de {video} para {platform}",
        "valora los clips para {platform}",
    ),
)
async def score_clips(args: ScoreClips, context: ToolContext) -> Scored:
    """Score clips for a platform, 0 to 100, from what was measured. Waits for the result."""
    async with context.world.uow() as tx:
        if args.video and not args.clips:
            video = await find_video(tx, args.video, thread_id=context.thread_id)
            clips = await tx.clips.of_video(video.id)
        else:
            clips = await find_clips(tx, args.clips, thread_id=context.thread_id)
    job = await request_scores(
        world=context.world,
        principal=context.principal,
        clip_ids=[clip.id for clip in clips],
        platforms=[args.platform],
        request_key=context.request_key,
    )
    if await follow(context, job.id) is None:
        return Scored(summary=await going_on(context, job.id), job_id=job.id, scores=[])
    async with context.world.uow() as tx:
        scores = await tx.scores.latest([clip.id for clip in clips], platform=args.platform)
    views = [_view(scored, clips) for scored in scores]
    lines = "\n".join(_line(scored, clips, context.locale) for scored in scores)
    summary = say("scores.list", context.locale, platform=args.platform.label, lines=lines)
    return Scored(summary=summary, video_id=job.video_id, job_id=job.id, scores=views)


class ExplainScore(BaseModel):
    clip: str = Field(description='A number, an id, or "best".')
    platform: Platform = Platform.YOUTUBE


class Explained(Answer):
    score: ScoreView | None


@tool(
    risk=Risk.READ,
    examples=(
        "explain the score of {clip}",
        "explain the score of {clip} for {platform}",
        "why does {clip} score that",
        "explica la puntuación de {clip}",
        "explica la puntuación de {clip} para {platform}",
        "por qué {clip} tiene esa puntuación",
    ),
)
async def explain_score(args: ExplainScore, context: ToolContext) -> Explained:
    """Explain a clip's score for a platform, feature by feature."""
    locale = context.locale
    async with context.world.uow() as tx:
        clip = await find_clip(tx, args.clip, platform=args.platform, thread_id=context.thread_id)
        scores = await tx.scores.latest([clip.id], platform=args.platform)
    if not scores:
        told = say("scores.none", locale, number=clip.number, platform=args.platform.label)
        return Explained(summary=told, score=None)
    score = scores[0].score
    summary = say(
        "scores.explained",
        locale,
        number=clip.number,
        platform=args.platform.label,
        value=number(score.value, locale),
        parts=_parts(score, locale),
        origin=_origin(score, locale),
    )
    return Explained(summary=summary, score=_view(scores[0], [clip]))


def _origin(score: Score, locale: Locale) -> str:
    if score.weights_version == 0:
        return say("scores.prior", locale)
    return say("scores.learned", locale, version=score.weights_version)


def _parts(score: Score, locale: Locale) -> str:
    strongest = sorted(score.parts, key=lambda part: -part.points)
    return listing(
        [
            say(
                "scores.part",
                locale,
                feature=say(f"feature.{part.feature}", locale),
                points=number(part.points, locale),
            )
            for part in strongest
        ],
        locale,
    )


def _line(scored: ClipScore, clips: Sequence[Clip], locale: Locale) -> str:
    clip = next(clip for clip in clips if clip.id == scored.clip_id)
    return say(
        "scores.line",
        locale,
        number=clip.number,
        value=number(scored.score.value, locale),
        parts=_parts(scored.score, locale),
    )


def _view(scored: ClipScore, clips: Sequence[Clip]) -> ScoreView:
    clip = next(clip for clip in clips if clip.id == scored.clip_id)
    return ScoreView(
        clip_id=clip.id,
        number=clip.number,
        platform=scored.platform,
        value=scored.score.value,
        parts=[
            PartView(feature=part.feature, value=part.value, points=part.points)
            for part in scored.score.parts
        ],
    )


TOOLS: Final[tuple[AnyTool, ...]] = (score_clips, explain_score)
