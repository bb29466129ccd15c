"""Publishes to TikTok with the Content Posting API v2, directly or to the app's inbox.

Bytes are always uploaded, never pulled by TikTok from an address: a pull begins with the call that
opens it, so that a lost answer to that call could mean a post that nobody knows of. An upload
publishes nothing before its last chunk, and by then its ``publish_id`` is stored.
https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from domain.account import Account, Identity
from domain.errors import NotFound
from domain.ports.outside import Progress
from domain.publication import (
    Begun,
    Metrics,
    Post,
    Remedy,
    Scope,
    Setback,
    Sighting,
    Stage,
    Standing,
)
from integrations.platforms.parts import Parts
from integrations.platforms.tiktok_calls import (
    CREATOR_INFO,
    DIRECT_INIT,
    INBOX_INIT,
    USER_INFO,
    TikTokCalls,
)
from integrations.platforms.tiktok_chunks import Cut, cut
from integrations.platforms.tiktok_creator import check, check_file, post_info, standing_of
from integrations.platforms.tiktok_errors import UNKNOWN_UPLOAD
from integrations.platforms.tiktok_handle import Handle, handle_in, upload_address
from integrations.platforms.tiktok_status import fetch_report, sighting_of
from integrations.platforms.tiktok_upload import LOOKS_S, Transfer
from integrations.platforms.tiktok_videos import earnings, query, search

PROFILE: Final = "user.info.profile"
"""The scope that the username needs."""


class TikTokPublisher:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._calls = TikTokCalls(parts)

    async def authenticate(self, account: Account) -> Identity:
        fields = ["open_id", "display_name"]
        if PROFILE in account.scopes:
            fields.append("username")
        said = await self._calls.ask(account, USER_INFO, fields=",".join(fields))
        user = said.part("user")
        open_id, name = user.get("open_id"), user.get("username") or user.get("display_name")
        if not isinstance(open_id, str) or not open_id:
            raise said.odd()
        return Identity(external_id=open_id, handle=str(name or account.handle))

    async def preflight(self, post: Post) -> Standing:
        """What a creator may do through the API concerns direct posts only: to the inbox it is
        sent whatever that answer would be, and the person decides the rest in the app."""
        await self._check_file(post)
        identity = await self.authenticate(post.account)
        if identity.external_id != post.account.external_id:
            said = "the tokens open another TikTok account than the one that was approved"
            raise Setback("wrong_account", said, remedy=Remedy.HOLD_ACCOUNT, scope=Scope.ACCOUNT)
        if post.choices.inbox:
            return Standing(handle=identity.handle, privacy=(), asked_at=self._parts.clock.now())
        return await self._standing(post)

    async def begin(self, post: Post) -> Begun:
        """An opened upload without bytes never becomes a post: when the answer is lost, it may be
        opened again."""
        await self._check_file(post)
        plan = cut(post.medium.size_bytes)
        body: dict[str, Any] = {"source_info": _source_info(plan)}
        if not post.choices.inbox:
            body["post_info"] = post_info(post, await self._standing(post))
        call = INBOX_INIT if post.choices.inbox else DIRECT_INIT
        said = await self._calls.ask(post.account, call, body=body)
        handle = Handle(
            publish_id=said.text("publish_id"),
            upload_url=upload_address(said.text("upload_url"), api=self._parts.hosts()["api"]),
            cut=plan,
        )
        return Begun(handle=handle.text(), reference=handle.publish_id)

    async def upload(self, handle: str, post: Post, *, on_progress: Progress) -> None:
        await self._check_file(post)
        await self._transfer(handle, post).bring_all_but_last(on_progress)

    async def publish(self, handle: str, post: Post) -> Sighting:
        await self._check_file(post)
        await self._transfer(handle, post).bring_last()
        return await self._soon(handle, post)

    async def status(
        self, handle: str, post: Post, *, crossed_at: datetime | None, known: Sequence[str]
    ) -> Sighting:
        kept = handle_in(handle)
        try:
            report = await fetch_report(self._calls, post.account, kept.publish_id)
        except Setback as refused:
            if refused.code != UNKNOWN_UPLOAD:
                raise
            evidence = {"error": refused.code, "log_id": refused.trace}
            return Sighting(stage=Stage.GONE, code=refused.code, evidence=evidence)
        seen = sighting_of(report, post, size=kept.cut.size, crossed_at=crossed_at, known=known)
        return self._with_url(seen, post.account)

    async def find(self, post: Post, *, since: datetime, known: Sequence[str]) -> Sighting | None:
        """Only public posts are listed. TikTok keeps no marker of ours."""
        found = await search(self._calls, post, since=since, known=known)
        if len(found) != 1:
            return None
        evidence = {"found_by": "caption, duration and time", "since": since.isoformat()}
        seen = Sighting(stage=Stage.LIVE, external_id=found[0], evidence=evidence)
        return self._with_url(seen, post.account)

    async def look_after(self, post: Post, external_id: str) -> Sighting:
        videos = await query(self._calls, post.account, [external_id], "id")
        stage = Stage.LIVE if external_id in videos else Stage.REMOVED
        evidence = {"listed": stage is Stage.LIVE}
        seen = Sighting(stage=stage, external_id=external_id, evidence=evidence)
        return self._with_url(seen, post.account)

    async def metrics(self, account: Account, external_ids: Sequence[str]) -> Mapping[str, Metrics]:
        return await earnings(self._calls, account, external_ids)

    async def delete(self, account: Account, external_id: str) -> None:
        said = "TikTok lets nobody but the person delete a post, in the app"
        raise Setback("not_offered", said, remedy=Remedy.HUMAN)

    async def _standing(self, post: Post) -> Standing:
        said = await self._calls.ask(post.account, CREATOR_INFO)
        standing = standing_of(said, now=self._parts.clock.now())
        check(post, standing)
        return standing

    async def _check_file(self, post: Post) -> None:
        try:
            stored: int | None = await self._parts.store.size(post.medium.blob)
        except NotFound:
            stored = None
        check_file(post, stored_bytes=stored)

    def _transfer(self, handle: str, post: Post) -> Transfer:
        return Transfer(calls=self._calls, parts=self._parts, handle=handle_in(handle), post=post)

    async def _soon(self, handle: str, post: Post) -> Sighting:
        """What became of it in the first seconds. All bytes are there: whatever is not told now
        is told later, so that nothing here is a setback."""
        seen = Sighting(stage=Stage.PROCESSING, evidence={"accepted": True})
        crossed_at = self._parts.clock.now()
        for wait_s in LOOKS_S:
            await self._parts.pause(wait_s)
            try:
                now = await self.status(handle, post, crossed_at=crossed_at, known=())
            except Setback as blind:
                return replace(seen, evidence={**seen.evidence, "not_told": blind.code})
            if now.stage in (Stage.NOTHING, Stage.GONE):
                continue
            seen = now
            if seen.stage is not Stage.PROCESSING:
                break
        return seen

    def _with_url(self, seen: Sighting, account: Account) -> Sighting:
        if seen.external_id is None:
            return seen
        name = quote(account.handle.removeprefix("@"))
        return replace(seen, url=f"{self._parts.hosts()['site']}/@{name}/video/{seen.external_id}")


def _source_info(plan: Cut) -> dict[str, Any]:
    return {
        "source": "FILE_UPLOAD",
        "video_size": plan.size,
        "chunk_size": plan.chunk_size,
        "total_chunk_count": plan.count,
    }
