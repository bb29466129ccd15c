"""Tools that look for what is said in a video."""

from typing import Final

from pydantic import BaseModel, Field

from domain.texts import Locale, say
from domain.texts.forms import timecode
from domain.transcript import Passage
from tools.context import ToolContext
from tools.references import find_video
from tools.showing import plain
from tools.spec import AboutVideo, AnyTool, Risk, tool


class FindMoments(BaseModel):
    query: str = Field(
        min_length=1, max_length=300, description="What is talked about: a few words."
    )
    video: str | None = Field(default=None, description='An id, a title, or "last".')
    limit: int = Field(default=5, ge=1, le=20)


class MomentView(BaseModel):
    start_ms: int
    end_ms: int
    text: str


class Moments(AboutVideo):
    """``has_words`` is False when nobody wrote down what is said in the video."""

    has_words: bool
    moments: list[MomentView]


@tool(
    risk=Risk.READ,
    examples=(
        "where does she talk about {query}",
        "when does she talk about {query}",
        "find the moments about {query}",
        "find where she talks about {query}",
        "search for {query} in {video}",
        "dónde habla de {query}",
        "cuándo habla de {query}",
        "en qué minuto habla de {query}",
        "busca los momentos sobre {query}",
        "busca dónde habla de {query}",
        "busca {query} en {video}",
    ),
)
async def find_moments(args: FindMoments, context: ToolContext) -> Moments:
    """Find where something is talked about in a video: passages with their times, best first.
    Their places can be given to the other tools."""
    locale = context.locale
    async with context.world.uow() as tx:
        video = await find_video(tx, args.video, thread_id=context.thread_id)
        passages = await tx.transcripts.search(args.query, video_id=video.id, limit=args.limit)
        has_words = bool(passages) or await tx.transcripts.find(video.id) is not None
    names = {"query": plain(args.query), "video": plain(video.title)}
    told = "\n".join(_line(passage, locale) for passage in passages)
    key = "moments.found" if passages else "moments.none" if has_words else "moments.no_words"
    return Moments(
        summary=say(key, locale, count=len(passages), lines=told, **names),
        video_id=video.id,
        has_words=has_words,
        moments=[_view(passage) for passage in passages],
    )


def _line(passage: Passage, locale: Locale) -> str:
    return say(
        "moments.line",
        locale,
        start=timecode(passage.span.start_ms),
        end=timecode(passage.span.end_ms),
        text=plain(passage.text),
    )


def _view(passage: Passage) -> MomentView:
    return MomentView(start_ms=passage.span.start_ms, end_ms=passage.span.end_ms, text=passage.text)


TOOLS: Final[tuple[AnyTool, ...]] = (find_moments,)
