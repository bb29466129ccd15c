"""Send a person to a platform's consent page, so that they open an account to us."""

from dataclasses import dataclass, field

from domain.access import Permission, Principal
from domain.account import VISIT_LIFE, Account, ConnectionRefused, Login, Visit
from domain.ids import AccountId
from domain.ledger import EntityType, Entry, Kind
from domain.platforms import Platform
from domain.ports import Authorisers, World
from domain.publication import Setback


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """``account_id`` is the account to be connected again; None: whichever the person opens.
    ``rehearsal``: the platform is our own server."""

    platform: Platform
    rehearsal: bool
    login: Login | None = None
    account_id: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Both random, and fit for an address; ``verifier`` has at least 43 characters (RFC 7636)."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)


async def start_connection(
    *,
    world: World,
    principal: Principal,
    authorisers: Authorisers,
    wish: Wish,
    redirect_uri: str,
    secrets: Secrets,
) -> str:
    """Where the person goes now. Raises Forbidden, NotFound, ConnectionRefused."""
    principal.require(Permission.OUTWARD)
    async with world.uow() as tx:
        account = await tx.accounts.get(wish.account_id) if wish.account_id else None
        visit = Visit(
            state=secrets.state,
            user_id=principal.user_id,
            platform=wish.platform,
            login=_login(wish, account),
            verifier=secrets.verifier,
            redirect_uri=redirect_uri,
            account_id=wish.account_id,
            expires_at=world.clock.now() + VISIT_LIFE,
        )
        try:
            address = authorisers[wish.platform].address(visit)
        except Setback as setback:
            raise ConnectionRefused(
                "platform_error", platform=wish.platform.label, why=setback.code
            ) from setback
        await tx.visits.add(visit)
        await tx.ledger.append(
            Entry(
                kind=Kind.CONNECTION_STARTED,
                entity_type=EntityType.USER,
                entity_id=principal.user_id,
                actor=principal.actor,
                metadata={
                    "platform": wish.platform.value,
                    "account": wish.account_id,
                    "rehearsal": wish.rehearsal,
                },
            )
        )
    return address


def _login(wish: Wish, account: Account | None) -> Login | None:
    """An account is connected again the way it was, unless another way is asked for. Raises
    ConnectionRefused for one that is not this platform's."""
    if account is not None and (account.platform, account.rehearsal) != (
        wish.platform,
        wish.rehearsal,
    ):
        raise ConnectionRefused("other_kind", platform=wish.platform.label, handle=account.handle)
    if wish.platform is not Platform.INSTAGRAM:
        return None
    return wish.login or (account.login if account else None) or Login.INSTAGRAM
