"""Give a person a long-lived token with part of their own permissions."""

import hashlib
from collections.abc import Collection

from domain.access import ApiToken, Permission, Principal
from domain.ids import TokenId
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World


async def create_api_token(
    *,
    world: World,
    principal: Principal,
    name: str,
    permissions: Collection[Permission],
    secret: str,
) -> ApiToken:
    """``secret`` is what the person will send; only its SHA-256 is kept. Raises Forbidden."""
    for permission in permissions:
        principal.require(permission)
    token = ApiToken(
        id=TokenId(world.new_id()),
        user_id=principal.user_id,
        name=name,
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        permissions=frozenset(permissions),
        created_at=world.clock.now(),
    )
    async with world.uow() as tx:
        await tx.users.add_token(token)
        await tx.ledger.append(
            Entry(
                kind=Kind.API_TOKEN_CREATED,
                entity_type=EntityType.USER,
                entity_id=principal.user_id,
                actor=principal.actor,
                metadata={"token": token.id, "permissions": sorted(token.permissions)},
            )
        )
    return token
