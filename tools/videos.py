"""Tools about videos."""

from typing import Final

from pydantic import BaseModel, Field

from domain.ids import VideoId, short
from domain.texts import say
from domain.texts.forms import seconds
from domain.usecases.request_ingest import request_ingest
from domain.video import Video
from tools.context import ToolContext
from tools.following import follow, going_on
from tools.references import find_video
from tools.spec import AboutVideo, Answer, AnyTool, Risk, tool


class VideoView(BaseModel):
    id: str
    title: str
    duration_ms: int
    width: int
    height: int


def view(video: Video) -> VideoView:
    return VideoView(
        id=video.id,
        title=video.title,
        duration_ms=video.probe.duration_ms,
        width=video.probe.width,
        height=video.probe.height,
    )


class ListVideos(BaseModel):
    limit: int = Field(default=20, ge=1, le=100)


class Videos(Answer):
    videos: list[VideoView]


@tool(
    risk=Risk.READ,
    examples=(
        "list videos",
        "show me the videos",
        "what videos are there",
        "lista los vídeos",
        "enséñame los vídeos",
        "qué vídeos hay",
    ),
)
async def list_videos(args: ListVideos, context: ToolContext) -> Videos:
    """List the videos that were taken in, newest first."""
    async with context.world.uow() as tx:
        videos = await tx.videos.recent(limit=args.limit)
    if not videos:
        return Videos(summary=say("videos.none", context.locale), videos=[])
    lines = "\n".join(_line(video, context) for video in videos)
    summary = say("videos.list", context.locale, count=len(videos), lines=lines)
    return Videos(summary=summary, videos=[view(video) for video in videos])


def _line(video: Video, context: ToolContext) -> str:
    return say(
        "videos.line",
        context.locale,
        title=video.title,
        length=seconds(video.probe.duration_ms, context.locale),
        width=video.probe.width,
        height=video.probe.height,
        short=short(video.id),
    )


class ShowVideo(BaseModel):
    video: str = Field(default="last", description='An id, a title, or "last".')


class ShownVideo(AboutVideo):
    video: VideoView
    clip_ids: list[str]


@tool(
    risk=Risk.READ,
    examples=("show video {video}", "show me the video {video}", "enséñame el vídeo {video}"),
)
async def show_video(args: ShowVideo, context: ToolContext) -> ShownVideo:
    """Show one video: its length, its size, how many clips were cut from it."""
    async with context.world.uow() as tx:
        video = await find_video(tx, args.video, thread_id=context.thread_id)
        clips = await tx.clips.of_video(video.id)
    summary = say(
        "videos.shown",
        context.locale,
        title=video.title,
        length=seconds(video.probe.duration_ms, context.locale),
        width=video.probe.width,
        height=video.probe.height,
        clips=len(clips),
        short=short(video.id),
    )
    ids: list[str] = [clip.id for clip in clips]
    return ShownVideo(summary=summary, video_id=video.id, video=view(video), clip_ids=ids)


class IngestVideo(BaseModel):
    source: str = Field(description="A URL, or the name of a file in the inbox folder.")
    title: str | None = Field(default=None, description="What to call it; else its file name.")


class IngestedVideo(AboutVideo):
    job_id: str
    video: VideoView | None = None


@tool(
    risk=Risk.WRITE,
    examples=(
        "ingest {source}",
        "ingest {source} called {title}",
        "take in {source}",
        "add the video {source}",
        "import {source}",
        "ingiere {source}",
        "ingesta {source}",
        "añade el vídeo {source}",
        "importa {source}",
        "trae {source} llamado {title}",
        "mete {source}",
        "mete el vídeo {source}",
        "sube el vídeo {source}",
        "carga el vídeo {source}",
    ),
)
async def ingest_video(args: IngestVideo, context: ToolContext) -> IngestedVideo:
    """Take a video in from a URL or from the inbox folder. Waits until it is there."""
    job = await request_ingest(
        world=context.world,
        principal=context.principal,
        source=args.source,
        title=args.title,
        request_key=context.request_key,
    )
    done = await follow(context, job.id)
    if done is None:
        return IngestedVideo(summary=await going_on(context, job.id), job_id=job.id)
    async with context.world.uow() as tx:
        video = await tx.videos.get(VideoId(str(done.result["video_id"])))
    key = "videos.duplicate" if done.result.get("duplicate") else "videos.ingested"
    summary = say(
        key,
        context.locale,
        title=video.title,
        length=seconds(video.probe.duration_ms, context.locale),
        width=video.probe.width,
        height=video.probe.height,
    )
    return IngestedVideo(summary=summary, video_id=video.id, job_id=job.id, video=view(video))


TOOLS: Final[tuple[AnyTool, ...]] = (list_videos, show_video, ingest_video)
