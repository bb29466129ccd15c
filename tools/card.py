"""What a person is asked to say yes to, written from the exact order and nothing else."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.platforms import Platform
from domain.publication import HASHTAG, description_of, title_of
from domain.texts import Locale, say
from domain.texts.forms import listing, seconds, timecode, when
from domain.timing import missed
from tools.orders import Exact
from tools.outgoing import rehearsal_mark

HASHTAGS_SHOWN: Final = 5
"""Instagram is reported to show no more since 2026, though its API takes thirty."""
_SHA256_SHOWN: Final = 12
_DECLARED: Final = ("ai_generated", "paid_partnership", "own_brand", "made_for_kids")
_ALLOWED: Final = ("allow_comments", "allow_duet", "allow_stitch")


def card(exact: Exact, locale: Locale) -> str:
    lines = (_what(exact, locale), *_details(exact, locale), *_rules(exact, locale))
    return "\n".join(line for line in lines if line)


_TURNING: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))
"""Characters that turn the direction of text: in a caption they could dress up the whole card."""


def set_in(text: str) -> str:
    """Somebody's words, so that nobody takes them for ours: further lines are set in."""
    return text.translate(_TURNING).replace("\n", "\n    ")


def due(exact: Exact, locale: Locale) -> str:
    """In the team's zone, and in UTC where that differs; with the year unless it is this one."""
    here, at = ZoneInfo(exact.zone), exact.window.opens_at
    told = when(at, here, locale, year=exact.year)
    if at.astimezone(here).utcoffset():
        utc = when(at, ZoneInfo("UTC"), locale, year=exact.year)
        return say("card.both_zones", locale, when=told, zone=exact.zone, utc=utc)
    return say("card.one_zone", locale, when=told)


def in_the_way(exact: Exact, locale: Locale) -> Iterator[str]:
    """That nothing goes out at its time, and what becomes of it."""
    if exact.free_at is None:
        return
    late = missed(exact.window, now=exact.free_at)
    key = f"card.blackout_{late}" if late else "card.blackout"
    if exact.choices.on_platform:
        key = "card.blackout_there"
    at = when(exact.free_at, ZoneInfo(exact.zone), locale, year=exact.year)
    yield say(key, locale, when=at)


def _what(exact: Exact, locale: Locale) -> str:
    kind = "inbox" if exact.choices.inbox else "ask"
    return say(
        f"publications.{kind}_later" if exact.window.wall_time else f"publications.{kind}_now",
        locale,
        number=exact.clip_number,
        length=seconds(exact.duration_ms, locale),
        video=exact.video_title,
        platform=exact.platform.label,
        rehearsal=rehearsal_mark(exact.rehearsal, locale),
        account=exact.account_handle,
        when=due(exact, locale),
    )


def _details(exact: Exact, locale: Locale) -> Iterator[str]:
    choices = exact.choices
    yield from _clock_change(exact, locale)
    yield from in_the_way(exact, locale)
    if choices.inbox:
        yield say("card.inbox", locale, account=exact.account_handle)
    else:
        privacy = say(f"privacy.{exact.privacy}", locale)
        yield say("card.privacy", locale, privacy=privacy)
    yield from _words(exact, locale)
    declared = [say(f"choice.{one}", locale) for one in _DECLARED if getattr(choices, one)]
    key = "card.declared" if declared else "card.nothing_declared"
    yield say(key, locale, who=exact.declared_by, choices=listing(declared, locale))
    if choices.cover_ms is not None:
        yield say("card.cover", locale, place=timecode(choices.cover_ms))
    yield say("card.file", locale, sha256=exact.medium.sha256[:_SHA256_SHOWN])


def _clock_change(exact: Exact, locale: Locale) -> Iterator[str]:
    """That the clocks skip the time that was said, or show it twice, and what is meant then."""
    window, here = exact.window, ZoneInfo(exact.zone)
    if window.wall_time is None:
        return
    local = window.opens_at.astimezone(here)
    wall = datetime.fromisoformat(window.wall_time)
    if local.replace(tzinfo=None, second=0, microsecond=0) != wall.replace(second=0):
        yield say("card.skipped", locale, wall=f"{wall:%H:%M}", time=f"{local:%H:%M}")
    elif local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        yield say("card.second" if local.fold else "card.first", locale, wall=f"{wall:%H:%M}")


def _words(exact: Exact, locale: Locale) -> Iterator[str]:
    if exact.platform is not Platform.YOUTUBE:
        key = "card.copy" if exact.choices.inbox else "card.text"
        yield say(key, locale, text=set_in(exact.caption))
        tags = len(HASHTAG.findall(exact.caption))
        if exact.platform is Platform.INSTAGRAM and tags > HASHTAGS_SHOWN:
            yield say("card.hashtags", locale, tags=tags, most=HASHTAGS_SHOWN)
        return
    description = description_of(exact.caption)
    yield say("card.title", locale, text=set_in(title_of(exact.caption)))
    if description:
        yield say("card.description", locale, text=set_in(description))


def _rules(exact: Exact, locale: Locale) -> Iterator[str]:
    if exact.choices.on_platform:
        yield say("card.on_platform", locale)
    if exact.window.wall_time:
        yield say(f"card.late.{exact.window.misfire}", locale)
    if exact.platform is Platform.TIKTOK and not exact.choices.inbox:
        yield from _tiktok(exact, locale)


def _tiktok(exact: Exact, locale: Locale) -> Iterator[str]:
    """What TikTok's sharing guidelines want to be seen before a post: whose account it is, what
    is allowed, the label that comes of what was declared, and the consent. What goes to the inbox
    is posted, and agreed to, by the person in the app."""
    choices = exact.choices
    yield say("card.creator", locale, account=exact.account_handle)
    allowed = [say(f"choice.{one}", locale) for one in _ALLOWED if getattr(choices, one)]
    key = "card.allowed" if allowed else "card.nothing_allowed"
    yield say(key, locale, choices=listing(allowed, locale))
    if choices.paid_partnership:
        yield say("card.label_paid", locale)
    elif choices.own_brand:
        yield say("card.label_own", locale)
    yield say("card.consent_branded" if choices.paid_partnership else "card.consent", locale)
