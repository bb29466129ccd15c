"""An approval: a person's yes or no to one exact action."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from domain.access import Permission, Principal
from domain.canonical import Json, canonical
from domain.errors import DomainError
from domain.ids import ApprovalId, ThreadId, UserId

LIFETIME: Final = timedelta(minutes=15)


class ApprovalStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Decision(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


class ApprovalNotPending(DomainError):
    """Somebody decided before, or it ran out."""

    code = "approval_not_pending"


class ApprovalMismatch(DomainError):
    """The action is not, byte for byte, the one that was approved."""

    code = "approval_mismatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """``args`` are the exact arguments; ``digest`` binds tool, arguments and requester.

    ``summary`` is written by our code from the stored arguments, never by the model.
    ``carried_out_at`` is set once, when the approved action ran.
    """

    id: ApprovalId
    thread_id: ThreadId
    tool_call_id: str
    tool: str
    args: Mapping[str, Json]
    digest: str
    summary: str
    permission: Permission
    requested_by: UserId
    status: ApprovalStatus
    created_at: datetime
    expires_at: datetime
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    note: str | None = None
    carried_out_at: datetime | None = None

    def decided(self, decision: Decision, *, by: Principal, at: datetime, note: str | None) -> Self:
        """Raises Forbidden, ApprovalNotPending."""
        by.require(Permission.APPROVE)
        if self.status is not ApprovalStatus.PENDING or at >= self.expires_at:
            raise ApprovalNotPending(status=self.status)
        status = (
            ApprovalStatus.APPROVED if decision is Decision.APPROVE else ApprovalStatus.REJECTED
        )
        return replace(self, status=status, decided_by=by.user_id, decided_at=at, note=note)

    def require_match(self, *, tool: str, args: Mapping[str, Json], requester: UserId) -> None:
        """Raises ApprovalMismatch."""
        if self.digest != digest(tool=tool, args=args, requester=requester):
            raise ApprovalMismatch()


def digest(*, tool: str, args: Mapping[str, Json], requester: UserId) -> str:
    """SHA-256, hexadecimal, over the canonical bytes of exactly what will be done and for whom."""
    return hashlib.sha256(
        canonical({"tool": tool, "args": args, "requester": requester})
    ).hexdigest()
