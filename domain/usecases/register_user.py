"""Make an account for a new person: a viewer, until an admin says otherwise."""

from domain.access import MIN_PASSWORD_LENGTH, EmailTaken, Role, User, WeakPassword
from domain.errors import Invalid
from domain.ids import Actor, UserId
from domain.ledger import EntityType, Entry, Kind
from domain.ports import PasswordHasher, World
from domain.texts import Locale


async def register_user(
    *,
    world: World,
    hasher: PasswordHasher,
    email: str,
    password: str,
    locale: Locale,
    role: Role = Role.VIEWER,
    actor: Actor | None = None,
) -> User:
    """``actor`` is who adds the person; without one people register themselves.

    Raises Invalid, WeakPassword, EmailTaken.
    """
    address = email.strip().lower()
    _check(address, password)
    password_hash = await hasher.hash(password)
    user = User(
        id=UserId(world.new_id()),
        email=address,
        role=role,
        locale=locale,
        password_hash=password_hash,
        created_at=world.clock.now(),
    )
    async with world.uow() as tx:
        if await tx.users.find_by_email(address):
            raise EmailTaken(email=address)
        await tx.users.add(user)
        await tx.ledger.append(
            Entry(
                kind=Kind.USER_REGISTERED,
                entity_type=EntityType.USER,
                entity_id=user.id,
                actor=actor or Actor(f"user:{user.id}"),
                metadata={"role": role.value},
            )
        )
    return user


def _check(address: str, password: str) -> None:
    name, at, host = address.partition("@")
    if not (name and at and "." in host) or len(address) > 254 or not address.isprintable():
        raise Invalid("email")
    if len(password) < MIN_PASSWORD_LENGTH:
        raise WeakPassword(least=MIN_PASSWORD_LENGTH)
