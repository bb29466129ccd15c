"""A platform's sign-in in memory. Its refresh tokens rotate; it asserts that no block is open while
it is called."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from domain.account import Account, Connected, Grant, Visit
from domain.publication import Remedy, Scope, Setback
from tests.build import new_id
from tests.fakes.memory.database import MemoryDatabase


@dataclass
class FakeAuthoriser:
    """``opens`` is what every code opens; ``breaks`` are the setbacks of the next calls, None for
    one that works; ``living`` is the refresh token that is good, None for any; ``meanwhile`` is
    what others do while a token is being renewed."""

    database: MemoryDatabase
    opens: Sequence[Connected] = ()
    breaks: list[Setback | None] = field(default_factory=list)
    living: str | None = None
    meanwhile: Callable[[], Awaitable[None]] | None = None
    codes: list[str] = field(default_factory=list)
    refreshed: list[str | None] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    scopes: Sequence[str] = ("read", "publish", "measure")
    needed: Sequence[str] = ("read", "publish")

    def address(self, visit: Visit) -> str:
        return f"https://platform.example/consent?state={visit.state}"

    async def exchange(self, visit: Visit, code: str) -> Sequence[Connected]:
        self._meet()
        self.codes.append(code)
        return self.opens

    async def refresh(self, account: Account, grant: Grant) -> Grant:
        self.refreshed.append(grant.refresh)
        if self.meanwhile is not None:
            await self.meanwhile()
        self._meet()
        if self.living is not None and grant.refresh != self.living:
            raise dead()
        new = self.grant()
        self.living = new.refresh
        return new

    async def revoke(self, account: Account, grant: Grant) -> None:
        self._meet()
        self.revoked.append(grant.access)

    def grant(self, *, life: timedelta = timedelta(hours=2)) -> Grant:
        now = self.database.clock.now()
        return Grant(
            access=f"access-{new_id()}",
            refresh=f"refresh-{new_id()}",
            issued_at=now,
            access_expires_at=now + life,
            refresh_expires_at=now + timedelta(days=180),
        )

    def _meet(self) -> None:
        assert self.database.open_blocks == 0
        setback = self.breaks.pop(0) if self.breaks else None
        if setback is not None:
            raise setback


def dead() -> Setback:
    return Setback(
        "invalid_grant",
        "the grant is dead",
        remedy=Remedy.HOLD_ACCOUNT,
        scope=Scope.ACCOUNT,
    )


def lost() -> Setback:
    return Setback("no_answer", "no answer", remedy=Remedy.LOOK)


def busy() -> Setback:
    return Setback("server_error", "busy", remedy=Remedy.RETRY, retry_after_s=7)
