"""Publishes Reels to Instagram with the Graph API.

Instagram takes no idempotency key and gives a post no mark of ours. A container is a draft that may
be made twice; ``media_publish`` may not, so that whatever it answers, other than what is certain to
have come first, is looked up in the account's own list.

https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.account import Account, Identity, Login
from domain.ports.outside import Progress
from domain.publication import (
    Begun,
    Metrics,
    Post,
    Remedy,
    Setback,
    Sighting,
    Stage,
    Standing,
)
from integrations.platforms.instagram_calls import Graph, Wanted, text_id
from integrations.platforms.instagram_containers import Containers, State
from integrations.platforms.instagram_errors import Refused, Weight
from integrations.platforms.instagram_handle import Handle
from integrations.platforms.instagram_insights import Insights
from integrations.platforms.instagram_posts import Posts
from integrations.platforms.instagram_standing import Standings, check_file
from integrations.platforms.instagram_transfer import Transfer
from integrations.platforms.instagram_verdict import (
    after_publishing,
    before_publishing,
    only,
)
from integrations.platforms.parts import Parts

VERSION: Final = "v25.0"
"""Newer ones are not proven on both hosts; each ends about two years after it came."""

POSTS: Final = "instagram.posts"
DELETE_SCOPE: Final = "instagram_manage_contents"
UNKNOWN_CONTAINER: Final = 2207008
UNKNOWN_PAUSES_S: Final = (30.0, 60.0)
"""Instagram's advice for a container that it does not know yet: once or twice more within two
minutes."""

CLOCKS_APART: Final = timedelta(hours=1)
"""How far our clock may be ahead of Instagram's: asked of a container that was published for sure
and whose post is not among those of its time."""

READ_BACK_PAUSES_S: Final = (1.0, 2.0, 4.0)
"""A new post can be unreadable for some seconds."""


class InstagramPublisher:
    """``version`` is that of graph.instagram.com, ``facebook_version`` that of
    graph.facebook.com: one of them may end before the other."""

    def __init__(
        self, parts: Parts, *, version: str = VERSION, facebook_version: str = VERSION
    ) -> None:
        self._parts = parts
        self._graph = Graph(
            parts, versions={Login.INSTAGRAM: version, Login.FACEBOOK: facebook_version}
        )
        self._containers = Containers(parts, self._graph, upload_version=facebook_version)
        self._posts = Posts(self._graph)
        self._standings = Standings(parts, self._graph)
        self._insights = Insights(self._graph)

    async def authenticate(self, account: Account) -> Identity:
        return await self._standings.identity(account)

    async def preflight(self, post: Post) -> Standing:
        await check_file(self._parts.store, post)
        return await self._standings.of(post)

    async def begin(self, post: Post) -> Begun:
        handle = await self._containers.open(post)
        await self._parts.spend(post.account, POSTS, 1)
        return Begun(handle=handle.text(), reference=handle.container)

    async def upload(self, handle: str, post: Post, *, on_progress: Progress) -> None:
        kept = Handle.parse(handle)
        if kept.upload is not None:
            await check_file(self._parts.store, post)
            transfer = Transfer(
                parts=self._parts,
                graph=self._graph,
                post=post,
                container=kept.container,
                path=kept.upload,
                on_progress=on_progress,
            )
            await transfer.run()
        await self._containers.settled(post, kept)
        await on_progress(1.0)

    async def publish(self, handle: str, post: Post) -> Sighting:
        kept = Handle.parse(handle)
        try:
            media = await self._published(post, kept.container)
        except Refused as refused:
            stuck = self._containers.stuck(kept)
            if stuck is None or not refused.error.is_too_early:
                raise
            stuck.unsent = True
            raise stuck from refused
        return await self._read_back(post, media, kept.container)

    async def status(
        self, handle: str, post: Post, *, crossed_at: datetime | None, known: Sequence[str]
    ) -> Sighting:
        container = await self._containers.look(post, Handle.parse(handle).container)
        if crossed_at is None and container.state is not State.PUBLISHED:
            return before_publishing(container)
        since = crossed_at or post.born_at
        listed = await self._posts.candidates(post, since=since, known=known)
        if not listed and container.state is State.PUBLISHED:
            since_ours = since - CLOCKS_APART
            listed = await self._posts.candidates(post, since=since_ours, known=known)
        return after_publishing(container, listed, age=self._parts.clock.now() - since)

    async def find(self, post: Post, *, since: datetime, known: Sequence[str]) -> Sighting | None:
        return only(await self._posts.candidates(post, since=since, known=known))

    async def look_after(self, post: Post, external_id: str) -> Sighting:
        return await self._posts.standing(post, external_id)

    async def metrics(self, account: Account, external_ids: Sequence[str]) -> Mapping[str, Metrics]:
        earned = {media: await self._insights.of(account, media) for media in external_ids}
        return {media: metrics for media, metrics in earned.items() if metrics is not None}

    async def delete(self, account: Account, external_id: str) -> None:
        if account.login is not Login.FACEBOOK or DELETE_SCOPE not in account.scopes:
            raise Setback(
                "not_offered",
                "Instagram lets only people delete this account's posts",
                remedy=Remedy.HUMAN,
            )
        try:
            await self._graph.ask(
                account,
                Wanted(
                    name="instagram.delete",
                    method="DELETE",
                    path=external_id,
                    weight=Weight.DRAFT,
                ),
            )
        except Refused as refused:
            if not refused.error.is_gone:
                raise

    async def _published(self, post: Post, container: str) -> str:
        """The id of the post. A container that is unknown at first may be known in a moment; one
        that stays unknown may have been published before."""
        for pause_s in UNKNOWN_PAUSES_S:
            try:
                return await self._cross(post, container)
            except Refused as refused:
                if refused.error.subcode != UNKNOWN_CONTAINER:
                    raise
            await self._parts.pause(pause_s)
        return await self._cross(post, container)

    async def _cross(self, post: Post, container: str) -> str:
        answer = await self._graph.ask(
            post.account,
            Wanted(
                name="instagram.publish",
                method="POST",
                path=f"{post.account.external_id}/media_publish",
                params={"creation_id": container},
                weight=Weight.CROSSING,
            ),
        )
        media = text_id(answer.get("id"))
        if media is None:
            raise Setback(
                "strange_answer",
                "Instagram's answer to publishing has no id",
                remedy=Remedy.LOOK,
            )
        return media

    async def _read_back(self, post: Post, media: str, container: str) -> Sighting:
        """It is live whatever comes of this: only its address may stay unknown."""
        url = None
        for pause_s in (*READ_BACK_PAUSES_S, None):
            try:
                seen = await self._posts.read(post, media)
            except Setback:
                break
            if seen is not None or pause_s is None:
                url = seen.permalink if seen else None
                break
            await self._parts.pause(pause_s)
        return Sighting(
            stage=Stage.LIVE,
            external_id=media,
            url=url,
            evidence={"by": "answer", "container": container, "read_back": url is not None},
        )
