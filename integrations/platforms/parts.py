"""What every publisher is built from, and the hosts that it talks to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from domain.ports.outside import Store
from domain.ports.world import Clock

Token = Callable[[], Awaitable[str]]
"""An access token that is good now. It is asked again when the platform says that one is dead."""

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Where a platform lives. ``watch`` is the address of a post, with ``{id}`` in it."""

    api: str
    upload: str
    watch: str


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
    http: httpx.AsyncClient
    store: Store
    token: Token
    clock: Clock
    pause: Pause = asyncio.sleep
    patience: Patience = Patience()


def fixed_token(token: str) -> Token:
    async def same() -> str:
        return token

    return same
