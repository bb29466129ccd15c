"""Whose account the tokens open, and what Instagram lets it do right now."""

from collections.abc import Mapping
from typing import Any, Final

from domain.account import Account, Identity, Login
from domain.errors import NotFound
from domain.platforms import LIMITS, Platform
from domain.ports.outside import Store
from domain.publication import Post, Privacy, Remedy, Scope, Setback, Standing
from integrations.platforms.instagram_calls import (
    Graph,
    items,
    login_of,
    not_in_answer,
    text_id,
)
from integrations.platforms.instagram_causes import HOUR_S
from integrations.platforms.instagram_errors import Refused
from integrations.platforms.parts import Parts

PROFESSIONAL: Final = frozenset({"BUSINESS", "MEDIA_CREATOR", "CREATOR"})
USUAL_QUOTA: Final = 50
"""The documentation says 50 in one place and 100 in another."""

DAY_S: Final = 86_400.0
DAY_FULL: Final = "2207042"
"""What Instagram itself says when it is asked for one post too many."""


class Standings:
    def __init__(self, parts: Parts, graph: Graph) -> None:
        self._parts = parts
        self._graph = graph

    async def identity(self, account: Account) -> Identity:
        """Raises Setback (Remedy.HOLD_ACCOUNT) when nobody can post to such an account.

        With Instagram Login ``id`` is another one for every app.
        """
        me = await self._me(account)
        kind = me.get("account_type")
        if kind is not None and kind not in PROFESSIONAL:
            raise _held("account_type", "the account is not a business or creator account")
        is_page = login_of(account) is Login.FACEBOOK
        external_id = text_id(me.get("id" if is_page else "user_id"))
        if external_id is None:
            raise not_in_answer("instagram.me", "id")
        handle = str(me.get("username") or account.handle)
        return Identity(external_id=external_id, handle=handle, login=login_of(account))

    async def of(self, post: Post) -> Standing:
        account = post.account
        identity = await self.identity(account)
        if identity.external_id != account.external_id:
            raise _held("wrong_account", f"the tokens open {identity.handle}, another account")
        limit = await self._limit(account)
        most = _whole(_config(limit).get("quota_total")) or USUAL_QUOTA
        used = _whole(limit.get("quota_usage"))
        if used is not None and used >= most:
            raise _full(used, most)
        return Standing(
            handle=identity.handle,
            privacy=(Privacy.PUBLIC,),
            max_duration_ms=LIMITS[Platform.INSTAGRAM].max_duration_ms,
            posts_left=None if used is None else most - used,
            posts_most=most,
            posts_in_s=float(_whole(_config(limit).get("quota_duration")) or DAY_S),
            asked_at=self._parts.clock.now(),
        )

    async def _me(self, account: Account) -> Mapping[str, Any]:
        """With Facebook Login there is no ``account_type``, and asking for an unknown field fails
        the whole call; a Page can only be linked to a professional account."""
        if login_of(account) is Login.FACEBOOK:
            return await self._page_me(account)
        answer = await self._graph.read(
            "instagram.me", account, "me", fields="user_id,username,account_type"
        )
        return next(iter(items(answer)), {})

    async def _page_me(self, account: Account) -> Mapping[str, Any]:
        try:
            return await self._graph.read(
                "instagram.me", account, account.external_id, fields="id,username"
            )
        except Refused as refused:
            if refused.error.is_gone:
                raise _held("wrong_account", "the tokens do not open this account") from refused
            raise

    async def _limit(self, account: Account) -> Mapping[str, Any]:
        answer = await self._graph.read(
            "instagram.limit",
            account,
            f"{account.external_id}/content_publishing_limit",
            fields="config,quota_usage",
        )
        return next(iter(items(answer)), {})


async def check_file(store: Store, post: Post) -> None:
    """Raises Setback when the stored file is not the one that was approved."""
    try:
        size = await store.size(post.medium.blob)
    except NotFound:
        size = None
    if size != post.medium.size_bytes:
        raise Setback(
            "size_mismatch",
            "the stored file is not the one that was approved",
            remedy=Remedy.FIX_MEDIA,
        )


def _config(limit: Mapping[str, Any]) -> Mapping[str, Any]:
    config = limit.get("config")
    return config if isinstance(config, dict) else {}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _full(used: int, most: int) -> Setback:
    return Setback(
        DAY_FULL,
        f"the account's posts of the day are used up ({used} of {most})",
        remedy=Remedy.WAIT,
        scope=Scope.ACCOUNT,
        retry_after_s=HOUR_S,
    )


def _held(code: str, said: str) -> Setback:
    return Setback(code, said, remedy=Remedy.HOLD_ACCOUNT, scope=Scope.ACCOUNT)
