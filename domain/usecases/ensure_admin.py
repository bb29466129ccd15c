"""Make the first admin of an empty database."""

from domain.access import EmailTaken, Role, User
from domain.ids import Actor, UserId
from domain.ledger import EntityType, Entry, Kind
from domain.ports import PasswordHasher, World
from domain.texts import Locale


async def ensure_admin(
    *, world: World, hasher: PasswordHasher, email: str, password: str, locale: Locale
) -> User | None:
    """The new admin, or None when there is somebody already."""
    async with world.uow() as tx:
        if await tx.users.count():
            return None
    admin = User(
        id=UserId(world.new_id()),
        email=email.strip().lower(),
        role=Role.ADMIN,
        locale=locale,
        password_hash=await hasher.hash(password),
        created_at=world.clock.now(),
    )
    try:
        async with world.uow() as tx:
            await tx.users.add(admin)
            await tx.ledger.append(
                Entry(
                    kind=Kind.USER_REGISTERED,
                    entity_type=EntityType.USER,
                    entity_id=admin.id,
                    actor=Actor("system"),
                    metadata={"role": Role.ADMIN.value},
                )
            )
    except EmailTaken:
        return None
    return admin
