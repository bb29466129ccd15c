"""What can be asked for when a clip is to be published, and what it exactly stands for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from domain.errors import DomainError
from domain.ids import AccountId
from domain.platforms import Platform
from domain.publication import (
    ALLOWED_PRIVACY,
    DEFAULT_PRIVACY,
    Choices,
    Content,
    Medium,
    Misfire,
    Privacy,
    Window,
)
from domain.texts import Locale, say
from domain.texts.forms import listing
from domain.timing import PATIENCE, PUNCTUAL, moment


class Exact(BaseModel):
    """What the words of the request stand for; filled by us before a person is asked.

    ``digest`` is that of the content, and ``zone`` the team's. ``declared_by`` is who asked, and
    ``year`` that in which it was asked. ``free_at`` is when it goes where nothing goes out at its
    own time.
    """

    platform: Platform
    clip_id: str
    clip_number: int
    duration_ms: int
    video_title: str
    account_id: str
    account_handle: str
    account_external_id: str
    rehearsal: bool
    caption: str
    privacy: Privacy
    choices: Choices
    medium: Medium
    window: Window
    digest: str = ""
    zone: str
    declared_by: str
    year: int | None = None
    free_at: datetime | None = None


class PublishClip(BaseModel):
    clip: str = Field(description='A number, an id, or "best".')
    platform: Platform | None = Field(
        default=None, description="Where it goes; not needed with accounts on one platform only."
    )
    account: str | None = Field(default=None, description="The account's name, if several.")
    caption: str | None = Field(
        default=None,
        description="The text that goes with it. On YouTube its first line is the title and the "
        "rest the description.",
    )
    at: datetime | None = Field(
        default=None,
        description="When; without: now. Without an offset it is the time on the team's wall.",
    )
    privacy: Privacy | None = Field(
        default=None,
        description="Who can see it. TikTok wants the person to choose: never choose it yourself.",
    )
    ai_generated: bool = Field(default=False, description="Made with AI.")
    paid_partnership: bool = Field(default=False, description="Somebody else pays for it.")
    own_brand: bool = Field(default=False, description="It promotes the creator's own business.")
    made_for_kids: bool = Field(default=False, description="YouTube.")
    allow_comments: bool = Field(default=False, description="TikTok; off until it is said.")
    allow_duet: bool = Field(default=False, description="TikTok; off until it is said.")
    allow_stitch: bool = Field(default=False, description="TikTok; off until it is said.")
    inbox: bool = Field(
        default=False, description="TikTok: to the app's inbox, where the creator finishes it."
    )
    on_platform: bool = Field(
        default=False, description="YouTube: let YouTube itself make it public at its time."
    )
    cover: float | None = Field(
        default=None, ge=0, description="The cover's place in the clip, in seconds."
    )
    if_late: Misfire = Field(
        default=Misfire.SHIFT, description="What to do when its time passed before it could go."
    )
    exact: Exact | None = Field(default=None, description="Leave empty.")


class PrivacyNeeded(DomainError):
    """The platform forbids a choice that nobody made."""

    code = "privacy_needed"

    def __init__(self, platform: Platform, clip_number: int) -> None:
        super().__init__(platform=platform.label, number=clip_number)
        self._choices = ALLOWED_PRIVACY[platform]

    def text(self, locale: Locale) -> str:
        words = [say(f"privacy.{one}", locale) for one in self._choices]
        return say(self.key, locale, choices=listing(words, locale), **self.values)


class NotOffered(DomainError):
    """The platform has no such choice; ``choice`` is a field of ``Choices``."""

    code = "choice_not_offered"

    def __init__(self, choice: str, platform: Platform) -> None:
        super().__init__(platform=platform.label)
        self._choice = choice

    def text(self, locale: Locale) -> str:
        choice = say(f"choice.{self._choice}", locale)
        where = [one.label for one in _OFFERED[self._choice]]
        return say(self.key, locale, choice=choice, where=listing(where, locale), **self.values)


class TimePassed(DomainError):
    code = "time_passed"


_ONLY_TIKTOK: Final = (Platform.TIKTOK,)
_OFFERED: Final[Mapping[str, tuple[Platform, ...]]] = {
    "ai_generated": tuple(Platform),
    "paid_partnership": (Platform.INSTAGRAM, Platform.TIKTOK),
    "own_brand": _ONLY_TIKTOK,
    "made_for_kids": (Platform.YOUTUBE,),
    "allow_comments": _ONLY_TIKTOK,
    "allow_duet": _ONLY_TIKTOK,
    "allow_stitch": _ONLY_TIKTOK,
    "inbox": _ONLY_TIKTOK,
    "on_platform": (Platform.YOUTUBE,),
    "cover": (Platform.INSTAGRAM, Platform.TIKTOK),
}
"""What each platform lets us say: TikTok's post_info, Instagram's container fields, YouTube's
status. YouTube takes a picture as a cover, but no time."""


def privacy_of(args: PublishClip, platform: Platform, *, clip_number: int) -> Privacy:
    """Nobody sees what lies in an inbox. Raises PrivacyNeeded."""
    privacy = args.privacy or (Privacy.PRIVATE if args.inbox else DEFAULT_PRIVACY[platform])
    if privacy is None:
        raise PrivacyNeeded(platform, clip_number)
    return privacy


def choices_of(args: PublishClip, platform: Platform) -> Choices:
    """Raises NotOffered."""
    said = {name: getattr(args, name) for name in _OFFERED}
    for name, value in said.items():
        if value is not None and value is not False and platform not in _OFFERED[name]:
            raise NotOffered(name, platform)
    cover = said.pop("cover")
    return Choices(**said, cover_ms=None if cover is None else round(cover * 1000))


def window_of(args: PublishClip, *, now: datetime, zone: ZoneInfo) -> Window:
    """Raises TimePassed."""
    if args.at is None:
        return Window(opens_at=now.astimezone(UTC), lasts=PATIENCE, misfire=args.if_late)
    opens_at = instant(args.at, zone)
    if opens_at < now - PUNCTUAL:
        raise TimePassed()
    wall = args.at if _is_on_wall(args.at, zone) else opens_at.astimezone(zone)
    return Window(
        opens_at=opens_at,
        lasts=PATIENCE,
        misfire=args.if_late,
        wall_time=wall.replace(tzinfo=None).isoformat(timespec="minutes"),
        zone=zone.key,
    )


def instant(said: datetime, zone: ZoneInfo) -> datetime:
    """In UTC, also of a wall time that the clocks of the team's zone skip."""
    if _is_on_wall(said, zone):
        return moment(said.replace(tzinfo=None), zone)
    return said.astimezone(UTC)


def _is_on_wall(said: datetime, zone: ZoneInfo) -> bool:
    """Whether it is what the team's own clock shows, and no instant of another place. Of an hour
    that comes twice, the second is named by its offset alone."""
    return said.tzinfo is None or (
        said.utcoffset() == said.replace(tzinfo=zone, fold=0).utcoffset()
    )


def sealed(exact: Exact) -> Exact:
    """With the digest of its content."""
    content = Content(
        platform=exact.platform,
        account_id=AccountId(exact.account_id),
        account_external_id=exact.account_external_id,
        caption=exact.caption,
        privacy=exact.privacy,
        choices=exact.choices,
        medium=exact.medium,
        window=exact.window,
    )
    return exact.model_copy(update={"digest": content.digest()})
