"""Puts the rehearsal of YouTube together as one ASGI app, which may be mounted anywhere."""

from pathlib import Path

from fastapi import FastAPI

from integrations.rehearsal import html
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.stage import install
from integrations.rehearsal.youtube import (
    channel,
    control,
    hub,
    oauth,
    pages,
    thumbnails,
    uploads,
    videos,
)
from integrations.rehearsal.youtube.errors import ApiError, answer_error
from integrations.rehearsal.youtube.library import Library
from integrations.rehearsal.youtube.quota import Quota
from integrations.rehearsal.youtube.stage import Stage


def create_app(folder: Path, *, ground: Ground) -> FastAPI:
    """``folder`` keeps everything, so that the same folder goes on where it stopped.

    Terms: ``uploads_per_day``, ``units_per_day``, ``stats_per_day``, ``processing_s``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    app = FastAPI(title="YouTube rehearsal", docs_url=None, redoc_url=None, openapi_url=None)
    library = Library(folder, clock=ground.clock, is_durable=not ground.lifted)
    quota = Quota(folder / "quota.json", ground)
    app.state.stage = Stage(ground=ground, library=library, quota=quota)
    for part in (uploads, thumbnails, videos, channel, control, pages, html):
        app.include_router(part.router)
    app.include_router(oauth.router(ground))
    subscriptions = hub.Hub(folder / "hub.json", ground, truth=library.truth)
    app.include_router(hub.router(subscriptions, ground))
    install(app, ground)
    app.add_exception_handler(ApiError, answer_error)
    return app
