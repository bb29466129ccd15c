"""Publishes to YouTube with the resumable upload protocol of the Data API v3.

YouTube takes no idempotency key. What makes an upload recognisable is the tag ``marker`` that
we send along: when a session is gone, the channel's own uploads are searched for exactly that
tag, never for a title that looks alike. The last chunk is what makes a video of an upload.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from domain.account import Account, Identity
from domain.errors import NotFound
from domain.platforms import LIMITS, Platform
from domain.ports.outside import Progress
from domain.publication import (
    ALLOWED_PRIVACY,
    Begun,
    Metrics,
    Post,
    Privacy,
    Remedy,
    Setback,
    Sighting,
    Stage,
    Standing,
)
from integrations.platforms.parts import Parts
from integrations.platforms.youtube_calls import YouTubeCalls
from integrations.platforms.youtube_channel import Channel
from integrations.platforms.youtube_cover import give_cover
from integrations.platforms.youtube_errors import doubtful, reason_of, setback, understood
from integrations.platforms.youtube_reading import PARTS, metrics_of, sighting_of, watch_url
from integrations.platforms.youtube_transfer import (
    GRAIN,
    Finished,
    SessionGone,
    Transfer,
    no_file,
)
from integrations.platforms.youtube_words import marker, video_of

CHUNK_BYTES: Final = 32 * GRAIN
MOST_IDS: Final = 50
"""How many videos one call reads."""

NEARLY_PAST: Final = timedelta(minutes=5)
"""YouTube publishes at once what comes to it after its time: an upload needs some minutes."""

_COVERED: Final = frozenset({Stage.PROCESSING, Stage.LIVE, Stage.SCHEDULED})


class YouTubePublisher:
    def __init__(self, parts: Parts, *, chunk_bytes: int = CHUNK_BYTES) -> None:
        if chunk_bytes <= 0 or chunk_bytes % GRAIN:
            raise ValueError(f"chunk_bytes must be a multiple of {GRAIN}")
        self._parts = parts
        self._calls = YouTubeCalls(parts)
        self._chunk_bytes = chunk_bytes

    async def authenticate(self, account: Account) -> Identity:
        return await Channel(self._calls, account).identity()

    async def preflight(self, post: Post) -> Standing:
        await self._check_file(post)
        now = self._parts.clock.now()
        _check_schedule(post, now=now)
        identity = await Channel(self._calls, post.account).check()
        return Standing(
            handle=identity.handle,
            privacy=ALLOWED_PRIVACY[Platform.YOUTUBE],
            asked_at=now,
        )

    async def begin(self, post: Post) -> Begun:
        """No video exists before bytes were sent, so that opening may be tried again."""
        handle = await self._calls.open_session(
            post.account,
            video_of(post),
            total=post.medium.size_bytes,
            notifies=post.choices.notify_followers,
        )
        return Begun(handle=handle)

    async def upload(self, handle: str, post: Post, *, on_progress: Progress) -> None:
        await self._check_file(post)
        try:
            await self._transfer(handle, post, on_progress).fill()
        except SessionGone as gone:
            raise _session_gone(Remedy.BEGIN_ANEW) from gone

    async def publish(self, handle: str, post: Post) -> Sighting:
        transfer = self._transfer(handle, post, _unheard)
        try:
            finished = await transfer.finish()
        except SessionGone:
            return await self._after_loss(post)
        except Setback as cause:
            if not transfer.settled:
                raise doubtful(cause) from cause
            cause.unsent = True
            raise
        return self._accepted(finished.video_id)

    async def status(
        self, handle: str, post: Post, *, crossed_at: datetime | None, known: Sequence[str]
    ) -> Sighting:
        try:
            state = await self._transfer(handle, post, _unheard).probe()
        except SessionGone:
            found = await self.find(post, since=post.born_at, known=known)
            return found or Sighting(stage=Stage.GONE, evidence={"session": "gone"})
        if isinstance(state, Finished):
            return await self._became(state.video_id, post, crossed_at=crossed_at)
        is_whole = state == post.medium.size_bytes
        stage = Stage.PROCESSING if is_whole else Stage.NOTHING
        return Sighting(stage=stage, evidence={"stored_bytes": state})

    async def find(self, post: Post, *, since: datetime, known: Sequence[str]) -> Sighting | None:
        """Whatever carries the tag is ours: of several the oldest, and the others beside it."""
        channel = Channel(self._calls, post.account)
        videos = await channel.marked(marker(post.publication_id), since=since, known=known)
        if not videos:
            return None
        sighting, *more = (self._sighting(video, post) for video in videos)
        others = [one.external_id for one in more]
        evidence = {**sighting.evidence, "found_by": "marker"}
        return replace(sighting, evidence={**evidence, "others": others} if others else evidence)

    async def look_after(self, post: Post, external_id: str) -> Sighting:
        video = await self._read(post.account, external_id)
        if video is None:
            return self._absent(external_id, Stage.REMOVED)
        return await self._with_cover(self._sighting(video, post), post, video)

    async def metrics(self, account: Account, external_ids: Sequence[str]) -> Mapping[str, Metrics]:
        earned: dict[str, Metrics] = {}
        for start in range(0, len(external_ids), MOST_IDS):
            ids = ",".join(external_ids[start : start + MOST_IDS])
            page = await self._calls.read(account, "videos", part="statistics", id=ids)
            with understood():
                for video in page.get("items", []):
                    earned[str(video["id"])] = metrics_of(video)
        return earned

    async def delete(self, account: Account, external_id: str) -> None:
        answer = await self._calls.delete_video(account, external_id)
        is_gone = answer.status == 404 and reason_of(answer) == "videoNotFound"
        if answer.status not in (200, 204) and not is_gone:
            raise setback(answer, now=self._parts.clock.now())

    async def _became(self, video_id: str, post: Post, *, crossed_at: datetime | None) -> Sighting:
        """A video of ours that is not told of may still come into sight, but not for ever."""
        video = await self._read(post.account, video_id)
        if video is not None:
            return await self._with_cover(self._sighting(video, post), post, video)
        waited = self._parts.clock.now() - (crossed_at or post.born_at)
        is_over = waited > LIMITS[Platform.YOUTUBE].lists_within
        return self._absent(video_id, Stage.REMOVED if is_over else Stage.PROCESSING)

    async def _after_loss(self, post: Post) -> Sighting:
        """The session is gone: only the channel itself can say whether it made a video. It may
        list a new one late, so that finding none proves nothing yet."""
        try:
            found = await self.find(post, since=post.born_at, known=())
        except Setback as blind:
            raise doubtful(blind) from blind
        if found is None:
            raise _session_gone(Remedy.LOOK)
        return found

    async def _with_cover(
        self, sighting: Sighting, post: Post, video: Mapping[str, Any]
    ) -> Sighting:
        if sighting.stage not in _COVERED:
            return sighting
        cover = await give_cover(self._calls, self._parts, post, video)
        evidence = {**sighting.evidence, "cover": cover} if cover else sighting.evidence
        return replace(sighting, evidence=evidence)

    async def _read(self, account: Account, video_id: str) -> Mapping[str, Any] | None:
        page = await self._calls.read(account, "videos", part=PARTS, id=video_id)
        with understood():
            found = [video for video in page.get("items", []) if video["id"] == video_id]
            return found[0] if found else None

    async def _check_file(self, post: Post) -> None:
        try:
            size = await self._parts.store.size(post.medium.blob)
        except NotFound as missing:
            raise no_file() from missing
        if size != post.medium.size_bytes:
            raise no_file()

    def _transfer(self, handle: str, post: Post, on_progress: Progress) -> Transfer:
        return Transfer(
            calls=self._calls,
            parts=self._parts,
            post=post,
            handle=handle,
            chunk_bytes=self._chunk_bytes,
            on_progress=on_progress,
        )

    def _sighting(self, video: Mapping[str, Any], post: Post) -> Sighting:
        site = self._parts.hosts()["site"]
        return sighting_of(video, post, site=site, now=self._parts.clock.now())

    def _accepted(self, video_id: str) -> Sighting:
        url = watch_url(self._parts.hosts()["site"], video_id)
        return Sighting(stage=Stage.PROCESSING, external_id=video_id, url=url)

    def _absent(self, video_id: str, stage: Stage) -> Sighting:
        seen = self._accepted(video_id)
        code = "absent" if stage is Stage.REMOVED else None
        return replace(seen, stage=stage, code=code, evidence={"listed": False})


def _check_schedule(post: Post, *, now: datetime) -> None:
    """Raises Setback for a time that YouTube would not keep as it was approved."""
    if post.publish_at is None:
        return
    if post.privacy is not Privacy.PUBLIC:
        sentence = "what YouTube publishes at a time becomes public"
        raise Setback("schedule_not_public", sentence, remedy=Remedy.FIX_MEDIA)
    if post.publish_at <= now + NEARLY_PAST:
        sentence = "its time is over, or too close for YouTube to keep it"
        raise Setback("invalidPublishAt", sentence, remedy=Remedy.FIX_MEDIA)


def _session_gone(remedy: Remedy) -> Setback:
    return Setback("session_gone", "the upload session is gone", remedy=remedy)


async def _unheard(share: float) -> None:
    """For a step that nobody watches."""
