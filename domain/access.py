"""Who may do what: roles, permissions and the person who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.errors import DomainError
from domain.ids import Actor, TokenId, UserId
from domain.texts import Locale


class Role(StrEnum):
    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"


class Permission(StrEnum):
    """``read`` needs viewer, ``write`` and ``outward`` editor, ``admin`` admin."""

    READ = "read"
    WRITE = "write"
    OUTWARD = "outward"
    APPROVE = "approve"
    ADMIN = "admin"


GRANTS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.VIEWER: frozenset({Permission.READ}),
    Role.EDITOR: frozenset({Permission.READ, Permission.WRITE, Permission.OUTWARD}),
    Role.ADMIN: frozenset(Permission),
}


class Forbidden(DomainError):
    code = "forbidden"


class NotSignedIn(DomainError):
    code = "not_signed_in"


class WrongCredentials(DomainError):
    """Says nothing of which half was wrong."""

    code = "wrong_credentials"


class EmailTaken(DomainError):
    code = "email_taken"


class WeakPassword(DomainError):
    code = "weak_password"


MIN_PASSWORD_LENGTH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    id: UserId
    email: str
    role: Role
    locale: Locale
    password_hash: str
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A long-lived bearer token; only the SHA-256 of its secret is kept."""

    id: TokenId
    user_id: UserId
    name: str
    secret_sha256: str
    permissions: frozenset[Permission]
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks, as the transport proved it. Never built from a message's text."""

    user_id: UserId
    email: str
    role: Role
    locale: Locale
    scopes: frozenset[Permission] = frozenset(Permission)

    @property
    def actor(self) -> Actor:
        return Actor(f"user:{self.user_id}")

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role] and permission in self.scopes

    def require(self, permission: Permission) -> None:
        """Raises Forbidden."""
        if not self.may(permission):
            raise Forbidden(role=self.role, permission=permission)


def principal_of(user: User, *, scopes: frozenset[Permission] = frozenset(Permission)) -> Principal:
    """Raises NotSignedIn when the user was disabled."""
    if user.disabled_at is not None:
        raise NotSignedIn()
    return Principal(
        user_id=user.id, email=user.email, role=user.role, locale=user.locale, scopes=scopes
    )
