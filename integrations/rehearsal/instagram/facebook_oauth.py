"""OAuth 2 of the Facebook login: the person's token opens the tokens of their pages, and each page
has an Instagram account behind it.

Source: developers.facebook.com, facebook-login/guides/access-tokens.
"""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.account import Login
from domain.platforms import Platform
from integrations.rehearsal.cast import character
from integrations.rehearsal.codes import BadCode, Codes
from integrations.rehearsal.consent import CLIENT_ID, CLIENT_SECRET, Manner, consent
from integrations.rehearsal.grants import Dead, Grantee, Issued
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram.errors import GraphError
from integrations.rehearsal.instagram.tokens import alive, dead_token, meet_words
from integrations.rehearsal.oauth_calls import knows_client
from integrations.rehearsal.stage import leave, meet_faults

SHORT_LIFE_S: Final = 3600
LONG_LIFE_S: Final = 5_183_944
UNENDING_S: Final = 100 * 365 * 24 * 3600
"""A page's token has no end of its own; it dies with what it was made from."""

_MANNER: Final = Manner(
    platform=Platform.INSTAGRAM,
    login=Login.FACEBOOK,
    denial={
        "error": "access_denied",
        "error_code": "200",
        "error_reason": "user_denied",
        "error_description": "Permissions error",
    },
    ending="#_=_",
)


def router(ground: Ground) -> APIRouter:
    codes = Codes(ground.clock)
    routes = consent("/oauth/{version}/dialog/oauth", _MANNER, codes)

    @routes.get("/facebook/{version}/oauth/access_token")
    async def token(request: Request) -> Response:
        query = dict(request.query_params)
        is_long = query.get("grant_type") == "fb_exchange_token"
        due = await meet_faults(request, ground, "long_token" if is_long else "token")
        meet_words(due)
        if not knows_client(query):
            raise GraphError(1, None, "Error validating client secret.")
        issued = _lengthened(query, ground) if is_long else _exchanged(query, ground, codes)
        leave(due)
        return JSONResponse(_told(issued))

    @routes.get("/facebook/{version}/me/accounts")
    async def me_accounts(request: Request) -> Response:
        due = await meet_faults(request, ground, "me_accounts")
        meet_words(due)
        grantee = alive(_token_of(request), ground)
        is_shown = "no_pages" not in due and "pages_show_list" in grantee.scopes
        pages = [_page(grantee, ground)] if is_shown else []
        leave(due)
        return JSONResponse({"data": pages})

    @routes.get("/facebook/{version}/debug_token")
    async def debug_token(request: Request) -> Response:
        due = await meet_faults(request, ground, "debug_token")
        meet_words(due)
        if _token_of(request) != f"{CLIENT_ID}|{CLIENT_SECRET}":
            raise GraphError(190, None, "Invalid OAuth access token.")
        told = _debugged(request.query_params.get("input_token", ""), ground)
        leave(due)
        return JSONResponse({"data": told})

    return routes


def _told(issued: Issued) -> dict[str, object]:
    return {
        "access_token": issued.access,
        "token_type": "bearer",
        "expires_in": issued.expires_in,
    }


def _token_of(request: Request) -> str:
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return request.query_params.get("access_token") or bearer


def _exchanged(query: Mapping[str, str], ground: Ground, codes: Codes) -> Issued:
    """Raises GraphError."""
    try:
        agreed = codes.spend(
            query.get("code", ""), redirect_uri=query.get("redirect_uri", ""), verifier=None
        )
    except BadCode as bad:
        raise GraphError(100, 36009, "This authorization code has been used.") from bad
    return ground.grants.agree(agreed.account, agreed.scopes, life_s=SHORT_LIFE_S)


def _lengthened(query: Mapping[str, str], ground: Ground) -> Issued:
    """Raises GraphError."""
    grantee = alive(query.get("fb_exchange_token", ""), ground)
    return ground.grants.mint(grantee.account, grantee.scopes, life_s=LONG_LIFE_S)


def _page(grantee: Grantee, ground: Ground) -> dict[str, Any]:
    one = character(Platform.INSTAGRAM, grantee.account)
    issued = ground.grants.mint(one.external_id, grantee.scopes, life_s=UNENDING_S)
    return {
        "access_token": issued.access,
        "tasks": ["ANALYZE", "CREATE_CONTENT", "MANAGE"],
        "instagram_business_account": {"id": one.external_id, "username": one.handle},
        "id": f"10{one.external_id[-13:]}",
    }


def _debugged(token: str, ground: Ground) -> dict[str, Any]:
    try:
        grantee = ground.grants.check(token)
    except Dead as dead:
        error = dead_token(dead).envelope()["error"]
        told = {"code": error["code"], "message": error["message"]}
        return {"is_valid": False, "scopes": [], "error": told}
    return {
        "is_valid": True,
        "app_id": CLIENT_ID,
        "expires_at": int(grantee.expires_at.timestamp()),
        "scopes": sorted(grantee.scopes),
    }
