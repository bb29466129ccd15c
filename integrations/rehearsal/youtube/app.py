"""Puts the rehearsal of YouTube together as one ASGI app."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from domain.ports.world import Clock
from integrations.rehearsal.connections import Connections, Cut
from integrations.rehearsal.youtube import channel, control, pages, uploads, videos
from integrations.rehearsal.youtube.errors import ApiError, answer_error
from integrations.rehearsal.youtube.library import Library
from integrations.rehearsal.youtube.quota import AMOUNTS, Bucket, Quota
from integrations.rehearsal.youtube.stage import Page, Stage, answer_cut, answer_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the real platform decides: how much a project may upload, how long videos take."""

    uploads_per_day: int = AMOUNTS[Bucket.UPLOADS]
    processing_s: float = 3.0


USUAL: Final = Terms()


def create_app(
    folder: Path,
    *,
    clock: Clock,
    connections: Connections,
    terms: Terms = USUAL,
) -> FastAPI:
    """``folder`` keeps everything, so that the same folder goes on where it stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    app = FastAPI(title="YouTube rehearsal", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.stage = Stage(
        clock=clock,
        library=Library(folder, clock=clock),
        quota=Quota(folder / "quota.json", clock, uploads_per_day=terms.uploads_per_day),
        processing_s=terms.processing_s,
        connections=connections,
    )
    for part in (uploads, videos, channel, control, pages):
        app.include_router(part.router)
    app.add_exception_handler(ApiError, answer_error)
    app.add_exception_handler(Page, answer_page)
    app.add_exception_handler(Cut, answer_cut)
    return app
