"""Publications over HTTP, each with the tries to send it and its whole story."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request

from domain.access import Permission, Principal
from domain.ids import AccountId, CampaignId, PublicationId
from domain.platforms import Platform
from domain.publication import AttemptState, Choices, Privacy, Publication, PublicationStatus
from domain.usecases.cancel_publication import cancel_publication
from entrypoints.http.access import Needs, Reader
from entrypoints.http.context import Here
from entrypoints.http.locale import locale_of
from entrypoints.http.paging import Page, PageWindow
from tools.publications import story
from tools.story import Number, Told

router = APIRouter(prefix="/publications", tags=["publications"])

Outward = Annotated[Principal, Depends(Needs(Permission.OUTWARD))]


class PublicationRow(BaseModel):
    """``rehearsal`` says that it went to our own server and not to the platform. ``digest`` is
    that of the content that was approved."""

    id: str
    clip_id: str
    variant_id: str
    campaign_id: str | None
    platform: Platform
    account_id: str
    caption: str
    privacy: Privacy
    choices: Choices
    digest: str
    status: PublicationStatus
    held_reason: str | None
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
    """One try. ``crossed_at``: from then on the post may have been public. ``reference`` is the
    platform's own id of the try; the handle, which is a secret, stays with us."""

    number: int
    state: AttemptState
    started_at: datetime
    crossed_at: datetime | None
    crossings: int
    reference: str | None
    ended_at: datetime | None
    external_id: str | None
    error: str | None
    evidence: Mapping[str, object]


class PublicationPage(PublicationRow):
    """``story`` is told in the caller's language, oldest first. A number that the platform does
    not say is among ``missing``, and never zero."""

    attempts: list[AttemptRow]
    standing: str
    story: list[Told]
    next: list[str]
    metrics: list[Number]
    missing: list[str]


@router.get("")
async def list_publications(
    principal: Reader,
    api: Here,
    window: PageWindow,
    status: PublicationStatus | None = None,
    campaign_id: str | None = None,
    account_id: str | None = None,
) -> Page[PublicationRow]:
    async with api.services.world.uow() as tx:
        found = await tx.publications.recent(
            limit=window.wanted,
            before=window.before,
            status=status,
            campaign_id=CampaignId(campaign_id) if campaign_id else None,
            account_id=AccountId(account_id) if account_id else None,
        )
    return window.page(found, PublicationRow.of)


@router.get("/{publication_id}")
async def show_publication(
    publication_id: str, principal: Reader, api: Here, request: Request
) -> PublicationPage:
    world = api.services.world
    async with world.uow() as tx:
        publication = await tx.publications.get(PublicationId(publication_id))
        attempts = await tx.publications.attempts(publication.id)
        told = await story(
            tx,
            publication,
            now=world.clock.now(),
            zone=api.services.zone,
            locale=locale_of(request),
        )
    return PublicationPage(
        **PublicationRow.of(publication).model_dump(),
        attempts=[AttemptRow.model_validate(one, from_attributes=True) for one in attempts],
        standing=told.standing,
        story=told.lines,
        next=told.next,
        metrics=told.numbers,
        missing=told.missing,
    )


@router.post("/{publication_id}/cancel")
async def cancel(publication_id: str, principal: Outward, api: Here) -> PublicationRow:
    """Takes it back for as long as nothing of it can be public; afterwards 409 ``too_late``."""
    cancelled = await cancel_publication(
        world=api.services.world,
        principal=principal,
        publication_id=PublicationId(publication_id),
    )
    return PublicationRow.of(cancelled)
