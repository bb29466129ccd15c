"""Ask for clips of a video."""

from domain import cutting
from domain.access import Permission, Principal
from domain.clip import CutWish
from domain.cutting import CutRequest
from domain.ids import VideoId
from domain.job import Job, JobKind, NewJob, Priority
from domain.ports import World


async def request_cut(
    *, world: World, principal: Principal, video_id: VideoId, wish: CutWish, request_key: str
) -> Job:
    """Each clip also gets a variant for each of the wish's platforms.

    Raises Forbidden, NotFound, CannotCut.
    """
    principal.require(Permission.WRITE)
    request = CutRequest(count=wish.count, min_ms=wish.min_ms, max_ms=wish.max_ms)
    request = cutting.for_platforms(request, wish.platforms)
    async with world.uow() as tx:
        video = await tx.videos.get(video_id)
        cutting.check(request, duration_ms=video.probe.duration_ms)
        if wish.like:
            await tx.clips.get(wish.like)
        return await tx.jobs.enqueue(
            NewJob(
                kind=JobKind.CUT_VIDEO,
                payload={
                    "count": request.count,
                    "min_ms": request.min_ms,
                    "max_ms": request.max_ms,
                    "platforms": [platform.value for platform in wish.platforms],
                    **wish.look.payload(),
                    "about": wish.about,
                    "like": wish.like,
                },
                requested_by=principal.actor,
                priority=Priority.CHAT,
                key=f"video:{video_id}",
                request_key=request_key,
                video_id=video_id,
            )
        )
