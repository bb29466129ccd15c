"""What a person is asked to say yes to, written from the exact order and nothing else."""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from domain.platforms import Platform
from domain.publication import HASHTAG, Window, description_of, title_of
from domain.texts import Locale, say
from domain.texts.forms import listing, seconds, timecode, when
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


def due(window: Window, zone: str, locale: Locale) -> str:
    """In the team's zone, and in UTC where that differs."""
    here = ZoneInfo(zone)
    told = when(window.opens_at, here, locale)
    if window.opens_at.astimezone(here).utcoffset():
        utc = when(window.opens_at, ZoneInfo("UTC"), locale)
        return say("card.both_zones", locale, when=told, zone=zone, utc=utc)
    return say("card.one_zone", locale, when=told)


def _what(exact: Exact, locale: Locale) -> str:
    return say(
        "publications.ask_later" if exact.window.wall_time else "publications.ask_now",
        locale,
        number=exact.clip_number,
        length=seconds(exact.duration_ms, locale),
        video=exact.video_title,
        platform=exact.platform.label,
        rehearsal=rehearsal_mark(exact.rehearsal, locale),
        account=exact.account_handle,
        when=due(exact.window, exact.zone, locale),
    )


def _details(exact: Exact, locale: Locale) -> Iterator[str]:
    choices = exact.choices
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


def _words(exact: Exact, locale: Locale) -> Iterator[str]:
    if exact.platform is not Platform.YOUTUBE:
        yield say("card.text", locale, text=exact.caption)
        tags = len(HASHTAG.findall(exact.caption))
        if exact.platform is Platform.INSTAGRAM and tags > HASHTAGS_SHOWN:
            yield say("card.hashtags", locale, tags=tags, most=HASHTAGS_SHOWN)
        return
    description = description_of(exact.caption)
    yield say("card.title", locale, text=title_of(exact.caption))
    if description:
        yield say("card.description", locale, text=description)


def _rules(exact: Exact, locale: Locale) -> Iterator[str]:
    if exact.choices.on_platform:
        yield say("card.on_platform", locale)
    if exact.window.wall_time:
        yield say(f"card.late.{exact.window.misfire}", locale)
    if exact.platform is Platform.TIKTOK:
        yield from _tiktok(exact, locale)


def _tiktok(exact: Exact, locale: Locale) -> Iterator[str]:
    """What TikTok's sharing guidelines want to be seen before a post: whose account it is, what
    is allowed, the label that comes of what was declared, and the consent."""
    choices = exact.choices
    yield say("card.creator", locale, account=exact.account_handle)
    if not choices.inbox:
        allowed = [say(f"choice.{one}", locale) for one in _ALLOWED if getattr(choices, one)]
        key = "card.allowed" if allowed else "card.nothing_allowed"
        yield say(key, locale, choices=listing(allowed, locale))
    if choices.paid_partnership:
        yield say("card.label_paid", locale)
    elif choices.own_brand:
        yield say("card.label_own", locale)
    yield say("card.consent_branded" if choices.paid_partnership else "card.consent", locale)
