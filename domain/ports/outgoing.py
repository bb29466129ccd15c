"""What a transaction offers about accounts and what goes out to them: the same rules as for the
other repositories hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.account import Account, Grant, Visit
from domain.ids import AccountId, CampaignId, ClipId, PublicationId
from domain.platforms import Platform
from domain.publication import Attempt, Publication, PublicationStatus
from domain.telemetry import Metric
from domain.timing import Blackout, Stop
from domain.webhook import Delivery, DeliveryStatus


class Accounts(Protocol):
    async def get(self, id_: AccountId, *, for_update: bool = False) -> Account: ...
    async def find(
        self, *, platform: Platform, external_id: str, rehearsal: bool
    ) -> Account | None: ...
    async def add(self, account: Account) -> None: ...
    async def save(self, account: Account) -> None: ...
    async def all(self, *, platform: Platform | None = None) -> Sequence[Account]: ...


class Grants(Protocol):
    """The tokens of accounts, sealed where they are kept."""

    async def find(self, id_: AccountId) -> Grant | None:
        """None also when no key of ours opens what is kept."""
        ...

    async def save(self, id_: AccountId, grant: Grant) -> None:
        """Replaces the one that was there and ends the renewal that was going on."""
        ...

    async def remove(self, id_: AccountId) -> None: ...
    async def claim_renewal(self, id_: AccountId, *, now: datetime, until: datetime) -> bool:
        """Whether the caller is the one who renews it now: at most one is, until then."""
        ...

    async def end_renewal(self, id_: AccountId, *, lost: bool) -> int:
        """Nothing came of it. ``lost``: the answer was. How many answers were lost in a row."""
        ...

    async def expiring(self, *, before: datetime) -> Sequence[AccountId]:
        """The accounts whose access token ends before then."""
        ...


class Visits(Protocol):
    """People on their way through a platform's consent page."""

    async def add(self, visit: Visit) -> None: ...
    async def take(self, state: str) -> Visit | None:
        """The visit with this state, once: the second time there is none."""
        ...


class Quotas(Protocol):
    """What was spent of the platforms' buckets."""

    async def spend(self, name: str, owner: str, *, units: int, now: datetime) -> datetime:
        """Counts it and gives ``now``; or counts nothing and says when there is room. Callers for
        the same bucket and owner wait for each other."""
        ...

    async def spent(self, name: str, owner: str, *, now: datetime) -> int: ...


class Stops(Protocol):
    """What keeps publications from going out: stops, blackouts, and waits that a platform asked
    for."""

    async def add_stop(self, stop: Stop) -> None:
        """Replaces the one of the same account."""
        ...

    async def lift(self, account_id: AccountId | None) -> bool:
        """False when there was none."""
        ...

    async def stops(self) -> Sequence[Stop]: ...
    async def add_blackout(self, blackout: Blackout) -> None: ...
    async def remove_blackout(self, id_: str) -> Blackout:
        """Raises NotFound."""
        ...

    async def blackouts(self, *, now: datetime) -> Sequence[Blackout]:
        """Those that are not over, in order of time."""
        ...

    async def wait(self, owner: str, *, until: datetime, reason: str) -> None:
        """Nothing goes to this account, or platform, before then. The later time counts."""
        ...

    async def waits(self, *owners: str, now: datetime) -> datetime | None:
        """Until when the longest of the waits lasts."""
        ...


class Deliveries(Protocol):
    """What the platforms called us about, kept before it is acknowledged."""

    async def add(self, delivery: Delivery) -> bool:
        """False when the same one came before."""
        ...

    async def get(self, id_: str) -> Delivery: ...
    async def settle(
        self, id_: str, status: DeliveryStatus, *, at: datetime, error: str | None
    ) -> None: ...
    async def parked(self, *, platform: Platform, since: datetime) -> Sequence[Delivery]:
        """About something that nobody knew when it came. Oldest first."""
        ...


class Telemetry(Protocol):
    async def add(self, metrics: Sequence[Metric]) -> None: ...
    async def latest(self, publication_id: PublicationId) -> Sequence[Metric]:
        """The newest of each name."""
        ...


class Publications(Protocol):
    async def get(self, id_: PublicationId, *, for_update: bool = False) -> Publication: ...
    async def add(self, publication: Publication) -> None: ...
    async def save(self, publication: Publication) -> None: ...
    async def recent(
        self,
        *,
        limit: int = 20,
        before: str | None = None,
        status: PublicationStatus | None = None,
        campaign_id: CampaignId | None = None,
        account_id: AccountId | None = None,
    ) -> Sequence[Publication]: ...
    async def due_for_a_look(self, *, now: datetime, limit: int) -> Sequence[Publication]:
        """Those whose ``look_at`` has come, the longest due first."""
        ...

    async def last_sent_at(self, account_id: AccountId) -> datetime | None:
        """When something last began to go to the account."""
        ...

    async def known_ids(self, account_id: AccountId) -> Sequence[str]:
        """The platform's ids of everything that we published there."""
        ...

    async def find_by_reference(self, platform: Platform, reference: str) -> Publication | None:
        """The one that the platform knows by this id: of the post, or of an attempt."""
        ...

    async def find_standing(self, clip_id: ClipId, account_id: AccountId) -> Publication | None:
        """The one of this clip to this account that neither failed nor was cancelled, nor was
        removed."""
        ...

    async def add_attempt(self, attempt: Attempt) -> None: ...
    async def save_attempt(self, attempt: Attempt) -> None: ...
    async def attempts(self, id_: PublicationId) -> Sequence[Attempt]:
        """Oldest first."""
        ...
