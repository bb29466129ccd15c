"""The pages where people watch what was "published"; plain HTML, no scripts."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from domain.texts import Locale
from integrations.rehearsal.texts import locale_of
from integrations.rehearsal.youtube import html
from integrations.rehearsal.youtube.library import Video
from integrations.rehearsal.youtube.stage import Here, Stage

STYLE: Final = Path(__file__).with_name("style.css")
SAFE: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; media-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}

router = APIRouter()


@router.get("/")
async def show_all(request: Request, stage: Here) -> HTMLResponse:
    page = html.listing(stage.library.videos(), locale=_locale(request), now=stage.clock.now())
    return HTMLResponse(page, headers=SAFE)


@router.get("/watch")
async def watch(request: Request, stage: Here) -> HTMLResponse:
    locale = _locale(request)
    video = _find(stage, request.query_params.get("v", ""))
    if video is None:
        return HTMLResponse(html.missing(locale=locale), status_code=404, headers=SAFE)
    video.views += 1
    stage.library.save(video)
    page = html.watching(video, locale=locale, now=stage.clock.now())
    return HTMLResponse(page, headers=SAFE)


@router.get("/media/{video_id}")
async def media(video_id: str, request: Request, stage: Here) -> Response:
    """The bytes as they were uploaded; parts of them when Range asks for parts."""
    video = _find(stage, video_id)
    if video is None:
        return HTMLResponse(html.missing(locale=_locale(request)), status_code=404, headers=SAFE)
    return FileResponse(
        video.path, media_type="video/mp4", headers={"X-Content-Type-Options": "nosniff"}
    )


@router.get("/style.css")
async def style() -> FileResponse:
    return FileResponse(STYLE, media_type="text/css")


def _find(stage: Stage, video_id: str) -> Video | None:
    try:
        return stage.library.video(video_id)
    except KeyError:
        return None


def _locale(request: Request) -> Locale:
    """What the link asked for, else what the browser prefers."""
    asked = request.query_params.get("lang")
    if asked in (Locale.EN, Locale.ES):
        return Locale(asked)
    return locale_of(request.headers.get("Accept-Language", ""))
