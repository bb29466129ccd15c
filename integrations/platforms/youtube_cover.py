"""The cover of a video: set beside everything else, so that no post ever fails for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from domain.errors import NotFound
from domain.publication import Post, Setback
from integrations.platforms.parts import Parts
from integrations.platforms.youtube_calls import YouTubeCalls
from integrations.platforms.youtube_errors import setback, understood

TRIED_FOR: Final = timedelta(hours=3)
"""Each try costs 50 units, and what is refused for so long stays refused."""


async def give_cover(
    calls: YouTubeCalls, parts: Parts, post: Post, video: Mapping[str, Any]
) -> str | None:
    """Sets the post's cover unless it is there. Says how it stands: ``set``, ``given_up`` or the
    code of what was refused; None for a post without one."""
    if post.medium.cover is None:
        return None
    try:
        with understood():
            if video.get("contentDetails", {}).get("hasCustomThumbnail"):
                return "set"
            uploaded_at = datetime.fromisoformat(video["snippet"]["publishedAt"])
        if parts.clock.now() - uploaded_at > TRIED_FOR:
            return "given_up"
        jpeg = b"".join([block async for block in parts.store.read(post.medium.cover)])
        answer = await calls.set_thumbnail(post.account, str(video["id"]), jpeg)
    except NotFound:
        return "no_file"
    except Setback as refused:
        return refused.code
    return "set" if answer.status == 200 else setback(answer, now=parts.clock.now()).code
