"""Tokens, visits, quotas, stops, deliveries and measurements in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.account import Grant, Visit
from domain.errors import NotFound
from domain.ids import AccountId, PublicationId
from domain.platforms import Platform
from domain.quota import BUCKETS, Spend, counts, room_at
from domain.telemetry import Metric
from domain.timing import Blackout, Stop
from domain.webhook import Delivery, DeliveryStatus


@dataclass
class MemoryGrants:
    grants: dict[AccountId, Grant] = field(default_factory=dict)
    renewing: dict[AccountId, datetime] = field(default_factory=dict)
    lost: dict[AccountId, int] = field(default_factory=dict)

    async def find(self, id_: AccountId) -> Grant | None:
        return self.grants.get(id_)

    async def save(self, id_: AccountId, grant: Grant) -> None:
        self.grants[id_] = grant
        self.renewing.pop(id_, None)
        self.lost.pop(id_, None)

    async def remove(self, id_: AccountId) -> None:
        self.grants.pop(id_, None)

    async def claim_renewal(self, id_: AccountId, *, now: datetime, until: datetime) -> bool:
        if id_ not in self.grants or self.renewing.get(id_, now) > now:
            return False
        self.renewing[id_] = until
        return True

    async def end_renewal(self, id_: AccountId, *, lost: bool) -> int:
        self.renewing.pop(id_, None)
        if lost:
            self.lost[id_] = self.lost.get(id_, 0) + 1
        return self.lost.get(id_, 0)

    async def expiring(self, *, before: datetime) -> Sequence[AccountId]:
        ends = {
            id_: grant.access_expires_at
            for id_, grant in self.grants.items()
            if grant.access_expires_at is not None and grant.access_expires_at < before
        }
        return sorted(ends, key=lambda id_: ends[id_])


@dataclass
class MemoryVisits:
    visits: dict[str, Visit] = field(default_factory=dict)

    async def add(self, visit: Visit) -> None:
        self.visits[visit.state] = visit

    async def take(self, state: str) -> Visit | None:
        return self.visits.pop(state, None)


@dataclass
class MemoryQuotas:
    spends: dict[tuple[str, str], tuple[Spend, ...]] = field(default_factory=dict)

    async def spend(self, name: str, owner: str, *, units: int, now: datetime) -> datetime:
        spends = self.spends.get((name, owner), ())
        room = room_at(BUCKETS[name], spends, units=units, now=now)
        if room <= now:
            self.spends[name, owner] = (*spends, Spend(at=now, units=units))
        return room

    async def spent(self, name: str, owner: str, *, now: datetime) -> int:
        spends = self.spends.get((name, owner), ())
        return sum(one.units for one in spends if counts(BUCKETS[name], one.at, now))


@dataclass
class MemoryStops:
    stopped: dict[AccountId | None, Stop] = field(default_factory=dict)
    dark: dict[str, Blackout] = field(default_factory=dict)
    waiting: dict[str, datetime] = field(default_factory=dict)

    async def add_stop(self, stop: Stop) -> None:
        self.stopped[stop.account_id] = stop

    async def lift(self, account_id: AccountId | None) -> bool:
        return self.stopped.pop(account_id, None) is not None

    async def stops(self) -> Sequence[Stop]:
        return sorted(self.stopped.values(), key=lambda stop: stop.stopped_at)

    async def add_blackout(self, blackout: Blackout) -> None:
        self.dark[blackout.id] = blackout

    async def remove_blackout(self, id_: str) -> Blackout:
        if id_ not in self.dark:
            raise NotFound(what="blackout", ref=id_)
        return self.dark.pop(id_)

    async def blackouts(self, *, now: datetime) -> Sequence[Blackout]:
        ahead = [blackout for blackout in self.dark.values() if blackout.ends_at > now]
        return sorted(ahead, key=lambda blackout: blackout.starts_at)

    async def wait(self, owner: str, *, until: datetime, reason: str) -> None:
        self.waiting[owner] = max(until, self.waiting.get(owner, until))

    async def waits(self, *owners: str, now: datetime) -> datetime | None:
        ahead = [self.waiting[one] for one in owners if self.waiting.get(one, now) > now]
        return max(ahead, default=None)


@dataclass
class MemoryDeliveries:
    kept: dict[str, Delivery] = field(default_factory=dict)
    settled: dict[str, tuple[DeliveryStatus, str | None]] = field(default_factory=dict)

    async def add(self, delivery: Delivery) -> bool:
        same = (delivery.platform, delivery.key)
        if any((one.platform, one.key) == same for one in self.kept.values()):
            return False
        self.kept[delivery.id] = delivery
        return True

    async def get(self, id_: str) -> Delivery:
        if id_ not in self.kept:
            raise NotFound(what="delivery", ref=id_)
        return self._now(self.kept[id_])

    async def settle(
        self, id_: str, status: DeliveryStatus, *, at: datetime, error: str | None = None
    ) -> None:
        self.settled[id_] = (status, error)

    async def parked(self, *, platform: Platform, since: datetime) -> Sequence[Delivery]:
        found = [self._now(one) for one in self.kept.values() if one.platform is platform]
        return sorted(
            (
                one
                for one in found
                if one.status is DeliveryStatus.PARKED and one.received_at >= since
            ),
            key=lambda one: one.received_at,
        )

    def _now(self, delivery: Delivery) -> Delivery:
        status, _ = self.settled.get(delivery.id, (delivery.status, None))
        return Delivery(
            id=delivery.id,
            platform=delivery.platform,
            key=delivery.key,
            body=delivery.body,
            status=status,
            received_at=delivery.received_at,
        )


@dataclass
class MemoryTelemetry:
    metrics: list[Metric] = field(default_factory=list)

    async def add(self, metrics: Sequence[Metric]) -> None:
        self.metrics.extend(metrics)

    async def latest(self, publication_id: PublicationId) -> Sequence[Metric]:
        mine = [m for m in self.metrics if m.labels.get("publication_id") == publication_id]
        newest = {m.name: m for m in sorted(mine, key=lambda m: m.observed_at)}
        return [newest[name] for name in sorted(newest)]
