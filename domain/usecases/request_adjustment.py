"""Ask for other edges of a clip."""

from dataclasses import asdict

from domain.access import Permission, Principal
from domain.cutting import Change
from domain.ids import ClipId
from domain.job import Job, JobKind, NewJob, Priority
from domain.ports import World


async def request_adjustment(
    *, world: World, principal: Principal, clip_id: ClipId, change: Change, request_key: str
) -> Job:
    """The clip keeps its number; its variants are rendered anew. Raises Forbidden, NotFound."""
    principal.require(Permission.WRITE)
    async with world.uow() as tx:
        clip = await tx.clips.get(clip_id)
        return await tx.jobs.enqueue(
            NewJob(
                kind=JobKind.ADJUST_CLIP,
                payload={"clip_id": clip.id, "change": asdict(change)},
                requested_by=principal.actor,
                priority=Priority.CHAT,
                key=f"video:{clip.video_id}",
                request_key=request_key,
                video_id=clip.video_id,
            )
        )
