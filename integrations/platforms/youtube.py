"""Publishes to YouTube with the resumable upload protocol of the Data API v3.

YouTube takes no idempotency key. What makes an upload recognisable is the tag ``marker`` that
we send along: when a session is gone, the channel's own uploads are searched for exactly that
tag, never for a title that looks alike. Reading them needs a scope beyond ``youtube.upload``
(``youtube.readonly`` is enough).
"""

import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from domain.ids import BlobKey, PublicationId
from domain.ports.outside import (
    HandleGone,
    OutcomeUnknown,
    PlatformRefused,
    PlatformUnavailable,
    Progress,
    Receipt,
)
from domain.publication import Post
from integrations.http import Answer, NoAnswer
from integrations.platforms.parts import Hosts, Parts
from integrations.platforms.youtube_calls import YouTubeCalls
from integrations.platforms.youtube_errors import is_passing, refusal, retry_after_s
from integrations.platforms.youtube_transfer import (
    GRAIN,
    Finished,
    SessionGone,
    State,
    Transfer,
    heard,
    state_of,
)

LIVE: Final = Hosts(
    api="https://www.googleapis.com",
    upload="https://www.googleapis.com",
    watch="https://www.youtube.com/watch?v={id}",
)
CHUNK_BYTES: Final = 32 * GRAIN
PEOPLE_AND_BLOGS: Final = "22"
"""The category that YouTube itself proposes."""

SEARCHED_PAGES: Final = 20
SKEW: Final = timedelta(hours=1)
"""How far the platform's clock may lie behind ours."""


def rehearsal(base_url: str) -> Hosts:
    base = base_url.rstrip("/")
    return Hosts(api=base, upload=base, watch=base + "/watch?v={id}")


def marker(publication_id: PublicationId) -> str:
    """The tag that says which publication a video is."""
    return f"stakazo-{publication_id}"


