"""Social accounts in Postgres."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.account import Account, AccountStatus, Login
from domain.ids import AccountId, UserId
from domain.platforms import Platform
from persistence.lookup import get_row, save_row
from persistence.tables import social_accounts as t


class PostgresAccounts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, id_: AccountId, *, for_update: bool = False) -> Account:
        return _account(await get_row(self._connection, t, "account", id_, lock=for_update))

    async def find(
        self, *, platform: Platform, external_id: str, rehearsal: bool
    ) -> Account | None:
        query = sa.select(t).where(
            t.c.platform == platform.value,
            t.c.external_id == external_id,
            t.c.rehearsal == rehearsal,
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _account(row)

    async def add(self, account: Account) -> None:
        await self._connection.execute(sa.insert(t).values(_row(account)))

    async def save(self, account: Account) -> None:
        await save_row(self._connection, t, "account", _row(account))

    async def all(self, *, platform: Platform | None = None) -> Sequence[Account]:
        query = sa.select(t).order_by(t.c.id)
        if platform is not None:
            query = query.where(t.c.platform == platform.value)
        return [_account(row) for row in await self._connection.execute(query)]


def _account(row: sa.Row[Any]) -> Account:
    return Account(
        id=AccountId(row.id),
        platform=Platform(row.platform),
        handle=row.handle,
        external_id=row.external_id,
        status=AccountStatus(row.status),
        rehearsal=row.rehearsal,
        created_at=row.created_at,
        login=None if row.login is None else Login(row.login),
        scopes=tuple(row.scopes),
        trouble=row.trouble,
        connected_by=None if row.connected_by is None else UserId(row.connected_by),
    )


def _row(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "platform": account.platform.value,
        "handle": account.handle,
        "external_id": account.external_id,
        "status": account.status.value,
        "rehearsal": account.rehearsal,
        "created_at": account.created_at,
        "login": account.login,
        "scopes": list(account.scopes),
        "trouble": account.trouble,
        "connected_by": account.connected_by,
    }
