"""Ask for renderings of clips for some platforms."""

from collections.abc import Sequence

from domain.access import Permission, Principal
from domain.clip import Look
from domain.errors import Invalid
from domain.ids import ClipId
from domain.job import Job, JobKind, NewJob, Priority
from domain.platforms import Platform
from domain.ports import World


async def request_variants(
    *,
    world: World,
    principal: Principal,
    clip_ids: Sequence[ClipId],
    platforms: Sequence[Platform],
    look: Look,
    request_key: str,
) -> Job:
    """Raises Forbidden, NotFound, Invalid."""
    principal.require(Permission.WRITE)
    if not clip_ids or not platforms:
        raise Invalid("nothing_to_render")
    async with world.uow() as tx:
        clips = [await tx.clips.get(clip_id) for clip_id in clip_ids]
        return await tx.jobs.enqueue(
            NewJob(
                kind=JobKind.RENDER_VARIANTS,
                payload={
                    "clip_ids": [clip.id for clip in clips],
                    "platforms": [platform.value for platform in platforms],
                    **look.payload(),
                },
                requested_by=principal.actor,
                priority=Priority.CHAT,
                request_key=request_key,
                video_id=clips[0].video_id,
            )
        )
