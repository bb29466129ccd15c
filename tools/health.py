"""How an account is: its tokens, what may still be posted today, and what waits for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from domain.account import Account, AccountStatus
from domain.ids import AccountId
from domain.platforms import Platform
from domain.ports import Transaction
from domain.publication import PublicationStatus
from domain.quota import BUCKETS, Per
from domain.texts import Locale, say
from domain.timing import Stop
from tools.outgoing import code_words, rehearsal_mark, why_stopped

_POSTS: Final[Mapping[Platform, str]] = {
    Platform.INSTAGRAM: "instagram.posts",
    Platform.TIKTOK: "tiktok.posts",
    Platform.YOUTUBE: "youtube.uploads",
}
_COUNTED: Final = (PublicationStatus.SCHEDULED, PublicationStatus.WAITING, PublicationStatus.HELD)
_MOST_COUNTED: Final = 200
_CLOSED: Final = (AccountStatus.NEEDS_RECONNECT, AccountStatus.DISCONNECTED)
_ENDING_SOON: Final = 10
"""Days of a token's life that are left when people are told of it."""


class AccountView(BaseModel):
    """``token_days_left`` until a person has to connect it again; null where that never ends or
    nothing is known. ``posts_left`` of the platform's limit, as far as we have counted. The
    counts are of publications. ``connect_url`` where it has to be connected again."""

    id: str
    platform: Platform
    handle: str
    status: AccountStatus
    trouble: str | None
    rehearsal: bool
    token_days_left: int | None
    posts_left: int
    posts_most: int
    scheduled: int
    waiting: int
    held: int
    stopped: str | None
    connect_url: str | None


async def health(
    tx: Transaction, account: Account, *, now: datetime, base_url: str = ""
) -> AccountView:
    grant = await tx.grants.find(account.id)
    ends_at = grant.expires_at() if grant else None
    name = _POSTS[account.platform]
    spent = await tx.quotas.spent(name, _bucket_owner(account, name), now=now)
    counts = [await _count(tx, account.id, status) for status in _COUNTED]
    return AccountView(
        id=account.id,
        platform=account.platform,
        handle=account.handle,
        status=account.status,
        trouble=account.trouble,
        rehearsal=account.rehearsal,
        token_days_left=(ends_at - now).days if ends_at else None,
        posts_left=max(0, BUCKETS[name].most - spent),
        posts_most=BUCKETS[name].most,
        scheduled=counts[0],
        waiting=counts[1],
        held=counts[2],
        stopped=_reason(account.id, await tx.stops.stops()),
        connect_url=_reconnect(account, base_url),
    )


def _bucket_owner(account: Account, name: str) -> str:
    """As the platforms' clients count: an app's bucket is not the one of its rehearsal."""
    if BUCKETS[name].per is Per.ACCOUNT:
        return account.id
    return f"app:{account.platform}:{account.rehearsal}"


async def _count(tx: Transaction, account_id: AccountId, status: PublicationStatus) -> int:
    found = await tx.publications.recent(limit=_MOST_COUNTED, status=status, account_id=account_id)
    return len(found)


def _reason(account_id: AccountId, stops: Sequence[Stop]) -> str | None:
    return next((stop.reason for stop in stops if stop.covers(account_id)), None)


def _reconnect(account: Account, base_url: str) -> str | None:
    """Whose name and id had to be deleted comes back as a new account."""
    if account.status not in _CLOSED:
        return None
    is_erased = account.external_id == f"deleted:{account.id}"
    return connect_url(account.platform, base_url, account_id=None if is_erased else account.id)


def connect_url(platform: Platform, base_url: str, *, account_id: str | None = None) -> str:
    """Where a person begins to connect an account; with an id, the same one again."""
    again = f"?account_id={account_id}" if account_id else ""
    return f"{base_url.rstrip('/')}/oauth/{platform.value}/start{again}"


def told(view: AccountView, locale: Locale) -> str:
    parts = [say(f"account_status.{view.status}", locale)]
    if view.trouble:
        parts.append(code_words(view.trouble, locale))
    days = view.token_days_left
    if days is not None:
        key = "account_health.token_ending" if days <= _ENDING_SOON else "account_health.token"
        parts.append(say(key, locale, count=max(days, 0)))
    parts.append(say("account_health.posts", locale, left=view.posts_left, most=view.posts_most))
    for name in ("scheduled", "waiting", "held"):
        count = getattr(view, name)
        if count:
            parts.append(say(f"account_health.{name}", locale, count=count))
    if view.stopped is not None:
        parts.append(
            say("account_health.stopped", locale, reason=why_stopped(view.stopped, locale))
        )
    line = say(
        "account_health.line",
        locale,
        handle=view.handle,
        platform=view.platform.label,
        rehearsal=rehearsal_mark(view.rehearsal, locale),
        health="; ".join(parts),
    )
    if view.connect_url is None:
        return line
    return f"{line}\n  {say('account_health.reconnect', locale, url=view.connect_url)}"
