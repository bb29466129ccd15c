"""Google's OAuth 2 as YouTube uses it: a refresh token comes once, and stays the same.

Source: developers.google.com, identity/protocols/oauth2/web-server.
"""

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
FAULTS: Final = frozenset({"invalid_grant", "new_refresh_token"})
"""Besides those of every platform; ``new_refresh_token`` sends one where usually there is none."""

_MANNER: Final = Manner(platform=Platform.YOUTUBE, separator=" ", scopes_as="scope")


class _Refusal(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


def router(ground: Ground) -> APIRouter:
    codes = Codes(ground.clock)
    routes = consent("/oauth/o/oauth2/v2/auth", _MANNER, codes)

    @routes.post("/token/token")
    async def token(request: Request) -> Response:
        form = await form_of(request)
        is_refresh = form.get("grant_type") == "refresh_token"
        due = await meet_faults(request, ground, "refresh" if is_refresh else "token")
        try:
            _check(form, due)
            told = _refreshed(form, ground, due) if is_refresh else _exchanged(form, ground, codes)
        except _Refusal as refusal:
            return _error(refusal, due)
        leave(due)
        return JSONResponse(told)

    @routes.post("/token/revoke")
    async def revoke(request: Request) -> Response:
        """Takes either token of a pair and asks for no client."""
        form = await form_of(request)
        due = await meet_faults(request, ground, "revoke")
        try:
            if word := word_of(due):
                raise _Refusal(word, "Bad Request", status_of(due, 400))
            given = form.get("token") or request.query_params.get("token", "")
            if not ground.grants.kill(given):
                raise _Refusal("invalid_token", "Token expired or revoked")
        except _Refusal as refusal:
            return _error(refusal, due)
        leave(due)
        return JSONResponse({})

    return routes


def _check(form: Mapping[str, str], due: Due) -> None:
    if word := word_of(due):
        raise _Refusal(word, "Token has been expired or revoked.", status_of(due, 400))
    if not knows_client(form):
        raise _Refusal("invalid_client", "The OAuth client was not found.", 401)


def _exchanged(form: Mapping[str, str], ground: Ground, codes: Codes) -> dict[str, object]:
    if form.get("grant_type") != "authorization_code":
        raise _Refusal("unsupported_grant_type", "Invalid grant_type")
    try:
        agreed = codes.spend(
            form.get("code", ""),
            redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier"),
        )
    except BadCode as bad:
        error = "redirect_uri_mismatch" if bad.reason == "redirect" else "invalid_grant"
        raise _Refusal(error, "Bad Request") from bad
    issued = ground.grants.agree(agreed.account, agreed.scopes)
    told = _told(issued)
    if agreed.asked.get("access_type") == "offline" and "consent" in agreed.asked.get("prompt", ""):
        told["refresh_token"] = issued.refresh
    return told


def _refreshed(form: Mapping[str, str], ground: Ground, due: Due) -> dict[str, object]:
    """Without a refresh token in the answer: the one that was sent stays good."""
    try:
        issued = ground.grants.refresh(form.get("refresh_token", ""), rotate=False)
    except Dead as dead:
        raise _Refusal("invalid_grant", "Token has been expired or revoked.") from dead
    told = _told(issued)
    if "new_refresh_token" in due:
        told["refresh_token"] = issued.refresh
    return told


def _told(issued: Issued) -> dict[str, object]:
    return {
        "access_token": issued.access,
        "expires_in": issued.expires_in,
        "scope": " ".join(issued.scopes),
        "token_type": "Bearer",
    }


def _error(refusal: _Refusal, due: Due) -> Response:
    leave(due)
    body = {"error": refusal.error, "error_description": refusal.description}
    return JSONResponse(body, status_code=refusal.status)
