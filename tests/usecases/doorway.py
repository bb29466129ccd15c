"""An account with tokens, a publication that waits for it, and the platform's sign-in."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from domain.access import Principal, Role, User, principal_of
from domain.account import Account, Connected, Grant, Identity
from domain.ids import UserId
from domain.ledger import Event, Kind
from domain.platforms import Platform
from domain.ports import Authorisers
from domain.publication import Publication, PublicationStatus
from domain.usecases.complete_connection import Arrival, Welcome, complete_connection
from domain.usecases.renew_grant import renew_grant
from domain.usecases.start_connection import Secrets, Wish, start_connection
from tests.build import a_publication, a_user, an_account, new_id
from tests.fakes.authoriser import FakeAuthoriser
from tests.fakes.clock import FixedClock
from tests.fakes.memory.database import MemoryDatabase

TIKTOK = Platform.TIKTOK
REHEARSED = frozenset(Platform)


@dataclass
class Doorway:
    clock: FixedClock = field(default_factory=FixedClock)
    user: User = field(default_factory=lambda: a_user(role=Role.EDITOR))
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database = MemoryDatabase(self.clock)
        self.platform = FakeAuthoriser(self.database)
        self.account = an_account(platform=TIKTOK, rehearsal=True)
        self.grant = self.platform.grant()
        self.platform.living = self.grant.refresh

    @property
    def authorisers(self) -> Authorisers:
        return dict.fromkeys(Platform, self.platform)

    @property
    def principal(self) -> Principal:
        return principal_of(self.user)

    async def open(self) -> None:
        async with self.database() as tx:
            await tx.users.add(self.user)
            await tx.accounts.add(self.account)
            await tx.grants.save(self.account.id, self.grant)

    async def token(self, *, refused: str | None = None) -> str:
        return await renew_grant(
            world=self.database.world,
            authorisers=self.authorisers,
            rehearsed=REHEARSED,
            account_id=self.account.id,
            refused=refused,
            pause=self.pause,
        )

    async def pause(self, seconds: float) -> None:
        """Time goes on while one waits."""
        self.pauses.append(seconds)
        self.clock.forward(seconds=seconds)

    def opened(self, *, scopes: tuple[str, ...] | None = None, **identity: Any) -> Connected:
        """What a person's yes opens: the account that is known, unless told otherwise."""
        known = Identity(external_id=self.account.external_id, handle=self.account.handle)
        return Connected(
            identity=replace(known, **identity),
            grant=self.platform.grant(),
            scopes=tuple(self.platform.scopes) if scopes is None else scopes,
        )

    async def go(self, *, again: bool = False, rehearsal: bool = True) -> str:
        """The state of a visit that was begun."""
        state = new_id()
        await start_connection(
            world=self.database.world,
            principal=self.principal,
            authorisers=self.authorisers,
            wish=Wish(
                platform=TIKTOK,
                rehearsal=rehearsal,
                account_id=self.account.id if again else None,
            ),
            redirect_uri="https://stakazo.example/oauth/tiktok/callback",
            secrets=Secrets(state=state, verifier=new_id()),
        )
        return state

    async def come_back(self, state: str, **more: Any) -> Welcome:
        arrival = Arrival(platform=TIKTOK, user_id=self.user.id, state=state, code="code")
        return await complete_connection(
            world=self.database.world,
            authorisers=self.authorisers,
            arrival=replace(arrival, **more),
            rehearsal=True,
        )

    async def waiting(self, **fields: Any) -> Publication:
        usual = {"status": PublicationStatus.SCHEDULED, "account_id": self.account.id}
        due_at = self.clock.now() + timedelta(hours=1)
        publication = a_publication(
            **{"platform": TIKTOK, "due_at": due_at, "rehearsal": True, **usual, **fields}
        )
        async with self.database() as tx:
            await tx.publications.add(publication)
        return publication

    async def stored(self) -> tuple[Account, Grant | None]:
        async with self.database() as tx:
            return (
                await tx.accounts.get(self.account.id),
                await tx.grants.find(self.account.id),
            )

    async def status_of(self, publication: Publication) -> PublicationStatus:
        async with self.database() as tx:
            return (await tx.publications.get(publication.id)).status

    def events(self, kind: Kind) -> list[Event]:
        return [one for one in self.database.ledger.events if one.entry.kind is kind]

    def stranger(self) -> UserId:
        return UserId(new_id())
