"""People and their API tokens in Postgres."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.access import ApiToken, EmailTaken, Permission, Role, User
from domain.ids import TokenId, UserId
from domain.texts import Locale
from persistence.lookup import get_row, save_row
from persistence.tables import api_tokens, users


class PostgresUsers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, id_: UserId) -> User:
        return _user(await get_row(self._connection, users, "user", id_))

    async def find_by_email(self, email: str) -> User | None:
        query = sa.select(users).where(sa.func.lower(users.c.email) == _lower(email))
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _user(row)

    async def add(self, user: User) -> None:
        """The block goes on after EmailTaken."""
        added = await self._connection.execute(
            insert(users)
            .values(_user_row(user))
            .on_conflict_do_nothing(index_elements=[sa.text("lower(email)")])
            .returning(users.c.id)
        )
        if added.one_or_none() is None:
            raise EmailTaken(email=user.email)

    async def save(self, user: User) -> None:
        await save_row(self._connection, users, "user", _user_row(user))

    async def count(self) -> int:
        query = sa.select(sa.func.count()).select_from(users)
        return int((await self._connection.execute(query)).scalar_one())

    async def add_token(self, token: ApiToken) -> None:
        await self._connection.execute(sa.insert(api_tokens).values(_token_row(token)))

    async def find_token(self, secret_sha256: str) -> ApiToken | None:
        query = sa.select(api_tokens).where(api_tokens.c.secret_sha256 == secret_sha256)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _token(row)

    async def save_token(self, token: ApiToken) -> None:
        await save_row(self._connection, api_tokens, "token", _token_row(token))

    async def get_token(self, id_: TokenId) -> ApiToken:
        return _token(await get_row(self._connection, api_tokens, "token", id_))


def _lower(email: str) -> sa.ColumnElement[str]:
    """The database's own idea of lower case, on both sides."""
    return sa.func.lower(sa.bindparam(None, email, users.c.email.type))


def _user(row: sa.Row[Any]) -> User:
    return User(
        id=UserId(row.id),
        email=row.email,
        role=Role(row.role),
        locale=Locale(row.locale),
        password_hash=row.password_hash,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def _user_row(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "email": user.email,
        "role": user.role.value,
        "locale": user.locale.value,
        "password_hash": user.password_hash,
        "created_at": user.created_at,
        "disabled_at": user.disabled_at,
    }


def _token(row: sa.Row[Any]) -> ApiToken:
    return ApiToken(
        id=TokenId(row.id),
        user_id=UserId(row.user_id),
        name=row.name,
        secret_sha256=row.secret_sha256,
        permissions=frozenset(Permission(name) for name in row.permissions),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )


def _token_row(token: ApiToken) -> dict[str, object]:
    return {
        "id": token.id,
        "user_id": token.user_id,
        "name": token.name,
        "secret_sha256": token.secret_sha256,
        "permissions": sorted(permission.value for permission in token.permissions),
        "created_at": token.created_at,
        "revoked_at": token.revoked_at,
    }
