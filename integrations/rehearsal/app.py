"""The three rehearsed platforms as one ASGI app: each is mounted under its own name."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from domain.platforms import Platform
from domain.ports.world import Clock
from integrations.rehearsal import html, index
from integrations.rehearsal.callbacks import FindCallback, Outbox
from integrations.rehearsal.connections import Connections
from integrations.rehearsal.faults import FaultScript
from integrations.rehearsal.grants import Grants
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram.app import create_app as create_instagram
from integrations.rehearsal.stage import install
from integrations.rehearsal.tiktok.app import create_app as create_tiktok
from integrations.rehearsal.youtube.app import create_app as create_youtube

_DAY_S: Final = 24 * 3600
_CREATE: Final[Mapping[Platform, Callable[..., FastAPI]]] = {
    Platform.INSTAGRAM: create_instagram,
    Platform.TIKTOK: create_tiktok,
    Platform.YOUTUBE: create_youtube,
}
_NO_TERMS: Final[Mapping[Platform, Mapping[str, float]]] = {}


def create_rehearsal(
    folder: Path,
    *,
    clock: Clock,
    connections: Connections,
    find_callback: FindCallback,
    terms: Mapping[Platform, Mapping[str, float]] = _NO_TERMS,
    lifted: bool = False,
) -> FastAPI:
    """``folder`` keeps everything, so that the same folder goes on where it stopped. Webhooks go
    out for as long as the app's lifespan."""
    folder.mkdir(parents=True, exist_ok=True)
    outboxes: list[Outbox] = []
    app = FastAPI(
        title="Rehearsal",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lambda _: _all_delivering(outboxes),
    )
    app.include_router(html.router)
    app.include_router(index.router)
    app.state.truths = {platform: folder / platform / "truth.jsonl" for platform in Platform}
    for platform, create in _CREATE.items():
        faults = FaultScript()
        outbox = Outbox(clock=clock, faults=faults, find_callback=find_callback)
        ground = Ground(
            clock=clock,
            connections=connections,
            callbacks=outbox,
            grants=_grants(platform, folder / platform / "grants.json", clock),
            faults=faults,
            terms=terms.get(platform, {}),
            lifted=lifted,
        )
        mounted = create(folder / platform, ground=ground)
        install(mounted, ground)
        app.mount(f"/{platform}", mounted)
        outboxes.append(outbox)
    return app


def _grants(platform: Platform, path: Path, clock: Clock) -> Grants:
    """What each platform's tokens live: Instagram's are renewed themselves, TikTok's refresh
    tokens rotate, Google's last until they are revoked."""
    match platform:
        case Platform.INSTAGRAM:
            return Grants(
                path,
                clock=clock,
                life_s=60 * _DAY_S,
                refresh_life_s=60 * _DAY_S,
                scopes=_SCOPES[platform],
            )
        case Platform.TIKTOK:
            return Grants(
                path,
                clock=clock,
                life_s=7200,
                refresh_life_s=180 * _DAY_S,
                prefixes=("act.", "rft."),
                scopes=_SCOPES[platform],
            )
        case Platform.YOUTUBE:
            return Grants(
                path,
                clock=clock,
                life_s=3599,
                refresh_life_s=100 * 365 * _DAY_S,
                prefixes=("ya29.", "1//"),
                scopes=_SCOPES[platform],
            )


_SCOPES: Final[Mapping[Platform, tuple[str, ...]]] = {
    Platform.INSTAGRAM: (
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_business_manage_insights",
        "instagram_basic",
        "instagram_content_publish",
        "instagram_manage_insights",
        "pages_read_engagement",
        "pages_show_list",
    ),
    Platform.TIKTOK: (
        "user.info.basic",
        "user.info.profile",
        "user.info.stats",
        "video.list",
        "video.publish",
        "video.upload",
    ),
    Platform.YOUTUBE: (
        "https://www.googleapis.com/auth/youtube",
        "https://www.googleapis.com/auth/youtube.readonly",
        "https://www.googleapis.com/auth/youtube.upload",
    ),
}
"""What the accounts that come with the rehearsal granted: all that is ever asked for."""


@asynccontextmanager
async def _all_delivering(outboxes: list[Outbox]) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for outbox in outboxes:
            await stack.enter_async_context(outbox.delivering())
        yield
