"""What the tests of YouTube's client do again and again."""

from typing import Any

from domain.publication import Post, Sighting
from tests.integrations.rehearsal.playing import Play, some_bytes


async def a_small_post(play: Play, **fields: Any) -> Post:
    return await play.a_post(some_bytes(1000), **fields)


async def seen(play: Play, post: Post, handle: str) -> Sighting:
    return await play.publisher.status(handle, post, crossed_at=play.clock.now(), known=())


async def published(play: Play, post: Post) -> str:
    """The handle of a post that was sent and processed."""
    handle = (await play.publisher.begin(post)).handle
    await play.publisher.publish(handle, post)
    play.clock.move(seconds=61)
    return handle
