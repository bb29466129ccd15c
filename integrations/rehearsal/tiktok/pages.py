"""The pages where people watch what was "published", and the inbox of the app."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from integrations.rehearsal.html import Frame, answer, frame_of, missing
from integrations.rehearsal.texts import say
from integrations.rehearsal.tiktok import views
from integrations.rehearsal.tiktok.inbox import NotThere, post_from_inbox
from integrations.rehearsal.tiktok.stage import Here, Stage
from integrations.rehearsal.tiktok.tasks import Standing

NAME: Final = "TikTok"
MOST_FORM_BYTES: Final = 64_000

router = APIRouter()


@router.get("/")
async def show_all(request: Request, stage: Here) -> HTMLResponse:
    frame = _frame(request, stage)
    there = [pair for pair in stage.desk.posts if pair[1].standing is not Standing.REMOVED]
    return answer(views.listing(frame, there, stage.creators, waiting=len(stage.desk.waiting())))


@router.get("/@{handle}/video/{post_id}")
async def show_post(post_id: str, request: Request, stage: Here) -> HTMLResponse:
    frame = _frame(request, stage)
    try:
        task, post = stage.desk.posts.get(post_id)
    except KeyError:
        return missing(frame)
    if post.standing is Standing.REMOVED:
        return missing(frame)
    stage.desk.seen(task, post)
    return answer(views.watching(frame, task, post, stage.creators.get(task.account)))


@router.get("/inbox")
async def show_inbox(request: Request, stage: Here) -> HTMLResponse:
    frame = _frame(request, stage)
    return answer(views.inbox(frame, stage.desk.waiting(), stage.creators))


@router.post("/inbox/{publish_id}")
async def post_it(publish_id: str, request: Request, stage: Here) -> Response:
    """The button of the inbox; only from our own page."""
    frame = _frame(request, stage)
    if urlsplit(request.headers.get("Origin", "")).netloc != request.headers.get("Host"):
        return answer(_refused(frame, "inbox.elsewhere"), 403)
    body = await request.body()
    form = parse_qs(body[:MOST_FORM_BYTES].decode("utf-8", "replace"))
    try:
        post_from_inbox(stage, publish_id, caption=form.get("caption", [""])[0], privacy=None)
    except NotThere as refused:
        return answer(_refused(frame, "inbox.gone"), refused.status)
    return RedirectResponse(frame.address("/"), status_code=303)


@router.get("/media/{number}")
async def media(number: str, request: Request, stage: Here) -> Response:
    """The bytes as they were uploaded; parts of them when Range asks for parts."""
    try:
        task = stage.tasks.numbered(number)
    except KeyError:
        return missing(frame_of(request, NAME))
    if not task.posts and task.delivered_at is None:
        return missing(frame_of(request, NAME))
    return FileResponse(
        stage.tasks.media(task),
        media_type="video/mp4",
        headers={"X-Content-Type-Options": "nosniff"},
    )


def _frame(request: Request, stage: Stage) -> Frame:
    stage.desk.advance_all()
    return frame_of(request, NAME)


def _refused(frame: Frame, key: str) -> str:
    content = f'<section class="empty"><h2>{frame.say(key)}</h2></section>'
    return frame.page(content, title=say(key, frame.locale))
