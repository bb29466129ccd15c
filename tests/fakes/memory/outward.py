"""Campaigns, accounts, publications and approvals in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.account import Account
from domain.approval import Approval, ApprovalStatus
from domain.campaign import Campaign, Slot
from domain.ids import AccountId, ApprovalId, CampaignId, ClipId, PublicationId, ThreadId
from domain.platforms import Platform
from domain.publication import Attempt, Publication, PublicationStatus
from tests.fakes.memory.rows import Rows

_OVER = (PublicationStatus.FAILED, PublicationStatus.CANCELLED, PublicationStatus.REMOVED)


@dataclass
class MemoryCampaigns:
    rows: Rows[Campaign] = field(default_factory=lambda: Rows("campaign"))
    chosen: dict[str, tuple[ClipId, ...]] = field(default_factory=dict)
    planned: dict[str, tuple[Slot, ...]] = field(default_factory=dict)

    async def get(self, id_: CampaignId, *, for_update: bool = False) -> Campaign:
        return self.rows.get(id_)

    async def add(self, campaign: Campaign) -> None:
        self.rows.put(campaign)

    async def save(self, campaign: Campaign) -> None:
        self.rows.save(campaign)

    async def recent(
        self, *, limit: int = 20, before: str | None = None, named: str | None = None
    ) -> Sequence[Campaign]:
        part = (named or "").lower()
        return self.rows.newest(lambda c: part in c.name.lower(), limit=limit, before=before)

    async def set_clips(self, id_: CampaignId, clip_ids: Sequence[ClipId]) -> None:
        self.chosen[id_] = tuple(dict.fromkeys(clip_ids))

    async def clips(self, id_: CampaignId) -> Sequence[ClipId]:
        return list(self.chosen.get(id_, ()))

    async def replace_slots(self, id_: CampaignId, slots: Sequence[Slot]) -> None:
        self.planned[id_] = tuple(slots)

    async def slots(self, id_: CampaignId) -> Sequence[Slot]:
        return sorted(self.planned.get(id_, ()), key=lambda slot: (slot.at, slot.id))


@dataclass
class MemoryAccounts:
    rows: Rows[Account] = field(default_factory=lambda: Rows("account"))

    async def get(self, id_: AccountId, *, for_update: bool = False) -> Account:
        return self.rows.get(id_)

    async def find(
        self, *, platform: Platform, external_id: str, rehearsal: bool
    ) -> Account | None:
        wanted = (platform, external_id, rehearsal)
        return self.rows.find(lambda a: (a.platform, a.external_id, a.rehearsal) == wanted)

    async def add(self, account: Account) -> None:
        self.rows.put(account)

    async def save(self, account: Account) -> None:
        self.rows.save(account)

    async def all(self, *, platform: Platform | None = None) -> Sequence[Account]:
        return [account for account in self.rows if platform in (None, account.platform)]


@dataclass
class MemoryPublications:
    rows: Rows[Publication] = field(default_factory=lambda: Rows("publication"))
    tries: Rows[Attempt] = field(default_factory=lambda: Rows("publication"))

    async def get(self, id_: PublicationId, *, for_update: bool = False) -> Publication:
        return self.rows.get(id_)

    async def add(self, publication: Publication) -> None:
        self.rows.put(publication)

    async def save(self, publication: Publication) -> None:
        self.rows.save(publication)

    async def recent(
        self,
        *,
        limit: int = 20,
        before: str | None = None,
        status: PublicationStatus | None = None,
        campaign_id: CampaignId | None = None,
        account_id: AccountId | None = None,
    ) -> Sequence[Publication]:
        return self.rows.newest(
            lambda p: (
                status in (None, p.status)
                and campaign_id in (None, p.campaign_id)
                and account_id in (None, p.account_id)
            ),
            limit=limit,
            before=before,
        )

    async def due_for_a_look(self, *, now: datetime, limit: int) -> Sequence[Publication]:
        due = [(p.look_at, p) for p in self.rows if p.look_at is not None and p.look_at <= now]
        return [p for _, p in sorted(due, key=lambda pair: pair[0])][:limit]

    async def last_sent_at(self, account_id: AccountId) -> datetime | None:
        mine = {p.id for p in self.rows if p.account_id == account_id}
        return max(
            (t.crossed_at for t in self.tries if t.publication_id in mine and t.crossed_at),
            default=None,
        )

    async def known_ids(self, account_id: AccountId) -> Sequence[str]:
        return [p.external_id for p in self.rows if p.account_id == account_id and p.external_id]

    async def find_by_reference(self, platform: Platform, reference: str) -> Publication | None:
        tried = {t.publication_id for t in self.tries if t.reference == reference}
        found = self.rows.newest(
            lambda p: p.platform is platform and (p.external_id == reference or p.id in tried),
            limit=1,
        )
        return found[0] if found else None

    async def find_standing(self, clip_id: ClipId, account_id: AccountId) -> Publication | None:
        return self.rows.find(
            lambda p: (p.clip_id, p.account_id) == (clip_id, account_id) and p.status not in _OVER
        )

    async def add_attempt(self, attempt: Attempt) -> None:
        self.tries.put(attempt)

    async def save_attempt(self, attempt: Attempt) -> None:
        self.tries.save(attempt)

    async def attempts(self, id_: PublicationId) -> Sequence[Attempt]:
        found = [attempt for attempt in self.tries if attempt.publication_id == id_]
        return sorted(found, key=lambda attempt: attempt.number)


@dataclass
class MemoryApprovals:
    rows: Rows[Approval] = field(default_factory=lambda: Rows("approval"))

    async def get(self, id_: ApprovalId, *, for_update: bool = False) -> Approval:
        return self.rows.get(id_)

    async def find_by_call(self, thread_id: ThreadId, tool_call_id: str) -> Approval | None:
        return self.rows.find(lambda a: (a.thread_id, a.tool_call_id) == (thread_id, tool_call_id))

    async def add(self, approval: Approval) -> None:
        if await self.find_by_call(approval.thread_id, approval.tool_call_id) is None:
            self.rows.put(approval)

    async def save(self, approval: Approval) -> None:
        self.rows.save(approval)

    async def carry_out(self, id_: ApprovalId, *, at: datetime) -> bool:
        approval = self.rows.find(lambda a: a.id == id_)
        if approval is None or approval.carried_out_at is not None:
            return False
        if approval.status is not ApprovalStatus.APPROVED:
            return False
        self.rows.save(replace(approval, carried_out_at=at))
        return True

    async def recent(
        self,
        *,
        status: ApprovalStatus | None = None,
        thread_id: ThreadId | None = None,
        limit: int = 50,
    ) -> Sequence[Approval]:
        return self.rows.newest(
            lambda a: status in (None, a.status) and thread_id in (None, a.thread_id), limit=limit
        )

    async def expire(self, *, now: datetime) -> Sequence[Approval]:
        expired = [
            replace(approval, status=ApprovalStatus.EXPIRED)
            for approval in self.rows
            if approval.status is ApprovalStatus.PENDING and approval.expires_at <= now
        ]
        for approval in expired:
            self.rows.save(approval)
        return expired