class YouTubePublisher:
    def __init__(
        self,
        parts: Parts,
        hosts: Hosts,
        *,
        chunk_bytes: int = CHUNK_BYTES,
        category: str = PEOPLE_AND_BLOGS,
    ) -> None:
        if chunk_bytes <= 0 or chunk_bytes % GRAIN:
            raise ValueError(f"chunk_bytes must be a multiple of {GRAIN}")
        self._parts = parts
        self._calls = YouTubeCalls(parts, hosts)
        self._watch = hosts.watch
        self._chunk_bytes = chunk_bytes
        self._category = category

    async def begin(self, post: Post) -> str:
        """No video exists before bytes were sent, so that opening may be tried again."""
        video = self._resource(post)
        answer = await self._patiently(
            lambda: self._calls.open_session(video, total=post.size_bytes)
        )
        if answer.status != 200:
            raise refusal(answer, now=self._parts.clock.now())
        return self._calls.handle_of(answer)

    async def upload(
        self, handle: str, post: Post, media: BlobKey, *, on_progress: Progress
    ) -> Receipt:
        store = self._parts.store
        if await store.size(media) != post.size_bytes:
            raise PlatformRefused("size_mismatch", "the stored file is not the one approved")
        transfer = Transfer(
            calls=self._calls,
            parts=self._parts,
            handle=handle,
            total=post.size_bytes,
            chunk_bytes=self._chunk_bytes,
            read=lambda start, end: store.read(media, start=start, length=end - start),
            on_progress=on_progress,
        )
        try:
            return self._receipt((await transfer.run()).video_id)
        except SessionGone:
            return await self._after_loss(post, started=transfer.started)

    async def look(self, handle: str, post: Post) -> Receipt | None:
        """Raises OutcomeUnknown when nobody could say: bytes may have gone out under ``handle``,
        so that "nothing was posted" would be a guess."""
        try:
            return await self._look(handle, post)
        except (PlatformUnavailable, PlatformRefused) as blind:
            raise OutcomeUnknown(f"nobody could say what became of the upload: {blind}") from blind

    async def _look(self, handle: str, post: Post) -> Receipt | None:
        answer = await self._patiently(lambda: self._calls.probe(handle, total=post.size_bytes))
        try:
            state: State | None = state_of(answer, total=post.size_bytes)
        except SessionGone:
            return await self._find(post)
        if state is None:
            raise refusal(answer, now=self._parts.clock.now())
        return self._receipt(state.video_id) if isinstance(state, Finished) else None

    def _resource(self, post: Post) -> Mapping[str, Any]:
        """The caption goes out as it was approved; a title that YouTube does not take is
        refused, never rewritten. Privacy is always said, because none means public."""
        return {
            "snippet": {
                "title": post.caption,
                "tags": [marker(post.publication_id)],
                "categoryId": self._category,
            },
            "status": {
                "privacyStatus": post.privacy.value,
                "selfDeclaredMadeForKids": False,
            },
        }

    async def _patiently(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """For calls that may be repeated freely. Raises PlatformUnavailable."""
        failures = 0
        while True:
            answer = await heard(call())
            if answer is not None and not is_passing(answer):
                return answer
            failures += 1
            wait_s = self._parts.patience.wait_s(failures, asked_s=self._asked_s(answer))
            if wait_s is not None:
                await self._parts.pause(wait_s)
            elif answer is not None:
                return answer
            else:
                raise PlatformUnavailable("YouTube does not answer")

    def _asked_s(self, answer: Answer | None) -> float | None:
        return retry_after_s(answer, now=self._parts.clock.now()) if answer else None

    async def _after_loss(self, post: Post, *, started: bool) -> Receipt:
        """The session is gone: only the channel itself can say whether it made a video.

        A channel may list a new video late, so that finding none proves something only when
        we sent no bytes.
        """
        try:
            found = await self._find(post)
        except (PlatformUnavailable, PlatformRefused) as blind:
            raise OutcomeUnknown(f"the upload session is gone, and {blind}") from blind
        if found is not None:
            return found
        if started:
            raise OutcomeUnknown("the upload session was lost after bytes went out")
        raise HandleGone("the upload session expired before anything was sent")

    async def _find(self, post: Post) -> Receipt | None:
        """Our own video with this publication's tag, among those uploaded since it was made."""
        try:
            async with aclosing(self._uploads(since=_born_at(post))) as pages:
                async for ids in pages:
                    if video_id := await self._marked(ids, marker(post.publication_id)):
                        return self._receipt(video_id)
        except NoAnswer as cut:
            raise PlatformUnavailable(str(cut)) from cut
        except (LookupError, TypeError, ValueError) as odd:
            raise PlatformUnavailable("YouTube's list has a shape that we do not know") from odd
        return None

    async def _uploads(self, *, since: datetime) -> AsyncGenerator[list[str], None]:
        """Pages of video ids, newest first."""
        channels = await self._calls.read("channels", part="contentDetails", mine="true")
        if not channels.get("items"):
            raise PlatformRefused("youtubeSignupRequired", "this account has no channel")
        playlist = channels["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
        wanted = {"part": "snippet,contentDetails", "playlistId": playlist, "maxResults": "50"}
        for _ in range(SEARCHED_PAGES):
            page = await self._calls.read("playlistItems", **wanted)
            videos = page.get("items", [])
            yield [video["contentDetails"]["videoId"] for video in videos]
            if "nextPageToken" not in page or (videos and _added_at(videos[-1]) < since):
                return
            wanted["pageToken"] = page["nextPageToken"]
        raise PlatformUnavailable("too many uploads since then to search them all")

    async def _marked(self, ids: list[str], tag: str) -> str | None:
        if not ids:
            return None
        videos = await self._calls.read("videos", part="snippet", id=",".join(ids))
        for video in videos.get("items", []):
            if tag in video["snippet"].get("tags", []):
                return str(video["id"])
        return None

    def _receipt(self, video_id: str) -> Receipt:
        return Receipt(external_id=video_id, url=self._watch.format(id=video_id))


def _born_at(post: Post) -> datetime:
    """When the publication was made, which its id (a UUIDv7) says."""
    milliseconds = uuid.UUID(post.publication_id).int >> 80
    return datetime.fromtimestamp(milliseconds / 1000, UTC) - SKEW


def _added_at(playlist_item: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(playlist_item["snippet"]["publishedAt"])
