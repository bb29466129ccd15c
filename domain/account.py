"""An account: where a publication goes on one platform, and the tokens that open it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.canonical import Json
from domain.errors import DomainError
from domain.ids import AccountId, Actor, UserId
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.platforms import Platform


class AccountStatus(StrEnum):
    ACTIVE = "active"
    NEEDS_RECONNECT = "needs_reconnect"
    """Its tokens are dead or lack a permission: what waits for it is held, not lost."""
    HELD = "held"
    """The platform restricted it: a person has to look at it in the platform's own app."""
    DISCONNECTED = "disconnected"


class Login(StrEnum):
    """How an Instagram account was connected, which decides the host that it is reached on."""

    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"


class NoAccount(DomainError):
    code = "no_account"


class ConnectionRefused(DomainError):
    """An account could not be connected. ``reason`` names the text ``connection.<reason>``."""

    code = "connection"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``external_id`` never changes; the handle may. ``rehearsal`` accounts live on our own server
    that speaks the platform's protocol. ``trouble`` is the platform's word for why it cannot be
    used. ``scopes`` are what the person really granted."""

    id: AccountId
    platform: Platform
    handle: str
    external_id: str
    status: AccountStatus
    rehearsal: bool
    created_at: datetime
    login: Login | None = None
    scopes: tuple[str, ...] = ()
    trouble: str | None = None
    connected_by: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a platform hands out for an account: secrets, good until their times.

    ``refresh`` is None where the access token itself is what gets refreshed (Instagram).
    """

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    issued_at: datetime
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None

    def expires_at(self) -> datetime | None:
        """When it can no longer be renewed without a person."""
        return self.refresh_expires_at if self.refresh else self.access_expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who an account is, in the platform's own words."""

    external_id: str
    handle: str
    login: Login | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """An account that a person opened to us: who it is, its tokens, what was really granted."""

    identity: Identity
    grant: Grant
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A person's way through a platform's consent page. ``state`` comes back with them and is
    good once; ``verifier`` is PKCE's secret; ``account_id`` is the account to be reconnected."""

    state: str
    user_id: UserId
    platform: Platform
    login: Login | None
    verifier: str = field(repr=False)
    redirect_uri: str
    account_id: AccountId | None
    expires_at: datetime


VISIT_LIFE: Final = timedelta(minutes=30)

REFRESHED_AHEAD: Final[dict[Platform, timedelta]] = {
    Platform.INSTAGRAM: timedelta(days=30),
    Platform.TIKTOK: timedelta(minutes=20),
    Platform.YOUTUBE: timedelta(minutes=10),
}
"""How long before its end a token is renewed by the clock, so that no upload has to wait."""

REFRESHED_BEFORE_USE: Final = timedelta(minutes=2)
"""A token that ends sooner than this is renewed before it is used."""

YOUNGEST_REFRESH: Final = timedelta(hours=24)
"""Instagram refuses to renew a token that is younger."""


def is_due(grant: Grant, platform: Platform, *, now: datetime) -> bool:
    """Whether the clock should renew it now."""
    ends_at = grant.access_expires_at
    if ends_at is None or ends_at - now > REFRESHED_AHEAD[platform]:
        return False
    return platform is not Platform.INSTAGRAM or now - grant.issued_at >= YOUNGEST_REFRESH


def is_stale(grant: Grant, *, now: datetime) -> bool:
    """Whether it must not be used any more as it is."""
    return grant.access_expires_at is not None and (
        grant.access_expires_at - now <= REFRESHED_BEFORE_USE
    )


def renewed(old: Grant, new: Grant) -> Grant:
    """An answer without a refresh token leaves the one that we have (Google's usual answer)."""
    if new.refresh is not None:
        return new
    return Grant(
        access=new.access,
        refresh=old.refresh,
        issued_at=new.issued_at,
        access_expires_at=new.access_expires_at,
        refresh_expires_at=new.refresh_expires_at or old.refresh_expires_at,
    )


def missing_scopes(granted: Collection[str], wanted: Collection[str]) -> tuple[str, ...]:
    return tuple(scope for scope in wanted if scope not in granted)


def entry(
    kind: Kind,
    account: Account,
    *,
    actor: Actor,
    severity: Severity = Severity.INFO,
    **facts: Json,
) -> Entry:
    """What the ledger keeps of a step in an account's life; never a token."""
    return Entry(
        kind=kind,
        entity_type=EntityType.ACCOUNT,
        entity_id=account.id,
        actor=actor,
        severity=severity,
        metadata={
            "platform": account.platform.value,
            "handle": account.handle,
            "rehearsal": account.rehearsal,
            **facts,
        },
    )
