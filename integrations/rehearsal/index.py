"""The first page of the rehearsal: which platforms there are, and how many posts each has."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from domain.platforms import Platform
from integrations.rehearsal.html import Frame, answer, frame_of
from integrations.rehearsal.texts import say
from integrations.rehearsal.truth import count_posts

router = APIRouter()


@router.get("/")
async def show_platforms(request: Request) -> HTMLResponse:
    truths: Mapping[Platform, Path] = request.app.state.truths
    first = frame_of(request, "")
    frame = frame_of(request, say("index.platforms", first.locale))
    rows = "".join(_row(frame, platform, count_posts(path)) for platform, path in truths.items())
    content = f'<div class="head"><h1>{frame.say("index.title")}</h1></div><dl>{rows}</dl>'
    return answer(frame.page(content, title=say("index.title", frame.locale)))


def _row(frame: Frame, platform: Platform, count: int) -> str:
    link = f'<a href="{frame.link(f"/{platform}/")}">{escape(platform.label)}</a>'
    return f"<dt>{link}</dt><dd>{frame.say('index.posts', count=count)}</dd>"
