"""Containers: Instagram's drafts, from the order to fetch a file until it can be published."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from domain.account import Login
from domain.publication import Post, Remedy, Setback
from integrations.platforms.instagram_calls import (
    Graph,
    Wanted,
    login_of,
    not_in_answer,
    text_id,
)
from integrations.platforms.instagram_causes import BY_SUBCODE, Cause
from integrations.platforms.instagram_errors import Refused, Weight
from integrations.platforms.instagram_handle import Handle, Transport, upload_path
from integrations.platforms.instagram_link import checked_link
from integrations.platforms.parts import Parts

BUCKET: Final = "instagram.containers"
POLL_PAUSES_S: Final = (2.0, 3.0, 5.0)
"""How long one call waits for a container; after that the caller comes back."""

SHORTEST_WAIT_S: Final = 10.0
LONGEST_WAIT_S: Final = 60.0
"""Instagram asks to poll once a minute."""

STUCK_AFTER: Final = timedelta(minutes=30)
"""Instagram's own advice is to give up after five minutes; long files take longer than that."""

INVALID: Final = 100
_UNPROCESSED: Final = Cause(meaning="the video could not be processed", remedy=Remedy.BEGIN_ANEW)
_SUBCODE: Final = re.compile(r"\b2207\d{3}\b")


class State(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    ERROR = "ERROR"
    EXPIRED = "EXPIRED"
    PUBLISHED = "PUBLISHED"
    GONE = "gone"
    """Instagram does not know it, or not any more."""
    UNKNOWN = "unknown"
    """A word that we do not know: nothing is concluded from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """``subcode`` is why it failed, where its ``status`` says so."""

    state: State
    subcode: int | None = None

    @property
    def code(self) -> str:
        return str(self.subcode) if self.subcode else f"container_{self.state.value.lower()}"

    @property
    def cause(self) -> Cause:
        """Why it will never be published, and what next. What would be done again with another
        kind of call needs a new container here."""
        if self.state in (State.EXPIRED, State.GONE):
            return Cause(meaning="the container is too old", remedy=Remedy.BEGIN_ANEW)
        cause = BY_SUBCODE.get(self.subcode or 0, _UNPROCESSED)
        is_passing = cause.remedy in (Remedy.RETRY, Remedy.WAIT)
        return replace(cause, remedy=Remedy.BEGIN_ANEW) if is_passing else cause


class Containers:
    def __init__(self, parts: Parts, graph: Graph, *, upload_version: str) -> None:
        self._parts = parts
        self._graph = graph
        self._upload_version = upload_version

    async def open(self, post: Post) -> Handle:
        """Sends the bytes where the account's login allows it, else has them fetched."""
        if login_of(post.account) is not Login.FACEBOOK:
            return await self._by_link(post)
        try:
            return await self._for_bytes(post)
        except Refused as refused:
            if refused.error.code != INVALID or refused.error.subcode in BY_SUBCODE:
                raise
            # This is how a host says that it takes no bytes; another reason would come again.
            return await self._by_link(post)

    async def look(self, post: Post, container: str) -> Container:
        try:
            answer = await self._graph.read(
                "instagram.container", post.account, container, fields="status_code,status"
            )
        except Refused as refused:
            if refused.error.is_gone:
                return Container(state=State.GONE)
            raise
        found = _SUBCODE.search(str(answer.get("status", "")))
        return Container(
            state=_state(answer.get("status_code")), subcode=int(found[0]) if found else None
        )

    async def settled(self, post: Post, handle: Handle) -> None:
        """Comes back when it can be published. Raises Setback when it is not that far yet, never
        will be, or is published already (Remedy.LOOK)."""
        for pause_s in (*self._pauses(post), None):
            container = await self.look(post, handle.container)
            if container.state is State.FINISHED:
                return
            _raise_if_over(container)
            if pause_s is not None:
                await self._parts.pause(pause_s)
        raise self._unfinished(post, handle)

    def _pauses(self, post: Post) -> tuple[float, ...]:
        """Polls are the first calls that we do without when our limits come near."""
        return () if self._graph.usage.is_busy(post.account.id) else POLL_PAUSES_S

    def stuck(self, handle: Handle) -> Setback | None:
        """None while it is still worth waiting."""
        if self._age(handle) <= STUCK_AFTER:
            return None
        return Setback(
            "container_stuck",
            "Instagram does not get done with the video",
            remedy=Remedy.BEGIN_ANEW,
        )

    def _unfinished(self, post: Post, handle: Handle) -> Setback:
        least_s = SHORTEST_WAIT_S if self._pauses(post) else LONGEST_WAIT_S
        half_s = self._age(handle).total_seconds() / 2
        return self.stuck(handle) or Setback(
            "container_in_progress",
            "Instagram is still at work on the video",
            remedy=Remedy.WAIT,
            retry_after_s=min(max(half_s, least_s), LONGEST_WAIT_S),
        )

    def _age(self, handle: Handle) -> timedelta:
        return self._parts.clock.now() - handle.opened_at

    async def _by_link(self, post: Post) -> Handle:
        url = await checked_link(self._parts, post)
        answer = await self._made(post, video_url=url)
        return Handle(
            container=_id_in(answer),
            transport=Transport.LINK,
            opened_at=self._parts.clock.now(),
        )

    async def _for_bytes(self, post: Post) -> Handle:
        answer = await self._made(post, upload_type="resumable")
        container = _id_in(answer)
        return Handle(
            container=container,
            transport=Transport.BYTES,
            opened_at=self._parts.clock.now(),
            upload=upload_path(
                answer.get("uri"),
                host=self._parts.hosts()["rupload"],
                container=container,
                version=self._upload_version,
            ),
        )

    async def _made(self, post: Post, **source: str) -> Mapping[str, Any]:
        await self._parts.spend(post.account, BUCKET, 1)
        return await self._graph.ask(
            post.account,
            Wanted(
                name="instagram.create",
                method="POST",
                path=f"{post.account.external_id}/media",
                params={**fields(post), **source},
                weight=Weight.DRAFT,
            ),
        )


def fields(post: Post) -> dict[str, str]:
    """What Instagram is told of a post. ``share_to_feed`` is always said, because its default is
    not documented; what was not declared is not said."""
    choices = post.choices
    told = {
        "media_type": "REELS",
        "caption": post.caption,
        "share_to_feed": str(choices.share_to_feed).lower(),
    }
    if choices.cover_ms is not None:
        told["thumb_offset"] = str(choices.cover_ms)
    if choices.ai_generated:
        told["is_ai_generated"] = "true"
    if choices.paid_partnership:
        told["is_paid_partnership"] = "true"
    return told


def _id_in(answer: Mapping[str, Any]) -> str:
    container = text_id(answer.get("id"))
    if container is None:
        raise not_in_answer("instagram.create", "id")
    return container


def _state(word: object) -> State:
    try:
        return State(str(word))
    except ValueError:
        return State.UNKNOWN


def _raise_if_over(container: Container) -> None:
    if container.state is State.PUBLISHED:
        raise Setback(
            "container_published", "Instagram says that it is published", remedy=Remedy.LOOK
        )
    if container.state in (State.ERROR, State.EXPIRED, State.GONE):
        cause = container.cause
        raise Setback(
            container.code,
            f"Instagram gave up on the video: {cause.meaning} ({container.code})",
            remedy=cause.remedy,
            scope=cause.scope,
            retry_after_s=cause.wait_s,
        )
