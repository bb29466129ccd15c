"""The account's own videos as TikTok lists them: to recognise a post, to see whether it is still
there, and what it has earned.

https://developers.tiktok.com/doc/tiktok-api-v2-video-list
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from domain.account import Account
from domain.publication import Metrics, Post, Remedy, Setback
from domain.publication.fit import utf16_units
from integrations.platforms.tiktok_calls import VIDEO_LIST, VIDEO_QUERY, Call, Said, TikTokCalls
from integrations.platforms.tiktok_errors import NOT_PERMITTED
from integrations.platforms.tiktok_status import id_text

PAGE: Final = 20
SEARCHED_PAGES: Final = 50
SKEW: Final = timedelta(minutes=5)
"""How far the platform's clock may lie behind ours; it also tells whole seconds only."""

CUT_AT: Final = 140
"""Of a caption only the first 150 characters are told; what is cut off may begin a little earlier,
at a space or an emoji."""

DURATION_MS: Final = 1000
"""The duration is told in whole seconds."""

_WANTED: Final = "id,create_time,duration,title,video_description"
_COUNTS: Final[Mapping[str, str]] = {
    "view_count": "views",
    "like_count": "likes",
    "comment_count": "comments",
    "share_count": "shares",
}


async def search(
    calls: TikTokCalls, post: Post, *, since: datetime, known: Sequence[str]
) -> tuple[str, ...]:
    """The ids of all that could be the post. Raises Setback."""
    found: list[str] = []
    async for video in _since(calls, post.account, since - SKEW):
        id_ = id_text(video.get("id"))
        if id_ and id_ not in known and is_like(video, post):
            found.append(id_)
    return tuple(found)


def is_like(video: Mapping[str, Any], post: Post) -> bool:
    """The same caption, as far as it is told, and the same duration. A caption that was cut, or
    none at all, proves nothing without the duration."""
    caption = post.caption.strip()
    told = [str(video.get(name) or "").strip() for name in ("video_description", "title")]
    is_same = caption in told if caption else not any(told)
    is_start = any(caption.startswith(one) and utf16_units(one) >= CUT_AT for one in told)
    if not is_same and not is_start:
        return False
    duration_s = video.get("duration")
    if isinstance(duration_s, int | float):
        return abs(duration_s * 1000 - post.medium.duration_ms) <= DURATION_MS
    return is_same and caption != ""


async def query(
    calls: TikTokCalls, account: Account, ids: Sequence[str], fields: str
) -> Mapping[str, Mapping[str, Any]]:
    """Those that are there, by id. Raises Setback."""
    videos: dict[str, Mapping[str, Any]] = {}
    for first in range(0, len(ids), PAGE):
        asked = {"filters": {"video_ids": list(ids[first : first + PAGE])}}
        said = await _ask(calls, account, VIDEO_QUERY, body=asked, fields=fields)
        for video in said.parts("videos"):
            if id_ := id_text(video.get("id")):
                videos[id_] = video
    return {id_: videos[id_] for id_ in ids if id_ in videos}


async def earnings(
    calls: TikTokCalls, account: Account, ids: Sequence[str]
) -> Mapping[str, Metrics]:
    """Raises Setback."""
    videos = await query(calls, account, ids, ",".join(("id", *_COUNTS)))
    return {id_: _metrics(video) for id_, video in videos.items()}


def _metrics(video: Mapping[str, Any]) -> Metrics:
    told = {word: video.get(name) for name, word in _COUNTS.items()}
    values = {word: float(count) for word, count in told.items() if isinstance(count, int)}
    return Metrics(values=values, missing=tuple(word for word in told if word not in values))


async def _since(
    calls: TikTokCalls, account: Account, since: datetime
) -> AsyncIterator[Mapping[str, Any]]:
    """Newest first. Raises Setback."""
    body: dict[str, Any] = {"max_count": PAGE}
    for _ in range(SEARCHED_PAGES):
        said = await _ask(calls, account, VIDEO_LIST, body=body, fields=_WANTED)
        for video in said.parts("videos"):
            created_s = video.get("create_time")
            if not isinstance(created_s, int):
                raise said.odd()
            if datetime.fromtimestamp(created_s, UTC) < since:
                return
            yield video
        if said.data.get("has_more") is not True:
            return
        body["cursor"] = said.data.get("cursor")
    told = "too many posts since then to search them all"
    raise Setback("too_many_posts", told, remedy=Remedy.HUMAN)


async def _ask(
    calls: TikTokCalls, account: Account, call: Call, *, body: Mapping[str, Any], fields: str
) -> Said:
    """Who did not permit to list the videos can be published for all the same: no reason to hold
    the account. Raises Setback."""
    try:
        return await calls.ask(account, call, body=body, fields=fields)
    except Setback as refused:
        if refused.code not in NOT_PERMITTED:
            raise
        raise Setback(
            refused.code, str(refused), remedy=Remedy.HUMAN, trace=refused.trace
        ) from refused
