"""Hand out an account's access token, renewed first where it has run out or was refused."""

from collections.abc import Awaitable, Callable, Collection
from typing import Final

from domain.account import Account, Grant, is_stale
from domain.ids import AccountId, Actor
from domain.platforms import Platform
from domain.ports import Authorisers, World
from domain.ports.renewing import Renewer, good_token

SYSTEM: Final = Actor("system")


async def renew_grant(
    *,
    world: World,
    authorisers: Authorisers,
    rehearsed: Collection[Platform],
    account_id: AccountId,
    refused: str | None,
    pause: Callable[[float], Awaitable[None]],
) -> str:
    """``refused`` is the token that the platform did not take. However many ask at once, the
    platform is asked once. Raises Setback: HOLD_ACCOUNT when only a person can help, RETRY when
    the platform does not answer."""
    now = world.clock.now()
    renewer = Renewer(
        world=world, authorisers=authorisers, rehearsed=rehearsed, pause=pause, actor=SYSTEM
    )

    def wanted(_: Account, grant: Grant) -> bool:
        return grant.access == refused or is_stale(grant, now=now)

    return await good_token(renewer, account_id, wanted=wanted)
