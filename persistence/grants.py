"""The tokens of accounts in Postgres, sealed with a key that is not there; and who is on the way
through a platform's consent page."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.account import Grant, Login, Visit
from domain.ids import AccountId, UserId
from domain.platforms import Platform
from domain.ports import Unsealable, Vault
from persistence.lookup import known_id
from persistence.tables import account_grants as t
from persistence.tables import account_visits as v


class ClosedVault:
    """For processes that have nothing to do with tokens."""

    def seal(self, secret: str, *, about: str) -> bytes:
        raise Unsealable

    def open(self, sealed: bytes, *, about: str) -> str:
        raise Unsealable


class PostgresGrants:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def find(self, id_: AccountId) -> Grant | None:
        query = sa.select(t).where(t.c.account_id == known_id("account", id_))
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else self._grant(row)

    async def save(self, id_: AccountId, grant: Grant) -> None:
        secrets = json.dumps([grant.access, grant.refresh])
        row = {
            "sealed": self._vault.seal(secrets, about=id_),
            "issued_at": grant.issued_at,
            "access_expires_at": grant.access_expires_at,
            "refresh_expires_at": grant.refresh_expires_at,
            "renewing_until": None,
            "lost_answers": 0,
        }
        insert = pg.insert(t).values(account_id=id_, **row)
        await self._connection.execute(
            insert.on_conflict_do_update(index_elements=[t.c.account_id], set_=row)
        )

    async def remove(self, id_: AccountId) -> None:
        await self._connection.execute(sa.delete(t).where(t.c.account_id == id_))

    async def claim_renewal(self, id_: AccountId, *, now: datetime, until: datetime) -> bool:
        free = t.c.renewing_until.is_(None) | (t.c.renewing_until <= now)
        change = sa.update(t).where(t.c.account_id == id_, free).values(renewing_until=until)
        return (await self._connection.execute(change)).rowcount == 1

    async def end_renewal(self, id_: AccountId, *, lost: bool) -> int:
        counted = t.c.lost_answers + 1 if lost else t.c.lost_answers
        change = sa.update(t).where(t.c.account_id == id_)
        change = change.values(renewing_until=None, lost_answers=counted)
        row = (await self._connection.execute(change.returning(t.c.lost_answers))).one_or_none()
        return 0 if row is None else int(row.lost_answers)

    async def expiring(self, *, before: datetime) -> Sequence[AccountId]:
        query = sa.select(t.c.account_id).where(t.c.access_expires_at < before)
        found = await self._connection.execute(query.order_by(t.c.access_expires_at))
        return [AccountId(id_) for id_ in found.scalars()]

    def _grant(self, row: sa.Row[Any]) -> Grant | None:
        try:
            access, refresh = json.loads(self._vault.open(row.sealed, about=row.account_id))
        except Unsealable:
            return None
        return Grant(
            access=access,
            refresh=refresh,
            issued_at=row.issued_at,
            access_expires_at=row.access_expires_at,
            refresh_expires_at=row.refresh_expires_at,
        )


class PostgresVisits:
    """Of a state only the hash is kept, so that nobody who reads the table can use it."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(self, visit: Visit) -> None:
        row = {
            "state_sha256": _hashed(visit.state),
            "user_id": visit.user_id,
            "platform": visit.platform.value,
            "login": visit.login,
            "verifier": self._vault.seal(visit.verifier, about=_hashed(visit.state)),
            "redirect_uri": visit.redirect_uri,
            "account_id": visit.account_id,
            "expires_at": visit.expires_at,
        }
        await self._connection.execute(sa.insert(v).values(row))

    async def take(self, state: str) -> Visit | None:
        taken = sa.delete(v).where(v.c.state_sha256 == _hashed(state)).returning(v)
        row = (await self._connection.execute(taken)).one_or_none()
        if row is None:
            return None
        try:
            verifier = self._vault.open(row.verifier, about=row.state_sha256)
        except Unsealable:
            return None
        return Visit(
            state=state,
            user_id=UserId(row.user_id),
            platform=Platform(row.platform),
            login=None if row.login is None else Login(row.login),
            verifier=verifier,
            redirect_uri=row.redirect_uri,
            account_id=None if row.account_id is None else AccountId(row.account_id),
            expires_at=row.expires_at,
        )


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
