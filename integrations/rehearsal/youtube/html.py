"""The HTML of the rehearsal's pages. Everything that came from outside is escaped."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from domain.texts import Locale
from integrations.rehearsal.texts import say
from integrations.rehearsal.youtube.library import Video


def listing(videos: Sequence[Video], *, locale: Locale, now: datetime) -> str:
    if videos:
        cards = "".join(_card(video, locale=locale, now=now) for video in videos)
        content = f'<ul class="grid">{cards}</ul>'
    else:
        content = (
            f'<section class="empty"><h2>{_say("empty.title", locale)}</h2>'
            f"<p>{_say('empty.hint', locale)}</p></section>"
        )
    count = _say("count", locale, count=len(videos)) if videos else ""
    head = f'<div class="head"><h1>{_say("title", locale)}</h1><p>{count}</p></div>'
    return _page(head + content, title=say("title", locale), locale=locale, here="/")


def watching(video: Video, *, locale: Locale, now: datetime) -> str:
    tags = ", ".join(video.resource["snippet"].get("tags", []))
    rows = (
        ("published_at", _time(video)),
        ("size", _size(video, locale)),
        ("tags", escape(tags) or "–"),
        ("id", f"<code>{escape(video.id)}</code>"),
        ("SHA-256", f"<code>{escape(video.sha256)}</code>"),
    )
    details = "".join(f"<dt>{_label(key, locale)}</dt><dd>{value}</dd>" for key, value in rows)
    description = escape(video.resource["snippet"].get("description", ""))
    content = (
        f'<p class="back">← {_back(locale)}</p>'
        f'<article class="watch">{_player(video)}<div><h1>{escape(video.title)}</h1>'
        f"<p>{_privacy(video, locale=locale, now=now)} {_views(video, locale)}</p>"
        f'<p class="description">{description}</p><dl>{details}</dl></div></article>'
    )
    here = "/watch?" + urlencode({"v": video.id})
    return _page(content, title=video.title, locale=locale, here=here)


def missing(*, locale: Locale) -> str:
    sentence = _say("missing", locale)
    content = f'<section class="empty"><h2>{sentence}</h2><p>{_back(locale)}</p></section>'
    return _page(content, title=say("title", locale), locale=locale, here="/")


def _page(content: str, *, title: str, locale: Locale, here: str) -> str:
    other = Locale.EN if locale is Locale.ES else Locale.ES
    switch = here + ("&" if "?" in here else "?") + urlencode({"lang": other})
    badge = say("badge", locale)
    return f"""<!doctype html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · {escape(badge)}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><strong class="badge">{escape(badge)}</strong><p>{_say("notice", locale)}</p>
<a href="{escape(switch)}" lang="{other}" hreflang="{other}">{_say("other_language", locale)}</a>
</header>
<main>{content}</main>
</body>
</html>
"""


def _back(locale: Locale) -> str:
    return f'<a href="/?{urlencode({"lang": locale})}">{_say("back", locale)}</a>'


def _card(video: Video, *, locale: Locale, now: datetime) -> str:
    link = escape("/watch?" + urlencode({"v": video.id, "lang": locale}))
    return (
        f'<li>{_player(video)}<h2><a href="{link}">{escape(video.title)}</a></h2>'
        f"<p>{_privacy(video, locale=locale, now=now)} {_time(video)}</p></li>"
    )


def _player(video: Video) -> str:
    source = escape(f"/media/{video.id}")
    return (
        f'<video src="{source}#t=0.1" controls playsinline preload="metadata"'
        f' aria-label="{escape(video.title)}"></video>'
    )


def _privacy(video: Video, *, locale: Locale, now: datetime) -> str:
    privacy = video.privacy(now)
    return f'<span class="privacy {privacy}">{_say(f"privacy.{privacy}", locale)}</span>'


def _views(video: Video, locale: Locale) -> str:
    return f'<span class="views">{_say("views", locale, count=video.views)}</span>'


def _time(video: Video) -> str:
    at = video.published_at
    return f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M} UTC</time>'


def _size(video: Video, locale: Locale) -> str:
    text = f"{video.size_bytes / 10**6:.1f} MB"
    return text.replace(".", ",") if locale is Locale.ES else text


def _label(key: str, locale: Locale) -> str:
    return key if key == "SHA-256" else _say(key, locale)


def _say(key: str, locale: Locale, **values: object) -> str:
    return escape(say(key, locale, **values))
