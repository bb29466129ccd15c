"""The tokens of one rehearsal: who holds which, for how long, and how they die."""

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from domain.ports.world import Clock
from integrations.rehearsal.files import read_json, write_json

FIRST: Final = "rehearsal:"
"""How the refresh token of an account that comes with the rehearsal begins; its id follows."""


class Dead(Exception):
    """The token opens nothing. ``reason``: expired, revoked, unknown, password_changed,
    app_removed, checkpoint."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Times are in seconds from now on."""

    access: str
    refresh: str
    account: str
    scopes: tuple[str, ...]
    expires_in: int
    refresh_expires_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grantee:
    account: str
    scopes: frozenset[str]
    issued_at: datetime
    expires_at: datetime


@dataclass(kw_only=True)
class _Held:
    account: str
    scopes: list[str]
    issued_at: str
    expires_at: str
    refresh: str
    refresh_expires_at: str
    dead: str | None = None
    refresh_dead: str | None = None


class Grants:
    """Kept in one file. ``life_s`` and ``refresh_life_s`` are those of the platform;
    ``prefix`` and ``refresh_prefix`` are what its tokens look like."""

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        life_s: int,
        refresh_life_s: int,
        prefixes: tuple[str, str] = ("", ""),
        scopes: Collection[str] = (),
    ) -> None:
        self._path = path
        self._clock = clock
        self._life_s, self._refresh_life_s = life_s, refresh_life_s
        self._prefixes = prefixes
        self._usual_scopes = tuple(scopes)
        kept: dict[str, Any] = read_json(path) or {}
        self._held = {access: _Held(**held) for access, held in kept.items()}

    def mint(
        self,
        account: str,
        scopes: Collection[str] | None = None,
        *,
        life_s: int | None = None,
        age_s: int = 0,
    ) -> Issued:
        """A fresh pair; ``age_s`` makes it look as old as that."""
        now = self._clock.now() - timedelta(seconds=age_s)
        life_s = self._life_s if life_s is None else life_s
        access, refresh = (prefix + secrets.token_urlsafe(32) for prefix in self._prefixes)
        held = _Held(
            account=account,
            scopes=list(self._usual_scopes if scopes is None else scopes),
            issued_at=now.isoformat(),
            expires_at=(now + timedelta(seconds=life_s)).isoformat(),
            refresh=refresh,
            refresh_expires_at=(now + timedelta(seconds=self._refresh_life_s)).isoformat(),
        )
        self._held[access] = held
        self._save()
        return self._issued(access, held)

    def agree(self, account: str, scopes: Collection[str], *, life_s: int | None = None) -> Issued:
        """What a person's yes on the consent page opens; whatever was revoked before, the account's
        first token is good again too."""
        self._held.pop(FIRST + account, None)
        return self.mint(account, scopes, life_s=life_s)

    def check(self, access: str) -> Grantee:
        """Raises Dead."""
        held = self._held.get(access)
        if held is None:
            raise Dead("unknown")
        if held.dead is not None:
            raise Dead(held.dead)
        expires_at = datetime.fromisoformat(held.expires_at)
        if expires_at <= self._clock.now():
            raise Dead("expired")
        return Grantee(
            account=held.account,
            scopes=frozenset(held.scopes),
            issued_at=datetime.fromisoformat(held.issued_at),
            expires_at=expires_at,
        )

    def refresh(self, refresh: str, *, rotate: bool) -> Issued:
        """A new access token. ``rotate``: with a new refresh token, and the old one dies; else the
        refresh token stays as it is. Raises Dead."""
        if refresh.startswith(FIRST):
            revoked = self._held.get(refresh)
            if revoked is not None:
                raise Dead(revoked.refresh_dead or "revoked")
            return self.mint(refresh.removeprefix(FIRST))
        held = self._by_refresh(refresh)
        issued = self.mint(held.account, held.scopes)
        if rotate:
            held.refresh_dead = "rotated"
        else:
            self._held[issued.access].refresh = held.refresh
            self._held[issued.access].refresh_expires_at = held.refresh_expires_at
        self._save()
        return self._issued(issued.access, self._held[issued.access])

    def revoke(self, account: str, reason: str = "revoked") -> None:
        """Everything that was issued for the account is dead from now on, its first token too."""
        first, now = FIRST + account, self._clock.now().isoformat()
        self._held[first] = _Held(
            account=account,
            scopes=[],
            issued_at=now,
            expires_at=now,
            refresh=first,
            refresh_expires_at=now,
        )
        for held in self._held.values():
            if held.account == account:
                held.dead, held.refresh_dead = reason, reason
        self._save()

    def kill(self, token: str, reason: str = "revoked") -> bool:
        """Only what came of this token: its pair, and all that share its refresh token. False when
        there is no such token."""
        if token.startswith(FIRST):
            self.revoke(token.removeprefix(FIRST), reason)
            return True
        of = {
            held.refresh for access, held in self._held.items() if token in (access, held.refresh)
        }
        for held in self._held.values():
            if held.refresh in of:
                held.dead, held.refresh_dead = reason, reason
        self._save()
        return bool(of)

    def _by_refresh(self, refresh: str) -> _Held:
        found = [held for held in self._held.values() if held.refresh == refresh]
        if not found:
            raise Dead("unknown")
        newest = found[-1]
        if newest.refresh_dead is not None:
            raise Dead(newest.refresh_dead)
        if datetime.fromisoformat(newest.refresh_expires_at) <= self._clock.now():
            raise Dead("expired")
        return newest

    def _issued(self, access: str, held: _Held) -> Issued:
        now = self._clock.now()
        return Issued(
            access=access,
            refresh=held.refresh,
            account=held.account,
            scopes=tuple(held.scopes),
            expires_in=_seconds_to(held.expires_at, now),
            refresh_expires_in=_seconds_to(held.refresh_expires_at, now),
        )

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._path, {access: asdict(held) for access, held in self._held.items()})


def _seconds_to(at: str, now: datetime) -> int:
    return max(0, int((datetime.fromisoformat(at) - now).total_seconds()))
