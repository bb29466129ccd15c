"""Take a token back; it stops working with the next request."""

from dataclasses import replace

from domain.access import Permission, Principal
from domain.errors import NotFound
from domain.ids import TokenId
from domain.ledger import EntityType, Entry, Kind
from domain.ports import World


async def revoke_api_token(*, world: World, principal: Principal, token_id: TokenId) -> None:
    """One's own, or anybody's for an admin. Raises NotFound."""
    async with world.uow() as tx:
        token = await tx.users.get_token(token_id)
        if token.user_id != principal.user_id and not principal.may(Permission.ADMIN):
            raise NotFound(what="token", ref=token_id)
        if token.revoked_at is not None:
            return
        await tx.users.save_token(replace(token, revoked_at=world.clock.now()))
        await tx.ledger.append(
            Entry(
                kind=Kind.API_TOKEN_REVOKED,
                entity_type=EntityType.USER,
                entity_id=token.user_id,
                actor=principal.actor,
                metadata={"token": token.id},
            )
        )
