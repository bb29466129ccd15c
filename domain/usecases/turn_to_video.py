"""Remember which video a conversation is about, so that "clip 2" means one of its clips."""

from domain.ids import ThreadId, VideoId
from domain.ports import World


async def turn_to_video(*, world: World, thread_id: ThreadId, video_id: VideoId) -> None:
    async with world.uow() as tx:
        if await tx.messages.topic(thread_id) != video_id:
            await tx.messages.turn_to(thread_id, video_id)
