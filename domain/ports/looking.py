"""Asking a platform what became of a post: by its handle, and where that is forgotten, by the post
itself among the account's own."""

from collections.abc import Sequence

from domain.ports.publishing import Publisher
from domain.publication import Attempt, Post, Sighting, Stage


async def look(
    publisher: Publisher, attempt: Attempt, post: Post, *, known: Sequence[str]
) -> Sighting:
    """Raises Setback."""
    sighting = await publisher.status(
        attempt.handle or "", post, crossed_at=attempt.crossed_at, known=known
    )
    if sighting.stage is not Stage.GONE or attempt.crossed_at is None:
        return sighting
    return await publisher.find(post, since=attempt.crossed_at, known=known) or sighting
