"""Publications over HTTP, each with the tries to send it."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from domain.ids import CampaignId, PublicationId
from domain.platforms import Platform
from domain.publication import AttemptState, Privacy, Publication, PublicationStatus
from entrypoints.http.access import Reader
from entrypoints.http.context import Here
from entrypoints.http.paging import Page, PageWindow

router = APIRouter(prefix="/publications", tags=["publications"])


class PublicationRow(BaseModel):
    """``rehearsal`` says that it went to our own server and not to the platform."""

    id: str
    clip_id: str
    variant_id: str
    campaign_id: str | None
    platform: Platform
    account_id: str
    caption: str
    privacy: Privacy
    status: PublicationStatus
    rehearsal: bool
    due_at: datetime
    published_at: datetime | None
    external_id: str | None
    url: str | None
    error_code: str | None
    error: str | None
    created_at: datetime

    @classmethod
    def of(cls, publication: Publication) -> "PublicationRow":
        return cls.model_validate(publication, from_attributes=True)


class AttemptRow(BaseModel):
    """One try; the platform's handle stays with us."""

    number: int
    state: AttemptState
    started_at: datetime
    ended_at: datetime | None
    external_id: str | None
    error: str | None


class PublicationPage(PublicationRow):
    attempts: list[AttemptRow]


@router.get("")
async def list_publications(
    principal: Reader,
    api: Here,
    window: PageWindow,
    status: PublicationStatus | None = None,
    campaign_id: str | None = None,
) -> Page[PublicationRow]:
    async with api.services.world.uow() as tx:
        found = await tx.publications.recent(
            limit=window.wanted,
            before=window.before,
            status=status,
            campaign_id=CampaignId(campaign_id) if campaign_id else None,
        )
    return window.page(found, PublicationRow.of)


@router.get("/{publication_id}")
async def show_publication(publication_id: str, principal: Reader, api: Here) -> PublicationPage:
    async with api.services.world.uow() as tx:
        publication = await tx.publications.get(PublicationId(publication_id))
        attempts = await tx.publications.attempts(publication.id)
    return PublicationPage(
        **PublicationRow.of(publication).model_dump(),
        attempts=[AttemptRow.model_validate(one, from_attributes=True) for one in attempts],
    )
