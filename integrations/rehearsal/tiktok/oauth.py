"""TikTok's OAuth 2: the consent page, tokens that rotate, and errors that may come as 200.

Source: developers.tiktok.com, oauth-user-access-token-management.
"""

import secrets
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.platforms import Platform
from integrations.rehearsal.codes import BadCode, Codes
from integrations.rehearsal.consent import Manner, consent
from integrations.rehearsal.faults import Due
from integrations.rehearsal.grants import Dead, Issued
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.oauth_calls import form_of, knows_client, status_of, word_of
from integrations.rehearsal.stage import leave, meet_faults

CALLS: Final = frozenset({"token", "refresh", "revoke"})
FAULTS: Final = frozenset({"invalid_grant", "error_as_success"})
"""Besides those of every platform; ``error_as_success`` sends the error with the status 200."""

_MANNER: Final = Manner(
    platform=Platform.TIKTOK,
    client_as="client_key",
    scopes_as="scopes",
    denial={"error": "access_denied", "error_description": "User cancelled the authorization"},
)


class _Refusal(Exception):
    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


def router(ground: Ground) -> APIRouter:
    codes = Codes(ground.clock)
    routes = consent("/auth/v2/auth/authorize/", _MANNER, codes)

    @routes.post("/api/v2/oauth/token/")
    async def token(request: Request) -> Response:
        form = await form_of(request)
        is_refresh = form.get("grant_type") == "refresh_token"
        due = await meet_faults(request, ground, "refresh" if is_refresh else "token")
        try:
            _check(form, due)
            issued = _refreshed(form, ground) if is_refresh else _exchanged(form, ground, codes)
        except _Refusal as refusal:
            return _error(refusal, due)
        leave(due)
        return JSONResponse(_told(issued))

    @routes.post("/api/v2/oauth/revoke/")
    async def revoke(request: Request) -> Response:
        form = await form_of(request)
        due = await meet_faults(request, ground, "revoke")
        try:
            _check(form, due)
            if not ground.grants.kill(form.get("token", "")):
                raise _Refusal("invalid_request", "The token is not valid")
        except _Refusal as refusal:
            return _error(refusal, due)
        leave(due)
        return JSONResponse({})

    return routes


def _check(form: Mapping[str, str], due: Due) -> None:
    if word := word_of(due):
        raise _Refusal(word, "Refresh token is invalid or expired.")
    if not knows_client(form, client_as="client_key"):
        raise _Refusal("invalid_client", "Client key or secret is incorrect.")


def _exchanged(form: Mapping[str, str], ground: Ground, codes: Codes) -> Issued:
    if form.get("grant_type") != "authorization_code":
        raise _Refusal("unsupported_grant_type", "The grant type is not supported.")
    try:
        agreed = codes.spend(
            form.get("code", ""),
            redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier"),
        )
    except BadCode as bad:
        raise _Refusal("invalid_grant", _WHY[bad.reason]) from bad
    return ground.grants.agree(agreed.account, agreed.scopes)


_WHY: Final[Mapping[str, str]] = {
    "unknown": "Authorization code is expired.",
    "redirect": "Redirect_uri is not matched with the uri when requesting code.",
    "verifier": "Code verifier or code challenge is invalid.",
}


def _refreshed(form: Mapping[str, str], ground: Ground) -> Issued:
    """The old refresh token stops working in the same moment."""
    try:
        return ground.grants.refresh(form.get("refresh_token", ""), rotate=True)
    except Dead as dead:
        raise _Refusal("invalid_grant", "Refresh token is invalid or expired.") from dead


def _told(issued: Issued) -> dict[str, object]:
    return {
        "access_token": issued.access,
        "expires_in": issued.expires_in,
        "open_id": issued.account,
        "refresh_expires_in": issued.refresh_expires_in,
        "refresh_token": issued.refresh,
        "scope": ",".join(issued.scopes),
        "token_type": "Bearer",
    }


def _error(refusal: _Refusal, due: Due) -> Response:
    leave(due)
    body = {
        "error": refusal.error,
        "error_description": refusal.description,
        "log_id": secrets.token_hex(16).upper(),
    }
    return JSONResponse(body, status_code=200 if "error_as_success" in due else status_of(due, 400))
