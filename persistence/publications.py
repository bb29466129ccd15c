"""Publications and every try to send them, in Postgres."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import AccountId, AttemptId, CampaignId, ClipId, PublicationId, VariantId
from domain.platforms import Platform
from domain.ports import Vault
from domain.publication import (
    Attempt,
    AttemptState,
    Choices,
    Medium,
    Misfire,
    Privacy,
    Publication,
    PublicationStatus,
    Window,
)
from persistence.lookup import get_row, known_id, save_row, wait_for_turn
from persistence.tables import publication_attempts as a
from persistence.tables import publications as t

_OVER: Final = ("failed", "cancelled", "removed")


class PostgresPublications:
    """Handles are secrets and lie here sealed: whoever has one may send bytes."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def get(self, id_: PublicationId, *, for_update: bool = False) -> Publication:
        row = await get_row(self._connection, t, "publication", id_, lock=for_update)
        return _publication(row)

    async def add(self, publication: Publication) -> None:
        await self._connection.execute(sa.insert(t).values(_publication_row(publication)))

    async def save(self, publication: Publication) -> None:
        await save_row(self._connection, t, "publication", _publication_row(publication))

    async def recent(
        self,
        *,
        limit: int = 20,
        before: str | None = None,
        status: PublicationStatus | None = None,
        campaign_id: CampaignId | None = None,
        account_id: AccountId | None = None,
    ) -> Sequence[Publication]:
        query = sa.select(t).order_by(t.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(t.c.id < known_id("publication", before))
        if status is not None:
            query = query.where(t.c.status == status.value)
        if campaign_id is not None:
            query = query.where(t.c.campaign_id == known_id("campaign", campaign_id))
        if account_id is not None:
            query = query.where(t.c.account_id == known_id("account", account_id))
        return [_publication(row) for row in await self._connection.execute(query)]

    async def due_for_a_look(self, *, now: datetime, limit: int) -> Sequence[Publication]:
        query = sa.select(t).where(t.c.look_at <= now).order_by(t.c.look_at).limit(limit)
        return [_publication(row) for row in await self._connection.execute(query)]

    async def last_sent_at(self, account_id: AccountId) -> datetime | None:
        query = (
            sa.select(sa.func.max(a.c.crossed_at))
            .join(t, t.c.id == a.c.publication_id)
            .where(t.c.account_id == account_id)
        )
        at: datetime | None = (await self._connection.execute(query)).scalar_one()
        return at

    async def known_ids(self, account_id: AccountId) -> Sequence[str]:
        query = sa.select(t.c.external_id).where(
            t.c.account_id == account_id, t.c.external_id.is_not(None)
        )
        return list((await self._connection.execute(query)).scalars())

    async def find_by_reference(self, platform: Platform, reference: str) -> Publication | None:
        of_attempt = sa.select(a.c.publication_id).where(a.c.reference == reference)
        query = sa.select(t).where(
            t.c.platform == platform.value,
            (t.c.external_id == reference) | t.c.id.in_(of_attempt),
        )
        row = (await self._connection.execute(query.order_by(t.c.id.desc()).limit(1))).one_or_none()
        return None if row is None else _publication(row)

    async def find_standing(self, clip_id: ClipId, account_id: AccountId) -> Publication | None:
        """Who asks for the same two at the same time waits: both blocks cannot see none."""
        clip, account = known_id("clip", clip_id), known_id("account", account_id)
        await wait_for_turn(self._connection, "standing", clip, account)
        query = sa.select(t).where(
            t.c.clip_id == clip, t.c.account_id == account, t.c.status.not_in(_OVER)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _publication(row)

    async def add_attempt(self, attempt: Attempt) -> None:
        await self._connection.execute(sa.insert(a).values(self._attempt_row(attempt)))

    async def save_attempt(self, attempt: Attempt) -> None:
        await save_row(self._connection, a, "publication", self._attempt_row(attempt))

    async def attempts(self, id_: PublicationId) -> Sequence[Attempt]:
        query = sa.select(a).where(a.c.publication_id == known_id("publication", id_))
        rows = await self._connection.execute(query.order_by(a.c.number))
        return [self._attempt(row) for row in rows]

    def _attempt(self, row: sa.Row[Any]) -> Attempt:
        handle = None if row.handle is None else self._vault.open(row.handle, about=row.id)
        return _attempt(row, handle=handle)

    def _attempt_row(self, attempt: Attempt) -> dict[str, object]:
        sealed = None
        if attempt.handle is not None:
            sealed = self._vault.seal(attempt.handle, about=attempt.id)
        return {**_attempt_row(attempt), "handle": sealed}


def _publication(row: sa.Row[Any]) -> Publication:
    return Publication(
        id=PublicationId(row.id),
        clip_id=ClipId(row.clip_id),
        variant_id=VariantId(row.variant_id),
        platform=Platform(row.platform),
        account_id=AccountId(row.account_id),
        campaign_id=None if row.campaign_id is None else CampaignId(row.campaign_id),
        caption=row.caption,
        privacy=Privacy(row.privacy),
        choices=Choices(**row.choices),
        medium=Medium(**row.medium),
        window=_window(row.window),
        digest=row.digest,
        due_at=row.due_at,
        status=PublicationStatus(row.status),
        rehearsal=row.rehearsal,
        created_at=row.created_at,
        external_id=row.external_id,
        url=row.url,
        published_at=row.published_at,
        error_code=row.error_code,
        error=row.error,
        held_reason=row.held_reason,
        look_at=row.look_at,
        looks=row.looks,
    )


def _window(kept: dict[str, Any]) -> Window:
    return Window(
        opens_at=datetime.fromisoformat(kept["opens_at"]),
        lasts=timedelta(seconds=kept["lasts_s"]),
        misfire=Misfire(kept["misfire"]),
        wall_time=kept["wall_time"],
        zone=kept["zone"],
    )


def _window_row(window: Window) -> dict[str, object]:
    return {
        "opens_at": window.opens_at.isoformat(),
        "lasts_s": window.lasts.total_seconds(),
        "misfire": window.misfire.value,
        "wall_time": window.wall_time,
        "zone": window.zone,
    }


def _publication_row(publication: Publication) -> dict[str, object]:
    return {
        "id": publication.id,
        "clip_id": publication.clip_id,
        "variant_id": publication.variant_id,
        "platform": publication.platform.value,
        "account_id": publication.account_id,
        "campaign_id": publication.campaign_id,
        "caption": publication.caption,
        "privacy": publication.privacy.value,
        "choices": asdict(publication.choices),
        "medium": asdict(publication.medium),
        "window": _window_row(publication.window),
        "digest": publication.digest,
        "due_at": publication.due_at,
        "status": publication.status.value,
        "rehearsal": publication.rehearsal,
        "created_at": publication.created_at,
        "external_id": publication.external_id,
        "url": publication.url,
        "published_at": publication.published_at,
        "error_code": publication.error_code,
        "error": publication.error,
        "held_reason": publication.held_reason,
        "look_at": publication.look_at,
        "looks": publication.looks,
    }


def _attempt(row: sa.Row[Any], *, handle: str | None) -> Attempt:
    return Attempt(
        id=AttemptId(row.id),
        publication_id=PublicationId(row.publication_id),
        number=row.number,
        state=AttemptState(row.state),
        run_no=row.run_no,
        digest=row.digest,
        started_at=row.started_at,
        handle=handle,
        reference=row.reference,
        crossed_at=row.crossed_at,
        crossings=row.crossings,
        external_id=row.external_id,
        ended_at=row.ended_at,
        error=row.error,
        evidence=row.evidence,
    )


def _attempt_row(attempt: Attempt) -> dict[str, object]:
    return {
        "id": attempt.id,
        "publication_id": attempt.publication_id,
        "number": attempt.number,
        "state": attempt.state.value,
        "run_no": attempt.run_no,
        "digest": attempt.digest,
        "started_at": attempt.started_at,
        "reference": attempt.reference,
        "crossed_at": attempt.crossed_at,
        "crossings": attempt.crossings,
        "external_id": attempt.external_id,
        "ended_at": attempt.ended_at,
        "error": attempt.error,
        "evidence": dict(attempt.evidence),
    }
