"""What a platform says about a post, and what there is to do when it says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.canonical import Json
from domain.publication.content import Privacy


class Stage(StrEnum):
    """Where the platform says that a post stands."""

    NOTHING = "nothing"
    """Nothing of it is public, and the same handle can be carried on with."""
    PROCESSING = "processing"
    """It was accepted; what becomes of it is not decided."""
    LIVE = "live"
    INBOX = "inbox"
    SCHEDULED = "scheduled"
    FAILED = "failed"
    """It was refused after it was accepted, or the handle is dead and nothing came of it."""
    GONE = "gone"
    """The platform knows neither the handle nor a post that could be ours."""
    REMOVED = "removed"
    RESTRICTED = "restricted"


class Remedy(StrEnum):
    """The one action that each kind of refusal calls for."""

    RETRY = "retry"
    """The same step again, soon: nothing happened."""
    WAIT = "wait"
    """Not before a certain time; it does not count as a try."""
    BEGIN_ANEW = "begin_anew"
    """The handle is dead and nothing public came of it: a new container, session, upload."""
    LOOK = "look"
    """Nobody knows whether it is public: look before anything is sent again."""
    FIX_MEDIA = "fix_media"
    """The file, the words or a choice cannot go out as they are."""
    HOLD_ACCOUNT = "hold_account"
    """Nothing may go to this account until a person has connected it again."""
    HUMAN = "human"
    """A person has to look at it on the platform."""


class Scope(StrEnum):
    """Whom a refusal concerns."""

    POST = "post"
    ACCOUNT = "account"
    APP = "app"
    """Everything that we do on this platform."""


class Setback(Exception):
    """A platform did not do what was asked. ``code`` is its own word for the reason, ``remedy``
    the action, ``retry_after_s`` when it lets us come back, ``trace`` its id for the call
    (fbtrace_id, log_id). ``unsent``: it is certain that this very call published nothing. The
    message holds no secret and may be kept in the ledger."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        remedy: Remedy,
        scope: Scope = Scope.POST,
        retry_after_s: float | None = None,
        trace: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.remedy = remedy
        self.scope = scope
        self.retry_after_s = retry_after_s
        self.trace = trace
        self.unsent = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What opening an upload gave. ``handle`` is all that is needed to go on and to look, as text,
    and a secret; ``reference`` is the platform's own id of it, by which webhooks name it."""

    handle: str = field(repr=False)
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """``evidence`` is what was seen, for the ledger. With FAILED, ``code`` and ``remedy`` say why
    and what next. ``more_ids`` are further posts of the same handle (TikTok's inbox).
    """

    stage: Stage
    external_id: str | None = None
    url: str | None = None
    code: str | None = None
    remedy: Remedy | None = None
    more_ids: tuple[str, ...] = ()
    evidence: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a platform lets an account do right now. None: it does not say.

    ``posts_left`` and ``posts_in_s``: how many more posts, in a window of so many seconds.
    """

    handle: str
    privacy: tuple[Privacy, ...]
    max_duration_ms: int | None = None
    posts_left: int | None = None
    posts_most: int | None = None
    posts_in_s: float | None = None
    may_comment: bool = True
    may_duet: bool = True
    may_stitch: bool = True
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """What a post has earned, by the platform's own words (``views``, ``likes``, ``comments``,
    ``shares``, ``saved``, ``reach``, ``avg_watch_ms`` …). What the platform does not say is not
    in ``values``: missing is not zero."""

    values: Mapping[str, float]
    missing: tuple[str, ...] = ()
