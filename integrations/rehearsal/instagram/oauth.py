"""OAuth 2 of the Instagram login: a short token for the code, a long one for that, and the long
one renews itself once it is a day old.

Source: developers.facebook.com, instagram-api-with-instagram-login/business-login.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.account import YOUNGEST_REFRESH, Login
from domain.platforms import Platform
from integrations.rehearsal.codes import BadCode, Codes
from integrations.rehearsal.consent import Manner, consent
from integrations.rehearsal.faults import Due
from integrations.rehearsal.grants import FIRST, Dead, Issued
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram import facebook_oauth
from integrations.rehearsal.instagram.errors import GraphError
from integrations.rehearsal.instagram.tokens import alive, dead_token, meet_words
from integrations.rehearsal.oauth_calls import (
    form_of,
    knows_client,
    knows_secret,
    status_of,
    word_of,
)
from integrations.rehearsal.stage import leave, meet_faults

CALLS: Final = frozenset({"token", "long_token", "refresh", "me_accounts", "debug_token"})
FAULTS: Final = frozenset({"invalid_grant", "flat", "no_pages"})
"""Besides those of every platform; ``flat`` answers the code without the list around it, as it
has been seen in the wild; ``no_pages``: none of the person's pages has an Instagram account."""

BASIC: Final = "instagram_business_basic"
SHORT_LIFE_S: Final = 3600
LONG_LIFE_S: Final = 5_183_944
_MANNER: Final = Manner(
    platform=Platform.INSTAGRAM,
    login=Login.INSTAGRAM,
    denial={
        "error": "access_denied",
        "error_reason": "user_denied",
        "error_description": "The user denied your request",
    },
    ending="#_",
)


class _Refusal(Exception):
    """The code, or who sent it, was not accepted."""


def router(ground: Ground) -> APIRouter:
    """All of the sign-in, also the one through Facebook. Its errors are ``GraphError``."""
    codes = Codes(ground.clock)
    routes = consent("/oauth/oauth/authorize", _MANNER, codes)

    @routes.post("/oauth/oauth/access_token")
    async def short_token(request: Request) -> Response:
        form = await form_of(request)
        due = await meet_faults(request, ground, "token")
        answer = _answer(form, due, ground, codes)
        leave(due)
        return answer

    @routes.get("/graph/access_token")
    async def long_token(request: Request) -> Response:
        query = dict(request.query_params)
        due = await meet_faults(request, ground, "long_token")
        meet_words(due)
        if query.get("grant_type") != "ig_exchange_token" or not knows_secret(query):
            raise GraphError(101, None, "Error validating application.")
        issued = _lengthened(query.get("access_token", ""), ground)
        leave(due)
        return JSONResponse(told_token(issued))

    @routes.get("/graph/refresh_access_token")
    async def refresh(request: Request) -> Response:
        query = request.query_params
        due = await meet_faults(request, ground, "refresh")
        meet_words(due)
        if query.get("grant_type") != "ig_refresh_token":
            raise GraphError(100, None, "Unsupported grant type")
        issued = _renewed(query.get("access_token", ""), ground)
        leave(due)
        return JSONResponse(told_token(issued))

    routes.include_router(facebook_oauth.router(ground))
    return routes


def told_token(issued: Issued) -> dict[str, object]:
    return {
        "access_token": issued.access,
        "token_type": "bearer",
        "expires_in": issued.expires_in,
    }


def _answer(form: Mapping[str, str], due: Due, ground: Ground, codes: Codes) -> Response:
    """Its errors have a shape of their own."""
    try:
        told = _exchanged(form, due, ground, codes)
    except _Refusal as refusal:
        body = {"error_type": "OAuthException", "code": 400, "error_message": str(refusal)}
        return JSONResponse(body, status_code=status_of(due, 400))
    return JSONResponse(told if "flat" in due else {"data": [told]})


def _exchanged(
    form: Mapping[str, str], due: Due, ground: Ground, codes: Codes
) -> dict[str, object]:
    if word_of(due) is not None:
        raise _Refusal("Invalid authorization code")
    if not knows_client(form):
        raise _Refusal("Invalid platform app")
    if form.get("grant_type") != "authorization_code":
        raise _Refusal("Invalid grant_type")
    given = form.get("code", "")
    try:
        agreed = codes.spend(given, redirect_uri=form.get("redirect_uri", ""), verifier=None)
    except BadCode as bad:
        raise _Refusal("Matching code was not found or was already used") from bad
    issued = ground.grants.agree(agreed.account, agreed.scopes, life_s=SHORT_LIFE_S)
    return {
        "access_token": issued.access,
        "user_id": agreed.account,
        "permissions": ",".join(agreed.scopes),
    }


def _lengthened(short: str, ground: Ground) -> Issued:
    """Raises GraphError."""
    grantee = alive(short, ground)
    if (grantee.expires_at - grantee.issued_at).total_seconds() > SHORT_LIFE_S:
        raise GraphError(452, None, "Session key invalid")
    return ground.grants.mint(grantee.account, grantee.scopes, life_s=LONG_LIFE_S)


def _renewed(long: str, ground: Ground) -> Issued:
    """Raises GraphError."""
    if long.startswith(FIRST):
        try:
            return ground.grants.refresh(long, rotate=False)
        except Dead as dead:
            raise dead_token(dead) from dead
    grantee = alive(long, ground)
    if BASIC not in grantee.scopes:
        raise GraphError(10, None, f"Application does not have permission: {BASIC}")
    if ground.clock.now() - grantee.issued_at < YOUNGEST_REFRESH:
        raise GraphError(100, None, "The access token must be at least 24 hours old")
    return ground.grants.mint(grantee.account, grantee.scopes, life_s=LONG_LIFE_S)
