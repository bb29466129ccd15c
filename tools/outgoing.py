"""Publications as people and models are shown them."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel

from domain.account import Account
from domain.clip import Clip
from domain.ids import short
from domain.platforms import Platform
from domain.publication import Publication, PublicationStatus
from domain.texts import TEXTS, Locale, say


class PublicationView(BaseModel):
    """``rehearsal``: it goes to our own server and not to the platform."""

    id: str
    clip_id: str
    platform: Platform
    account_id: str
    status: str
    privacy: str
    due_at: datetime
    published_at: datetime | None
    rehearsal: bool
    url: str | None
    held_reason: str | None
    error_code: str | None


def view(publication: Publication) -> PublicationView:
    return PublicationView(
        id=publication.id,
        clip_id=publication.clip_id,
        platform=publication.platform,
        account_id=publication.account_id,
        status=publication.status.value,
        privacy=publication.privacy.value,
        due_at=publication.due_at,
        published_at=publication.published_at,
        rehearsal=publication.rehearsal,
        url=publication.url,
        held_reason=publication.held_reason,
        error_code=publication.error_code,
    )


def rehearsal_mark(rehearsal: bool, locale: Locale) -> str:
    """What every mention of a rehearsal carries; nothing for the real platforms."""
    return say("publications.rehearsal", locale) if rehearsal else ""


def line(publication: Publication, clip: Clip, account: Account, *, at: str, locale: Locale) -> str:
    """``at`` is its moment in words."""
    reason = publication.held_reason
    held = publication.status is PublicationStatus.HELD and reason is not None
    return say(
        "publications.line",
        locale,
        number=clip.number,
        platform=publication.platform.label,
        handle=account.handle,
        status=say(f"publication_status.{publication.status}", locale),
        why=f" ({reason_words(reason or '', locale)})" if held else "",
        rehearsal=rehearsal_mark(publication.rehearsal, locale),
        when=at,
        short=short(publication.id),
        link=f" {publication.url}" if publication.url else "",
    )


def moment_of(publication: Publication) -> datetime:
    """When it went live, or else when it is, or was, meant to go."""
    return publication.published_at or publication.due_at


def reason_words(reason: str, locale: Locale) -> str:
    """Why it is held or goes later: a word of ours, or of the platform."""
    ours = known(f"held.{reason}", locale) or known(f"postponed.{reason}", locale)
    return ours or code_words(reason, locale)


def why_stopped(reason: str, locale: Locale) -> str:
    """Somebody's own words, or that there were none."""
    return reason or say("stops.no_reason", locale)


def code_words(code: str, locale: Locale) -> str:
    """A platform's own word for a refusal in plain words, behind which it stands itself. Of
    Instagram's ``code/subcode`` the second half says more. A word of ours says nothing more."""
    if ours := known(f"our_code.{code.partition(':')[0]}", locale):
        return ours
    parts = (code, *reversed(code.split("/")))
    told = next((said for part in parts if (said := known(f"platform_code.{part}", locale))), None)
    return f"{told} ({code})" if told else code


def known(key: str, locale: Locale, **values: object) -> str | None:
    """The sentence, None where there is none: the platforms have more words than we have."""
    return say(key, locale, **values) if key in TEXTS else None


def values_of(
    publication: Publication, clip: Clip, account: Account, locale: Locale
) -> Mapping[str, object]:
    """What most sentences about a publication are filled with."""
    return {
        "number": clip.number,
        "platform": publication.platform.label,
        "handle": account.handle,
        "rehearsal": rehearsal_mark(publication.rehearsal, locale),
        "short": short(publication.id),
    }
