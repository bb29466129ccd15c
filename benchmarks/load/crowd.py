"""More accounts than the rehearsal comes with, known to the servers and to our own database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Final

import httpx

from domain.account import Account, Grant, Login
from domain.platforms import Platform
from domain.ports import World
from integrations.rehearsal.cast import CAST, Character
from tests.build import an_account

_FIRST_INSTAGRAM: Final = 17_841_500_000_000_000
_LOGINS: Final = {Platform.INSTAGRAM: Login.INSTAGRAM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account that can be published to, and the token that opens it."""

    account: Account
    token: str


def enlarge_cast(count: int) -> None:
    """So many accounts in all; the first of each platform stays. The cast is one for a process, and
    a load like this one is the only reason to have another: each process does it for itself."""
    cast: Any = CAST
    for platform, wanted in zip(Platform, _shares(count), strict=True):
        more = (_made_up(platform, number) for number in range(1, wanted))
        cast[platform] = (cast[platform][0], *more)


async def gather_crowd(world: World, rehearsal: str) -> list[Member]:
    """Everybody in the cast, connected; the platforms take turns."""
    by_platform = {}
    async with httpx.AsyncClient(timeout=60) as http:
        for platform, cast in CAST.items():
            url = f"{rehearsal}/{platform}/rehearsal/tokens"
            by_platform[platform] = [await _join(world, http, url, one) for one in cast]
    return list(_in_turns(list(by_platform.values())))


async def _join(world: World, http: httpx.AsyncClient, url: str, one: Character) -> Member:
    answer = await http.post(url, json={"account": one.external_id})
    said = answer.raise_for_status().json()
    account = an_account(
        platform=one.platform,
        external_id=one.external_id,
        handle=one.handle,
        login=one.login,
    )
    async with world.uow() as tx:
        await tx.accounts.add(account)
        await tx.grants.save(
            account.id, Grant(access=said["access_token"], issued_at=world.clock.now())
        )
    return Member(account=account, token=said["access_token"])


def _shares(count: int) -> Iterator[int]:
    for place in range(len(Platform)):
        yield len(range(place, count, len(Platform)))


def _in_turns(rows: Sequence[Sequence[Member]]) -> Iterator[Member]:
    longest = max(len(row) for row in rows)
    for place in range(longest):
        yield from (row[place] for row in rows if place < len(row))


def _made_up(platform: Platform, number: int) -> Character:
    ids = {
        Platform.INSTAGRAM: str(_FIRST_INSTAGRAM + number),
        Platform.TIKTOK: f"-000crowd{number:05}",
        Platform.YOUTUBE: f"UCcrowd{number:017}",
    }
    return Character(
        platform=platform,
        external_id=ids[platform],
        handle=f"crowd.{number}",
        name=f"Crowd {number}",
        login=_LOGINS.get(platform),
    )


def over_and_over(crowd: Sequence[Member], count: int) -> Iterator[Member]:
    return islice(cycle(crowd), count)
