"""The HTTP application: the routers, and what stands around them."""

from typing import Final

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware

from agent.run import Conversation
from entrypoints.http import (
    accounts,
    approvals,
    auth,
    campaigns,
    chat,
    clips,
    closing,
    farewells,
    jobs,
    ledger,
    links,
    oauth,
    problems,
    publications,
    stops,
    system,
    videos,
    webhooks,
)
from entrypoints.http.context import Api
from entrypoints.http.gate import Gate
from entrypoints.http.middleware import BodyLimit, Tracing
from entrypoints.http.pictures import Sheets
from entrypoints.http.readiness import ReadinessCheck
from entrypoints.http.throttle import Throttle
from entrypoints.http.tokens import AccessTokens
from entrypoints.wiring import Services

_ROUTERS: Final = (
    auth.router,
    chat.router,
    approvals.router,
    videos.router,
    jobs.router,
    clips.router,
    links.router,
    campaigns.router,
    publications.router,
    stops.router,
    accounts.router,
    ledger.router,
    system.router,
    webhooks.router,
    oauth.router,
    farewells.router,
)
_GUESSES: Final = 5
_KNOCKS: Final = 50


def build_app(services: Services, conversation: Conversation) -> FastAPI:
    # Its pages of documentation come from here, so that they open without the internet.
    app = FastAPIOffline(
        title="Stakazo",
        version="0.1.0",
        responses={"4XX": {"model": problems.Problem, "description": "Why not"}},
    )
    app.state.default_locale = services.settings.locale
    app.state.api = Api(
        services=services,
        conversation=conversation,
        tokens=AccessTokens(services.secret_keys),
        guesses=Throttle(limit=_GUESSES),
        knocks=Throttle(limit=_KNOCKS),
        readiness=ReadinessCheck(world=services.world, store=services.store),
        sheets=Sheets(services.media, services.store),
        gate=Gate(),
    )
    closing.install(app)
    problems.install(app)
    for router in _ROUTERS:
        app.include_router(router)
    _surround(app, services)
    return app


def _surround(app: FastAPI, services: Services) -> None:
    """Innermost first."""
    app.add_middleware(BodyLimit, larger={videos.UPLOAD_PATH: videos.MAX_UPLOAD_BYTES})
    if services.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(services.settings.cors_origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-ID"],
            expose_headers=["X-Request-ID", "Content-Range"],
        )
    app.add_middleware(
        Tracing,
        new_id=services.world.new_id,
        broken=problems.unexpected,
        cut_off=problems.cut_off,
    )
