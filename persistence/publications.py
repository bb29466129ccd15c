"""Publications and every try to send them, in Postgres."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import AccountId, AttemptId, CampaignId, ClipId, PublicationId, VariantId
from domain.platforms import Platform
from domain.publication import Attempt, AttemptState, Privacy, Publication, PublicationStatus
from persistence.lookup import get_row, known_id, save_row, wait_for_turn
from persistence.tables import publication_attempts as a
from persistence.tables import publications as t

_OVER: Final = (PublicationStatus.FAILED.value, PublicationStatus.CANCELLED.value)


class PostgresPublications:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

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
    ) -> Sequence[Publication]:
        query = sa.select(t).order_by(t.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(t.c.id < known_id("publication", before))
        if status is not None:
            query = query.where(t.c.status == status.value)
        if campaign_id is not None:
            query = query.where(t.c.campaign_id == known_id("campaign", campaign_id))
        return [_publication(row) for row in await self._connection.execute(query)]

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
        await self._connection.execute(sa.insert(a).values(_attempt_row(attempt)))

    async def save_attempt(self, attempt: Attempt) -> None:
        await save_row(self._connection, a, "publication", _attempt_row(attempt))

    async def attempts(self, id_: PublicationId) -> Sequence[Attempt]:
        query = sa.select(a).where(a.c.publication_id == known_id("publication", id_))
        rows = await self._connection.execute(query.order_by(a.c.number))
        return [_attempt(row) for row in rows]


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
        due_at=row.due_at,
        status=PublicationStatus(row.status),
        rehearsal=row.rehearsal,
        created_at=row.created_at,
        external_id=row.external_id,
        url=row.url,
        published_at=row.published_at,
        error_code=row.error_code,
        error=row.error,
    )


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
        "due_at": publication.due_at,
        "status": publication.status.value,
        "rehearsal": publication.rehearsal,
        "created_at": publication.created_at,
        "external_id": publication.external_id,
        "url": publication.url,
        "published_at": publication.published_at,
        "error_code": publication.error_code,
        "error": publication.error,
    }


def _attempt(row: sa.Row[Any]) -> Attempt:
    return Attempt(
        id=AttemptId(row.id),
        publication_id=PublicationId(row.publication_id),
        number=row.number,
        state=AttemptState(row.state),
        run_no=row.run_no,
        started_at=row.started_at,
        handle=row.handle,
        external_id=row.external_id,
        ended_at=row.ended_at,
        error=row.error,
    )


def _attempt_row(attempt: Attempt) -> dict[str, object]:
    return {
        "id": attempt.id,
        "publication_id": attempt.publication_id,
        "number": attempt.number,
        "state": attempt.state.value,
        "run_no": attempt.run_no,
        "started_at": attempt.started_at,
        "handle": attempt.handle,
        "external_id": attempt.external_id,
        "ended_at": attempt.ended_at,
        "error": attempt.error,
    }
