"""Approvals in Postgres. What must happen once is one atomic update."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.access import Permission
from domain.approval import Approval, ApprovalStatus
from domain.ids import ApprovalId, ThreadId, UserId
from persistence.lookup import get_row, known_id, save_row
from persistence.tables import approvals as t


class PostgresApprovals:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, id_: ApprovalId, *, for_update: bool = False) -> Approval:
        return _approval(await get_row(self._connection, t, "approval", id_, lock=for_update))

    async def find_by_call(self, thread_id: ThreadId, tool_call_id: str) -> Approval | None:
        query = sa.select(t).where(
            t.c.thread_id == known_id("thread", thread_id), t.c.tool_call_id == tool_call_id
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _approval(row)

    async def add(self, approval: Approval) -> None:
        await self._connection.execute(
            insert(t)
            .values(_row(approval))
            .on_conflict_do_nothing(index_elements=[t.c.thread_id, t.c.tool_call_id])
        )

    async def save(self, approval: Approval) -> None:
        await save_row(self._connection, t, "approval", _row(approval))

    async def carry_out(self, id_: ApprovalId, *, at: datetime) -> bool:
        used = await self._connection.execute(
            sa.update(t)
            .where(t.c.id == known_id("approval", id_))
            .where(t.c.status == ApprovalStatus.APPROVED.value, t.c.carried_out_at.is_(None))
            .values(carried_out_at=at)
            .returning(t.c.id)
        )
        return used.one_or_none() is not None

    async def recent(
        self,
        *,
        status: ApprovalStatus | None = None,
        thread_id: ThreadId | None = None,
        limit: int = 50,
    ) -> Sequence[Approval]:
        query = sa.select(t).order_by(t.c.id.desc()).limit(limit)
        if status is not None:
            query = query.where(t.c.status == status.value)
        if thread_id is not None:
            query = query.where(t.c.thread_id == known_id("thread", thread_id))
        return [_approval(row) for row in await self._connection.execute(query)]

    async def expire(self, *, now: datetime) -> Sequence[Approval]:
        expired = await self._connection.execute(
            sa.update(t)
            .where(t.c.status == ApprovalStatus.PENDING.value, t.c.expires_at <= now)
            .values(status=ApprovalStatus.EXPIRED.value)
            .returning(t)
        )
        return sorted(map(_approval, expired), key=lambda approval: approval.id)


def _approval(row: sa.Row[Any]) -> Approval:
    return Approval(
        id=ApprovalId(row.id),
        thread_id=ThreadId(row.thread_id),
        tool_call_id=row.tool_call_id,
        tool=row.tool,
        args=row.args,
        digest=row.digest,
        summary=row.summary,
        permission=Permission(row.permission),
        requested_by=UserId(row.requested_by),
        status=ApprovalStatus(row.status),
        created_at=row.created_at,
        expires_at=row.expires_at,
        decided_by=None if row.decided_by is None else UserId(row.decided_by),
        decided_at=row.decided_at,
        note=row.note,
        carried_out_at=row.carried_out_at,
    )


def _row(approval: Approval) -> dict[str, object]:
    return {
        "id": approval.id,
        "thread_id": approval.thread_id,
        "tool_call_id": approval.tool_call_id,
        "tool": approval.tool,
        "args": approval.args,
        "digest": approval.digest,
        "summary": approval.summary,
        "permission": approval.permission.value,
        "requested_by": approval.requested_by,
        "status": approval.status.value,
        "created_at": approval.created_at,
        "expires_at": approval.expires_at,
        "decided_by": approval.decided_by,
        "decided_at": approval.decided_at,
        "note": approval.note,
        "carried_out_at": approval.carried_out_at,
    }
