"""A publication: one variant going to one account at one time, and each try to send it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from domain.account import Account
from domain.canonical import Json
from domain.errors import DomainError
from domain.ids import (
    AccountId,
    Actor,
    AttemptId,
    CampaignId,
    ClipId,
    PublicationId,
    VariantId,
)
from domain.ledger import EntityType, Entry, Kind, Severity
from domain.platforms import Platform
from domain.publication.content import Choices, Content, Medium, Post, Privacy, Window
from domain.publication.states import (
    ATTEMPT_MOVES,
    LOOKED_AT,
    MOVES,
    AttemptState,
    PublicationStatus,
)
from domain.texts import Locale, say


class WrongMove(DomainError):
    """The publication's status does not allow what was asked."""

    code = "publication_wrong_move"

    def text(self, locale: Locale) -> str:
        words = {
            name: say(f"publication_status.{status}", locale)
            for name, status in self.values.items()
            if isinstance(status, PublicationStatus)
        }
        is_so = self.values.get("status") == self.values.get("wanted")
        key = "error.publication_already_so" if is_so else self.key
        return say(key, locale, **{**self.values, **words})


class AlreadyPublished(DomainError):
    """This clip went to this account before, or is on its way."""

    code = "already_published"


class TooAlike(DomainError):
    """The account has, or is getting, another cut of the same moment."""

    code = "too_alike"


class TooLate(DomainError):
    """It may be public already; ``reason`` names the text ``too_late.<reason>``."""

    code = "too_late"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """``digest`` is that of the content that was approved. ``due_at`` is when it is meant to go
    now: at first the window's beginning, later when a limit or a stop moved it.

    ``held_reason`` names the text ``held.<reason>``. ``look_at`` is when the platform is asked
    again what became of it, ``looks`` how often it was asked.
    """

    id: PublicationId
    clip_id: ClipId
    variant_id: VariantId
    platform: Platform
    account_id: AccountId
    campaign_id: CampaignId | None
    caption: str
    privacy: Privacy
    choices: Choices
    medium: Medium
    window: Window
    digest: str
    due_at: datetime
    status: PublicationStatus
    rehearsal: bool
    created_at: datetime
    external_id: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    error_code: str | None = None
    error: str | None = None
    held_reason: str | None = None
    look_at: datetime | None = None
    looks: int = 0

    def moved(self, to: PublicationStatus) -> Self:
        """Raises WrongMove."""
        if to not in MOVES[self.status]:
            raise WrongMove(status=self.status, wanted=to)
        held = self.held_reason if to is PublicationStatus.HELD else None
        look_at = self.look_at if to in LOOKED_AT else None
        return replace(self, status=to, held_reason=held, look_at=look_at)

    def went_live(self, *, external_id: str | None, url: str | None, at: datetime) -> Self:
        """TikTok gives no public id to what only its owner can see."""
        return replace(
            self.moved(PublicationStatus.PUBLISHED),
            external_id=external_id or self.external_id,
            url=url or self.url,
            published_at=self.published_at or at,
            error=None,
            error_code=None,
        )

    def failed(self, *, code: str, error: str) -> Self:
        return replace(self.moved(PublicationStatus.FAILED), error_code=code, error=error)

    def held(self, reason: str, *, code: str | None = None, error: str | None = None) -> Self:
        return replace(
            self.moved(PublicationStatus.HELD), held_reason=reason, error_code=code, error=error
        )

    def to_be_looked_at(self, at: datetime | None) -> Self:
        """Counts the look, so that each has a name of its own."""
        return replace(self, look_at=at, looks=self.looks + 1)

    def content(self, account: Account) -> Content:
        return Content(
            platform=self.platform,
            account_id=self.account_id,
            account_external_id=account.external_id,
            caption=self.caption,
            privacy=self.privacy,
            choices=self.choices,
            medium=self.medium,
            window=self.window,
        )

    def post(self, account: Account) -> Post:
        return Post(
            publication_id=self.id,
            account=account,
            caption=self.caption,
            privacy=self.privacy,
            choices=self.choices,
            medium=self.medium,
            born_at=self.created_at,
            publish_at=self.window.opens_at if self.choices.on_platform else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try. ``handle`` is what the platform gave to go on or to look by; it is a secret.
    ``reference`` is the platform's own id of it.

    ``digest`` is that of the content that this try sends. ``crossed_at`` is written before the
    call after which the post may be public; ``crossings`` counts those calls. ``evidence`` is
    what proved the outcome.
    """

    id: AttemptId
    publication_id: PublicationId
    number: int
    state: AttemptState
    run_no: int
    digest: str
    started_at: datetime
    handle: str | None = field(default=None, repr=False)
    reference: str | None = None
    crossed_at: datetime | None = None
    crossings: int = 0
    external_id: str | None = None
    ended_at: datetime | None = None
    error: str | None = None
    evidence: Mapping[str, Json] = field(default_factory=dict)

    def moved(self, to: AttemptState) -> Self:
        """Raises WrongMove."""
        if to not in ATTEMPT_MOVES[self.state]:
            raise WrongMove(status=self.state, wanted=to)
        return replace(self, state=to)

    def crossing(self, *, at: datetime) -> Self:
        """Written before the call; ``crossed_at`` stays that of the first one."""
        return replace(
            self.moved(AttemptState.CROSSING),
            crossed_at=self.crossed_at or at,
            crossings=self.crossings + 1,
        )

    def uncrossed(self) -> Self:
        """The platform said for sure that the last of those calls published nothing."""
        if self.crossings > 1:
            return replace(self.moved(AttemptState.UNKNOWN), crossings=self.crossings - 1)
        return replace(self.moved(AttemptState.SENDING), crossings=0, crossed_at=None)

    def ended(
        self, to: AttemptState, *, at: datetime, error: str | None = None, **more: Json
    ) -> Self:
        return replace(self.moved(to), ended_at=at, error=error, evidence={**self.evidence, **more})


def entry(
    kind: Kind,
    publication: Publication,
    *,
    actor: Actor,
    severity: Severity = Severity.INFO,
    **facts: Json,
) -> Entry:
    """What the ledger keeps of a step in a publication's life."""
    return Entry(
        kind=kind,
        entity_type=EntityType.PUBLICATION,
        entity_id=publication.id,
        actor=actor,
        severity=severity,
        metadata={
            "platform": publication.platform.value,
            "rehearsal": publication.rehearsal,
            **facts,
        },
        clip_id=publication.clip_id,
        campaign_id=publication.campaign_id,
        publication_id=publication.id,
    )
