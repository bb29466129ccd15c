"""A delivery: what a platform called us about. It is a hint; the platform's API says the truth."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import Actor
from domain.platforms import Platform


class DeliveryStatus(StrEnum):
    RECEIVED = "received"
    HANDLED = "handled"
    PARKED = "parked"
    """Nobody knew yet what it is about."""
    IGNORED = "ignored"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """``key`` is the same for the same event, however often it is delivered. ``body`` is what
    came, byte for byte."""

    id: str
    platform: Platform
    key: str
    body: bytes
    status: DeliveryStatus
    received_at: datetime


def delivery_key(body: bytes) -> str:
    """For platforms that give their events no id."""
    return hashlib.sha256(body).hexdigest()


class NoticeKind(StrEnum):
    POST = "post"
    """Something became of a post of ours."""
    ACCESS_REMOVED = "access_removed"
    """The person took our access away on the platform."""
    OTHER = "other"
    """Nothing that we act on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One event of a delivery. ``event`` is the platform's word for it, ``detail`` for why;
    ``reference`` its id of our try to publish, ``post_ids`` those of the posts it is about."""

    kind: NoticeKind
    event: str
    reference: str | None = None
    account_external_id: str | None = None
    post_ids: tuple[str, ...] = ()
    happened_at: datetime | None = None
    detail: str | None = None


ReadNotices = Callable[[Platform, bytes], Sequence[Notice]]
"""What a delivery says. Raises Unreadable."""


class Unreadable(Exception):
    """It was signed as it should be, but it is not what the platform documents. The message holds
    nothing of it."""


def caller(platform: Platform) -> Actor:
    return Actor(f"webhook:{platform}")
