"""The pages where people watch what was "published"."""

from collections.abc import Sequence
from html import escape
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from integrations.rehearsal import html
from integrations.rehearsal.html import Frame
from integrations.rehearsal.instagram.media import Medium, Standing, id_of
from integrations.rehearsal.instagram.stage import Here, Stage

NAME: Final = "Instagram"

router = APIRouter()


@router.get("/")
async def show_all(request: Request, stage: Here) -> HTMLResponse:
    frame = html.frame_of(request, NAME)
    shown = [one for one in stage.shelf.all_media() if one.standing is Standing.SHOWN]
    cards = (_card(frame, one, stage) for one in shown)
    content = html.head(frame, count=len(shown)) + html.grid(frame, cards)
    return html.answer(frame.page(content, title=NAME))


@router.get("/reel/{shortcode}/")
async def show_reel(shortcode: str, request: Request, stage: Here) -> HTMLResponse:
    frame = html.frame_of(request, NAME)
    medium = _find(stage, shortcode)
    if medium is None:
        return html.missing(frame)
    stage.audience.looked(medium.id)
    handle = escape(f"@{_handle(stage, medium)}")
    content = (
        f'<p class="back">← {html.back(frame)}</p>'
        f'<article class="watch">{_player(frame, medium)}<div>'
        f"<h1>{handle}</h1><p>{_privacy(frame)} {_views(frame, stage, medium)}</p>"
        f'<p class="description">{escape(medium.caption)}</p>'
        f"{html.details(_rows(frame, medium))}</div></article>"
    )
    return html.answer(frame.page(content, title=f"@{_handle(stage, medium)}"))


@router.get("/media/{shortcode}")
async def media(shortcode: str, request: Request, stage: Here) -> Response:
    """The bytes as they came; parts of them when Range asks for parts."""
    medium = _find(stage, shortcode)
    if medium is None:
        return html.missing(html.frame_of(request, NAME))
    return _file(stage, medium, "video/mp4", suffix=".mp4")


@router.get("/cover/{shortcode}")
async def cover(shortcode: str, request: Request, stage: Here) -> Response:
    medium = _find(stage, shortcode)
    if medium is None or "cover_url" not in medium.options:
        return html.missing(html.frame_of(request, NAME))
    return _file(stage, medium, "image/jpeg", suffix=".jpg")


def _file(stage: Stage, medium: Medium, kind: str, *, suffix: str) -> FileResponse:
    path = stage.shelf.path(medium).with_suffix(suffix)
    return FileResponse(path, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})


def _find(stage: Stage, shortcode: str) -> Medium | None:
    """What anybody can see."""
    try:
        medium = stage.shelf.medium(id_of(shortcode))
    except (KeyError, ValueError):
        return None
    return medium if medium.standing is Standing.SHOWN else None


def _card(frame: Frame, medium: Medium, stage: Stage) -> str:
    link = frame.link(f"/reel/{medium.shortcode}/")
    words = medium.caption.partition("\n")[0] or medium.shortcode
    return (
        f'<li>{_player(frame, medium)}<h2><a href="{link}">{escape(words)}</a></h2>'
        f"<p>@{escape(_handle(stage, medium))} {html.moment(medium.published_at)}</p></li>"
    )


def _player(frame: Frame, medium: Medium) -> str:
    label = medium.caption or medium.shortcode
    return html.player(frame.file(f"/media/{medium.shortcode}"), label=label)


def _handle(stage: Stage, medium: Medium) -> str:
    return stage.accounts.get(medium.account).username


def _privacy(frame: Frame) -> str:
    return f'<span class="privacy public">{frame.say("privacy.public")}</span>'


def _views(frame: Frame, stage: Stage, medium: Medium) -> str:
    count = stage.audience.of(medium.id)["views"]
    return f'<span class="views">{frame.say("views", count=count)}</span>'


def _rows(frame: Frame, medium: Medium) -> Sequence[tuple[str, str]]:
    return (
        (frame.say("published_at"), html.moment(medium.published_at)),
        (frame.say("size"), html.megabytes(medium.size_bytes, frame.locale)),
        (frame.say("id"), html.code(medium.id)),
        ("SHA-256", html.code(medium.sha256)),
    )
