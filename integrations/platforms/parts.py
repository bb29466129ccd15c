"""What every publisher is built from, and the hosts that it talks to."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import httpx

from domain.account import Account
from domain.ids import AccountId
from domain.ports.outside import Store
from domain.ports.publishing import MediaLink, Spend, Token
from domain.ports.world import Clock
from domain.publication import Post

REMEMBERED_FOR: Final = timedelta(seconds=10)
"""Far less than what is left of any token that is handed out, and short enough for an account that
is disconnected meanwhile; the last gate before publishing asks for the account itself."""

Pause = Callable[[float], Awaitable[None]]

Hosts = Callable[[], Mapping[str, str]]
"""Where a platform lives now: base URLs without a slash at the end, by name. They are asked for at
every call, because a rehearsal server may start, or move, later. Raises Setback while there is
none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppKeys:
    """What the platform knows our app by."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a call that brings nothing new is tried, and how long we wait in between."""

    tries: int = 6
    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0

    def wait_s(self, failures: int, *, asked_s: float | None) -> float | None:
        """How long before the next try; None when there should be none. ``asked_s`` is what the
        platform asked for."""
        asked_s = asked_s or 0.0
        if failures >= self.tries or asked_s > self.longest_wait_s:
            return None
        return max(asked_s, min(self.first_wait_s * 2.0 ** (failures - 1), self.longest_wait_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """``link`` gives addresses at which a platform can fetch a post's file; ``spend`` counts calls
    against the platform's buckets before they are made."""

    http: httpx.AsyncClient
    store: Store
    hosts: Hosts
    token: Token
    spend: Spend
    link: MediaLink
    clock: Clock
    pause: Pause = asyncio.sleep
    patience: Patience = Patience()


def fixed_hosts(**names: str) -> Hosts:
    return lambda: names


def fixed_token(token: str) -> Token:
    async def same(account: Account, refused: str | None) -> str:
        return token

    return same


def remembered(token: Token, clock: Clock) -> Token:
    """Asks for each account's token at most every few seconds: a publication makes many calls in a
    row. One that was refused is asked for anew at once."""
    kept: dict[AccountId, tuple[str, datetime]] = {}

    async def good(account: Account, refused: str | None) -> str:
        now = clock.now()
        access, until = kept.get(account.id, ("", now))
        if refused is None and now < until:
            return access
        kept.pop(account.id, None)
        access = await token(account, refused)
        kept[account.id] = (access, now + REMEMBERED_FOR)
        return access

    return good


async def boundless(account: Account, bucket: str, units: int) -> None:
    """For where limits are lifted."""


async def no_link(post: Post) -> str:
    """For platforms that are sent the bytes."""
    raise LookupError("this platform fetches nothing")
