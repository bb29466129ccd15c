"""Take in the accounts that a person opened on a platform's consent page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.access import Permission, User, principal_of
from domain.account import (
    Account,
    AccountStatus,
    Connected,
    ConnectionRefused,
    Visit,
    entry,
    missing_scopes,
)
from domain.ids import AccountId, Actor, UserId
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.platforms import Platform
from domain.ports import Authoriser, Authorisers, Transaction, World
from domain.ports.resuming import resume_held
from domain.publication import Setback

_DENIED: Final = "access_denied"
_WORD: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a browser brought back. ``user_id`` is whose browser it is, as the way in proved it."""

    platform: Platform
    user_id: UserId
    state: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """``resumed`` publications had waited for the accounts and go on."""

    accounts: Sequence[Account]
    resumed: int


async def complete_connection(
    *, world: World, authorisers: Authorisers, arrival: Arrival, rehearsal: bool
) -> Welcome:
    """``rehearsal``: the platform is our own server. Raises ConnectionRefused, Forbidden,
    NotSignedIn; a refusal is in the ledger."""
    try:
        visit = await _visit(world, arrival)
        code = _code(arrival)
        authoriser = authorisers[visit.platform]
        opened = await _opened(authoriser, visit, code)
        chosen = await _chosen(world, visit, opened)
        await _check_scopes(world, authoriser, visit, chosen, rehearsal=rehearsal)
    except ConnectionRefused as refusal:
        await _record(world, arrival, refusal, rehearsal=rehearsal)
        raise
    async with world.uow() as tx:
        welcome = [await _take_in(tx, world, visit, one, rehearsal=rehearsal) for one in chosen]
    return Welcome(
        accounts=[account for account, _ in welcome],
        resumed=sum(resumed for _, resumed in welcome),
    )


async def _visit(world: World, arrival: Arrival) -> Visit:
    """The state is used up, whoever brings it. Raises ConnectionRefused, Forbidden,
    NotSignedIn."""
    async with world.uow() as tx:
        visit = await tx.visits.take(arrival.state)
        user = await _user(tx, visit)
    if (
        visit is None
        or user is None
        or visit.user_id != arrival.user_id
        or visit.platform is not arrival.platform
    ):
        raise ConnectionRefused("state_unknown", platform=arrival.platform.label)
    if visit.expires_at <= world.clock.now():
        raise ConnectionRefused("expired", platform=arrival.platform.label)
    principal_of(user).require(Permission.OUTWARD)
    return visit


async def _user(tx: Transaction, visit: Visit | None) -> User | None:
    return None if visit is None else await tx.users.get(visit.user_id)


def _code(arrival: Arrival) -> str:
    """Raises ConnectionRefused."""
    platform = arrival.platform.label
    if arrival.error == _DENIED:
        raise ConnectionRefused("denied", platform=platform)
    if arrival.error or not arrival.code:
        said = arrival.error or "no_code"
        why = said if _WORD.fullmatch(said) else "unknown"
        raise ConnectionRefused("platform_error", platform=platform, why=why)
    return arrival.code


async def _opened(authoriser: Authoriser, visit: Visit, code: str) -> Sequence[Connected]:
    """Raises ConnectionRefused."""
    platform = visit.platform.label
    try:
        opened = await authoriser.exchange(visit, code)
    except Setback as setback:
        raise ConnectionRefused("platform_error", platform=platform, why=setback.code) from setback
    if not opened:
        raise ConnectionRefused("no_account", platform=platform)
    return opened


async def _chosen(world: World, visit: Visit, opened: Sequence[Connected]) -> Sequence[Connected]:
    """All, or the one account that was to be connected again: what waits for it must never go to
    another one. Raises ConnectionRefused."""
    if visit.account_id is None:
        return opened
    async with world.uow() as tx:
        account = await tx.accounts.get(visit.account_id)
    same = [one for one in opened if one.identity.external_id == account.external_id]
    if not same:
        raise ConnectionRefused(
            "wrong_account",
            platform=visit.platform.label,
            handle=account.handle,
            other=", ".join(one.identity.handle for one in opened),
        )
    return same


async def _check_scopes(
    world: World,
    authoriser: Authoriser,
    visit: Visit,
    chosen: Sequence[Connected],
    *,
    rehearsal: bool,
) -> None:
    """Raises ConnectionRefused. Nothing is kept of what was opened: an account that worked goes on
    with the tokens that it had."""
    short = [one for one in chosen if missing_scopes(one.scopes, authoriser.needed)]
    if not short:
        return
    async with world.uow() as tx:
        known = await _known(tx, visit, short[0], rehearsal=rehearsal)
    works = known is not None and known.status is AccountStatus.ACTIVE
    raise ConnectionRefused(
        "scopes_missing_kept" if works else "scopes_missing",
        platform=visit.platform.label,
        handle=short[0].identity.handle,
        scopes=", ".join(missing_scopes(short[0].scopes, authoriser.needed)),
    )


async def _take_in(
    tx: Transaction, world: World, visit: Visit, one: Connected, *, rehearsal: bool
) -> tuple[Account, int]:
    known = await _known(tx, visit, one, rehearsal=rehearsal)
    account = Account(
        id=known.id if known else AccountId(world.new_id()),
        platform=visit.platform,
        handle=one.identity.handle,
        external_id=one.identity.external_id,
        status=AccountStatus.ACTIVE,
        rehearsal=rehearsal,
        created_at=known.created_at if known else world.clock.now(),
        login=one.identity.login,
        scopes=one.scopes,
        connected_by=visit.user_id,
    )
    if known is None:
        await tx.accounts.add(account)
    else:
        await tx.accounts.save(account)
    await tx.grants.save(account.id, one.grant)
    await tx.ledger.append(
        entry(
            Kind.ACCOUNT_RECONNECTED if known else Kind.ACCOUNT_CONNECTED,
            account,
            actor=_actor(visit),
            scopes=list(one.scopes),
        )
    )
    resumed = await resume_held(tx, world, account, actor=_actor(visit)) if known else 0
    return account, resumed


async def _known(
    tx: Transaction, visit: Visit, one: Connected, *, rehearsal: bool
) -> Account | None:
    """Locked, so that nobody renews its token at the same time."""
    found = await tx.accounts.find(
        platform=visit.platform, external_id=one.identity.external_id, rehearsal=rehearsal
    )
    return None if found is None else await tx.accounts.get(found.id, for_update=True)


async def _record(
    world: World, arrival: Arrival, refusal: ConnectionRefused, *, rehearsal: bool
) -> None:
    async with world.uow() as tx:
        await tx.ledger.append(
            Entry(
                kind=Kind.CONNECTION_REFUSED,
                entity_type=EntityType.USER,
                entity_id=arrival.user_id,
                actor=Actor(f"user:{arrival.user_id}"),
                severity=Severity.WARNING,
                metadata={
                    **{name: str(value) for name, value in refusal.values.items()},
                    "platform": arrival.platform.value,
                    "rehearsal": rehearsal,
                },
            )
        )


def _actor(visit: Visit) -> Actor:
    return Actor(f"user:{visit.user_id}")
