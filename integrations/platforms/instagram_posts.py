"""Posts as the account itself shows them: finding ours again, and seeing how it stands."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from domain.publication import Post, Remedy, Setback, Sighting, Stage
from integrations.platforms.instagram_calls import Graph, items, text_id
from integrations.platforms.instagram_errors import Refused

FIELDS: Final = "id,caption,permalink,timestamp,media_type"
PAGE: Final = "50"
MOST_PAGES: Final = 40
SKEW: Final = timedelta(minutes=5)
"""How far the platform's clock may lie behind ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One post in the account's own list. A word of the platform that is missing is None."""

    id: str
    caption: str
    permalink: str | None
    posted_at: datetime | None
    is_video: bool

    def sighting(self, stage: Stage, by: str) -> Sighting:
        posted_at = self.posted_at.isoformat() if self.posted_at else None
        return Sighting(
            stage=stage,
            external_id=self.id,
            url=self.permalink,
            evidence={"by": by, "posted_at": posted_at},
        )


class Posts:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def candidates(self, post: Post, *, since: datetime, known: Sequence[str]) -> list[Seen]:
        """Those that could be it, by exact caption and time."""
        since -= SKEW
        return [
            seen
            for seen in await self._listed(post, since=since)
            if _could_be(seen, post, since=since) and seen.id not in known
        ]

    async def read(self, post: Post, media: str) -> Seen | None:
        """None when the platform shows nothing under this id."""
        try:
            answer = await self._graph.read("instagram.media", post.account, media, fields=FIELDS)
        except Refused as refused:
            if refused.error.is_gone:
                return None
            raise
        return _seen(answer)

    async def standing(self, post: Post, media: str) -> Sighting:
        """That it cannot be read may pass; that the account's list has no more of it does not."""
        seen = await self.read(post, media)
        if seen is not None:
            return seen.sighting(Stage.LIVE if seen.permalink else Stage.RESTRICTED, "read")
        for listed in await self._listed(post, since=post.born_at - SKEW):
            if listed.id == media:
                return listed.sighting(Stage.LIVE, "listed")
        return Sighting(
            stage=Stage.REMOVED, external_id=media, evidence={"by": "neither_read_nor_listed"}
        )

    async def _listed(self, post: Post, *, since: datetime) -> list[Seen]:
        found: list[Seen] = []
        async with aclosing(self._pages(post)) as pages:
            async for page in pages:
                found += page
                times = [seen.posted_at for seen in page if seen.posted_at]
                if times and min(times) < since:
                    break
        return found

    async def _pages(self, post: Post) -> AsyncGenerator[list[Seen], None]:
        """Newest first. ``paging.next`` is never followed: it holds the token."""
        wanted = {"fields": FIELDS, "limit": PAGE}
        path = f"{post.account.external_id}/media"
        for _ in range(MOST_PAGES):
            answer = await self._graph.read("instagram.list", post.account, path, **wanted)
            if "data" not in answer:
                raise _odd("Instagram's list of posts has no posts in it")
            yield [seen for seen in map(_seen, items(answer)) if seen is not None]
            after = _after(answer)
            if after is None:
                return
            wanted["after"] = after
        raise _odd("the account has too many posts since then to search them all")


def _could_be(seen: Seen, post: Post, *, since: datetime) -> bool:
    """Instagram cuts the white space around a caption off."""
    return (
        seen.is_video
        and seen.posted_at is not None
        and seen.posted_at >= since
        and seen.caption.strip() == post.caption.strip()
    )


def _seen(media: Mapping[str, Any]) -> Seen | None:
    id_ = text_id(media.get("id"))
    if id_ is None:
        return None
    permalink = media.get("permalink")
    return Seen(
        id=id_,
        caption=str(media.get("caption") or ""),
        permalink=permalink if isinstance(permalink, str) and permalink else None,
        posted_at=_moment(media.get("timestamp")),
        is_video=media.get("media_type") in ("VIDEO", "REELS"),
    )


def _moment(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _after(answer: Mapping[str, Any]) -> str | None:
    """The last page has cursors too, but no ``next``."""
    paging = answer.get("paging")
    if not isinstance(paging, dict) or not paging.get("next"):
        return None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) and after else None


def _odd(said: str) -> Setback:
    return Setback("strange_answer", said, remedy=Remedy.RETRY)
