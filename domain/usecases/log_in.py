"""Check a person's e-mail and password, and record either outcome."""

from domain.access import User, WrongCredentials
from domain.ids import Actor
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.ports import PasswordHasher, World

_NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$"
    "GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo"
)
"""Checked when nobody has the e-mail, so that the answer takes as long as for a wrong password."""


async def log_in(
    *, world: World, hasher: PasswordHasher, email: str, password: str, address: str
) -> User:
    """``address`` is where the person came from, for the ledger. Raises WrongCredentials."""
    async with world.uow() as tx:
        user = await tx.users.find_by_email(email.strip().lower())
    right = await hasher.verify(password, user.password_hash if user else _NOBODYS_HASH)
    accepted = user if user and right and user.disabled_at is None else None

    async with world.uow() as tx:
        await tx.ledger.append(
            Entry(
                kind=Kind.LOGIN_SUCCEEDED if accepted else Kind.LOGIN_FAILED,
                entity_type=EntityType.USER,
                entity_id=user.id if user else "unknown",
                actor=Actor(f"user:{user.id}" if user else "user:unknown"),
                severity=Severity.INFO if accepted else Severity.WARNING,
                metadata={"address": address},
            )
        )
    if accepted is None:
        raise WrongCredentials()
    return accepted
