"""The frame and the pieces of every rehearsal page: plain HTML, no scripts, all of it escaped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse

from domain.texts import Locale
from integrations.rehearsal.texts import locale_of, say

STYLE: Final = Path(__file__).with_name("style.css")
SAFE: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " media-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}

router = APIRouter()


@router.get("/style.css")
async def style() -> FileResponse:
    return FileResponse(STYLE, media_type="text/css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all pages of one visit share. ``platform`` is its name for people, ``root`` the path
    that its app is mounted at, ``query`` what this page was asked with."""

    platform: str
    locale: Locale
    root: str
    query: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Escaped."""
        return escape(say(key, self.locale, platform=self.platform, **values))

    def address(self, path: str, **query: str) -> str:
        """Where another page of this app is, in the same language. Not escaped."""
        return f"{self.root}{path}?{urlencode({**query, 'lang': self.locale})}"

    def link(self, path: str, **query: str) -> str:
        """The same, escaped."""
        return escape(self.address(path, **query))

    def file(self, path: str) -> str:
        """Where a file of this app is. Escaped."""
        return escape(self.root + path)

    def page(self, content: str, *, title: str) -> str:
        other = Locale.EN if self.locale is Locale.ES else Locale.ES
        switch = escape("?" + urlencode({**self.query, "lang": other}))
        badge = self.say("badge")
        return f"""<!doctype html>
<html lang="{self.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · {badge}</title>
<link rel="stylesheet" href="{self.file("/style.css")}">
</head>
<body>
<header><strong class="badge">{badge}</strong><p>{self.say("frame.notice")}</p>
<a href="{switch}" lang="{other}" hreflang="{other}">{self.say("other_language")}</a>
</header>
<main>{content}</main>
</body>
</html>
"""


def frame_of(request: Request, platform: str) -> Frame:
    """In the language that the link asked for, else the one that the browser prefers."""
    asked = request.query_params.get("lang", "")
    known = asked in (Locale.EN, Locale.ES)
    locale = Locale(asked) if known else locale_of(request.headers.get("Accept-Language", ""))
    root = str(request.scope.get("root_path", ""))
    return Frame(platform=platform, locale=locale, root=root, query=dict(request.query_params))


def answer(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status_code=status, headers=dict(SAFE))


def head(frame: Frame, *, count: int) -> str:
    told = frame.say("count", count=count) if count else ""
    return f'<div class="head"><h1>{frame.say("frame.title")}</h1><p>{told}</p></div>'


def grid(frame: Frame, cards: Iterable[str]) -> str:
    """Each card is a whole ``li``. Without any, the page says that nothing was published yet."""
    shown = "".join(cards)
    if shown:
        return f'<ul class="grid">{shown}</ul>'
    return (
        f'<section class="empty"><h2>{frame.say("empty.title")}</h2>'
        f"<p>{frame.say('empty.hint')}</p></section>"
    )


def missing(frame: Frame) -> HTMLResponse:
    title = say("missing", frame.locale)
    content = f'<section class="empty"><h2>{escape(title)}</h2><p>{back(frame)}</p></section>'
    return answer(frame.page(content, title=title), 404)


def back(frame: Frame) -> str:
    return f'<a href="{frame.link("/")}">{frame.say("back")}</a>'


def player(source: str, *, label: str) -> str:
    """``source`` is escaped already, ``label`` is not."""
    return (
        f'<video src="{source}#t=0.1" controls playsinline preload="metadata"'
        f' aria-label="{escape(label)}"></video>'
    )


def details(rows: Iterable[tuple[str, str]]) -> str:
    """Both sides of a row are escaped already."""
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in rows)}</dl>"


def code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def moment(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M} UTC</time>'


def megabytes(size_bytes: int, locale: Locale) -> str:
    text = f"{size_bytes / 10**6:.1f} MB"
    return text.replace(".", ",") if locale is Locale.ES else text
