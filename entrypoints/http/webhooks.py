"""Where the platforms call us. Nothing that comes in here is believed: it is kept, acknowledged
once it is kept, and makes us ask the platform itself.

The bound on a body's size stands around the whole application (``middleware.BodyLimit``).
"""

import hmac
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from domain.account import AccountStatus
from domain.platforms import Platform
from domain.usecases.receive_webhook import receive_webhook
from domain.usecases.reject_webhook import reject_webhook
from entrypoints.http.access import Public
from entrypoints.http.context import Api, Here
from entrypoints.wiring import Services
from integrations.webhooks import VERIFY, Keys
from integrations.webhooks.derived import hub_secrets, verify_tokens
from integrations.webhooks.youtube import channel_of

router = APIRouter(prefix="/webhook", include_in_schema=False, dependencies=[Public])

_MAX_CHALLENGE: Final = 1_000


@router.post("/instagram")
async def receive_instagram(request: Request, api: Here) -> Response:
    return await _receive(request, api, Platform.INSTAGRAM)


@router.post("/tiktok")
async def receive_tiktok(request: Request, api: Here) -> Response:
    return await _receive(request, api, Platform.TIKTOK)


@router.post("/youtube")
async def receive_youtube(request: Request, api: Here) -> Response:
    """WebSub wants 2xx for a bad signature too, so that nobody can try secrets out."""
    answer = await _receive(request, api, Platform.YOUTUBE)
    return Response() if answer.status_code == 401 else answer


@router.get("/instagram")
async def shake_hands_instagram(request: Request, api: Here) -> Response:
    query = request.query_params
    if query.get("hub.mode") != "subscribe" or not _knows_token(request, api, Platform.INSTAGRAM):
        return Response(status_code=403)
    return _challenge(request)


@router.get("/youtube")
async def shake_hands_youtube(request: Request, api: Here) -> Response:
    """A hub asks whether we really want what was asked for in our name. It may also tell that it
    will not deliver, which changes nothing: the channel is looked at anyway."""
    mode = request.query_params.get("hub.mode")
    if mode == "denied":
        return Response()
    if mode not in ("subscribe", "unsubscribe"):
        return Response(status_code=404)
    if not _knows_token(request, api, Platform.YOUTUBE):
        return Response(status_code=404)
    is_ours = await _is_ours(api, request.query_params.get("hub.topic", ""))
    return _challenge(request) if is_ours == (mode == "subscribe") else Response(status_code=404)


async def _receive(request: Request, api: Api, platform: Platform) -> Response:
    services = api.services
    now = services.world.clock.now()
    api.gate.require_room(platform, now=now)
    body = await request.body()
    if VERIFY[platform](body, request.headers.items(), _keys(services, platform), now):
        await receive_webhook(world=services.world, platform=platform, body=body)
        return Response()
    if count := api.gate.refused(platform, now=now):
        await reject_webhook(world=services.world, platform=platform, count=count)
    return Response(status_code=401)


def _keys(services: Services, platform: Platform) -> Keys:
    """The hub signs with what we gave it; the others with the secret that they gave us."""
    if platform is Platform.YOUTUBE:
        return Keys(secrets=hub_secrets(services.secret_keys))
    app_id = services.platforms.keys[platform].client_id
    return Keys(secrets=services.webhook_secrets[platform], app_id=app_id)


def _knows_token(request: Request, api: Api, platform: Platform) -> bool:
    given = request.query_params.get("hub.verify_token", "").encode()
    found = False
    for token in verify_tokens(api.services.secret_keys, platform):
        found |= hmac.compare_digest(token.encode(), given)
    return found


def _challenge(request: Request) -> Response:
    challenge = request.query_params.get("hub.challenge", "")
    if not 1 <= len(challenge) <= _MAX_CHALLENGE:
        return Response(status_code=404)
    return PlainTextResponse(challenge)


async def _is_ours(api: Api, topic: str) -> bool:
    """Whether it is the feed of a channel that is connected."""
    channel = channel_of(topic)
    async with api.services.world.uow() as tx:
        accounts = await tx.accounts.all(platform=Platform.YOUTUBE)
    return any(
        account.external_id == channel and account.status is not AccountStatus.DISCONNECTED
        for account in accounts
    )
