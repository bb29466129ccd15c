"""Puts what a test needs into the database, in the order that references ask for."""

from dataclasses import dataclass

from domain.access import User
from domain.account import Account
from domain.clip import Clip, Variant
from domain.job import Job
from domain.ports import World
from domain.thread import Thread
from domain.video import Video
from tests.build import (
    a_clip,
    a_new_job,
    a_thread,
    a_user,
    a_variant,
    a_video,
    an_account,
)


@dataclass(frozen=True)
class Cast:
    """Whoever and whatever a publication or a conversation needs."""

    user: User
    thread: Thread
    account: Account
    video: Video
    job: Job
    clip: Clip
    variant: Variant


async def set_stage(world: World) -> Cast:
    user, account, video = a_user(), an_account(), a_video()
    thread = a_thread(owner_id=user.id)
    async with world.uow() as tx:
        await tx.users.add(user)
        await tx.messages.add_thread(thread)
        await tx.accounts.add(account)
        await tx.videos.add(video)
        job = await tx.jobs.enqueue(a_new_job(video_id=video.id))
        clip = a_clip(video_id=video.id, job_id=job.id)
        await tx.clips.add(clip)
        variant = a_variant(clip_id=clip.id)
        await tx.clips.add_variant(variant)
    return Cast(
        user=user,
        thread=thread,
        account=account,
        video=video,
        job=job,
        clip=clip,
        variant=variant,
    )
