"""Puts the rehearsal of TikTok together as one ASGI app."""

from pathlib import Path

from fastapi import FastAPI

from integrations.rehearsal import html
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.tiktok import (
    control,
    following,
    oauth,
    pages,
    publishing,
    reading,
    uploads,
)
from integrations.rehearsal.tiktok.creators import Creators
from integrations.rehearsal.tiktok.desk import Desk
from integrations.rehearsal.tiktok.errors import ApiError, answer_error
from integrations.rehearsal.tiktok.limits import Limits
from integrations.rehearsal.tiktok.receiving import recover
from integrations.rehearsal.tiktok.stage import Stage
from integrations.rehearsal.tiktok.tasks import Tasks


def create_app(folder: Path, *, ground: Ground) -> FastAPI:
    """``folder`` keeps everything, so that the same folder goes on where it stopped.

    Terms: ``audited``, ``posts_per_day``, ``pending_shares``, ``users_per_day``, ``processing_s``,
    ``moderation_s``, ``verified_domain``, and ``<call>_per_minute``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    app = FastAPI(title="TikTok rehearsal", docs_url=None, redoc_url=None, openapi_url=None)
    creators, tasks = (
        Creators(folder / "creators.json"),
        Tasks(folder, is_durable=not ground.lifted),
    )
    stage = app.state.stage = Stage(
        ground=ground,
        creators=creators,
        tasks=tasks,
        desk=Desk(folder, ground, tasks, creators),
        limits=Limits(ground),
    )
    recover(stage)
    for part in (publishing, uploads, following, reading, control, html, pages):
        app.include_router(part.router)
    app.include_router(oauth.router(ground))
    app.add_exception_handler(ApiError, answer_error)
    app.add_exception_handler(uploads.UploadError, uploads.answer_upload_error)
    return app
