"""A channel: whose it is, and which of its own uploads carries a publication's tag."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any, Final

from domain.account import Account, Identity
from domain.publication import Remedy, Scope, Setback
from integrations.platforms.youtube_calls import YouTubeCalls
from integrations.platforms.youtube_errors import understood
from integrations.platforms.youtube_reading import PARTS

SEARCHED_PAGES: Final = 20
SKEW: Final = timedelta(hours=1)
"""How far the platform's clock may lie behind ours."""


class Channel:
    def __init__(self, calls: YouTubeCalls, account: Account) -> None:
        self._calls = calls
        self._account = account

    async def identity(self) -> Identity:
        """Whose channel the tokens open now. Raises Setback."""
        channel = await self._read("id,snippet")
        with understood():
            snippet = channel["snippet"]
            handle = snippet.get("customUrl") or snippet["title"]
            return Identity(external_id=str(channel["id"]), handle=str(handle))

    async def check(self) -> Identity:
        """As ``identity``, and refuses any channel but the account's own. Raises Setback."""
        identity = await self.identity()
        self._check(identity.external_id)
        return identity

    async def marked(
        self, tag: str, *, since: datetime, known: Collection[str]
    ) -> list[Mapping[str, Any]]:
        """The videos with exactly this tag among those uploaded since, oldest first.

        Raises Setback.
        """
        found: list[Mapping[str, Any]] = []
        with understood():
            async with aclosing(self._uploads(since=since - SKEW)) as pages:
                async for ids in pages:
                    found += await self._with_tag([id_ for id_ in ids if id_ not in known], tag)
        return found[::-1]

    async def _uploads(self, *, since: datetime) -> AsyncGenerator[list[str], None]:
        """Pages of video ids, newest first."""
        channel = await self._read("id,contentDetails")
        self._check(str(channel["id"]))
        playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]
        wanted = {"part": "snippet,contentDetails", "playlistId": playlist, "maxResults": "50"}
        for _ in range(SEARCHED_PAGES):
            page = await self._page(wanted)
            videos = page.get("items", [])
            yield [video["contentDetails"]["videoId"] for video in videos]
            if "nextPageToken" not in page or (videos and _added_at(videos[-1]) < since):
                return
            wanted["pageToken"] = page["nextPageToken"]
        sentence = "too many uploads since then to search them all"
        raise Setback("too_many_uploads", sentence, remedy=Remedy.HUMAN)

    async def _page(self, wanted: Mapping[str, str]) -> Mapping[str, Any]:
        try:
            return await self._calls.read(self._account, "playlistItems", **wanted)
        except Setback as refused:
            # A channel that never uploaded anything has no such playlist.
            if refused.code != "playlistNotFound":
                raise
            return {}

    async def _with_tag(self, ids: list[str], tag: str) -> list[Mapping[str, Any]]:
        if not ids:
            return []
        page = await self._calls.read(self._account, "videos", part=PARTS, id=",".join(ids))
        return [video for video in page.get("items", []) if tag in video["snippet"].get("tags", [])]

    async def _read(self, part: str) -> Mapping[str, Any]:
        page = await self._calls.read(self._account, "channels", part=part, mine="true")
        with understood():
            channels = page.get("items", [])
            if channels:
                channel: Mapping[str, Any] = channels[0]
                return channel
        raise _held("youtubeSignupRequired", "this Google account has no channel")

    def _check(self, channel_id: str) -> None:
        if channel_id != self._account.external_id:
            raise _held("wrong_account", "the tokens open another channel")


def _held(code: str, sentence: str) -> Setback:
    return Setback(code, sentence, remedy=Remedy.HOLD_ACCOUNT, scope=Scope.ACCOUNT)


def _added_at(playlist_item: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(playlist_item["snippet"]["publishedAt"])
