"""Change what a person may do. It holds from their next request on."""

from dataclasses import replace

from domain.access import Permission, Principal, Role, User
from domain.errors import NotFound
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World


async def set_role(*, world: World, principal: Principal, email: str, role: Role) -> User:
    """Raises Forbidden, NotFound."""
    principal.require(Permission.ADMIN)
    async with world.uow() as tx:
        user = await tx.users.find_by_email(email.strip().lower())
        if user is None:
            raise NotFound(what="user", ref=email)
        changed = replace(user, role=role)
        await tx.users.save(changed)
        await tx.ledger.append(
            Entry(
                kind=Kind.ROLE_CHANGED,
                entity_type=EntityType.USER,
                entity_id=user.id,
                actor=principal.actor,
                metadata={"from": user.role.value, "to": role.value},
            )
        )
    return changed
