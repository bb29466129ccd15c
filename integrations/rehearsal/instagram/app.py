"""Puts the rehearsal of Instagram together as one ASGI app."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from integrations.rehearsal import html
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram import (
    control,
    creating,
    hands,
    insights,
    oauth,
    pages,
    publishing,
    reading,
    uploading,
)
from integrations.rehearsal.instagram.accounts import Accounts
from integrations.rehearsal.instagram.audience import Audience
from integrations.rehearsal.instagram.errors import GraphError
from integrations.rehearsal.instagram.fetching import Fetching
from integrations.rehearsal.instagram.hooks import Hooks
from integrations.rehearsal.instagram.shelf import Shelf
from integrations.rehearsal.instagram.stage import Stage, answer_error
from integrations.rehearsal.instagram.uploading import UploadError, answer_upload_error
from integrations.rehearsal.instagram.usage import Usage

nowhere = APIRouter()


def create_app(folder: Path, *, ground: Ground) -> FastAPI:
    """``folder`` keeps everything, so that the same folder goes on where it stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    app = FastAPI(title="Instagram rehearsal", docs_url=None, redoc_url=None, openapi_url=None)
    shelf = Shelf(folder, clock=ground.clock, durable=not ground.lifted)
    app.state.stage = Stage(
        ground=ground,
        shelf=shelf,
        accounts=Accounts(folder / "accounts.json"),
        usage=Usage(ground),
        fetching=Fetching(ground, shelf),
        audience=Audience(folder / "audience"),
        hooks=Hooks(ground),
    )
    for part in (control, hands, html, pages, uploading):
        app.include_router(part.router)
    app.include_router(oauth.router(ground))
    for host in ("/graph", "/facebook"):
        for part in (creating, publishing, insights, reading):
            app.include_router(part.router, prefix=host + "/{version}")
        app.include_router(nowhere, prefix=host)
    app.add_exception_handler(GraphError, answer_error)
    app.add_exception_handler(UploadError, answer_upload_error)
    return app


@nowhere.api_route("/{path:path}", methods=["GET", "POST", "DELETE"])
async def say_that_nothing_is_here(path: str, request: Request) -> Response:
    raise GraphError(2500, None, f"Unknown path components: /{path}")
