"""How people open a YouTube channel to us, through Google.

https://developers.google.com/identity/protocols/oauth2/web-server
"""

import base64
import hashlib
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from domain.account import Account, Connected, Grant, Identity, Visit
from domain.publication import Remedy, Setback
from integrations.http import Request
from integrations.platforms.oauth_calls import (
    OAuthParts,
    Said,
    ask,
    get,
    grant_in,
    post,
    refusal_in,
    strange,
    text,
)

_PREFIX: Final = "https://www.googleapis.com/auth/"
_NO_CHANNEL: Final = "youtubeSignupRequired"


class YouTubeAuthoriser:
    """``youtube.upload`` alone would not let us change or delete what we sent."""

    scopes: Sequence[str] = (f"{_PREFIX}youtube.upload", f"{_PREFIX}youtube")
    needed: Sequence[str] = scopes

    def __init__(self, parts: OAuthParts) -> None:
        self._parts = parts

    def address(self, visit: Visit) -> str:
        """``prompt=consent``, because a refresh token only comes with a consent."""
        digest = hashlib.sha256(visit.verifier.encode()).digest()
        query = {
            "client_id": self._parts.keys.client_id,
            "redirect_uri": visit.redirect_uri,
            "response_type": "code",
            "scope": " ".join(self.scopes),
            "state": visit.state,
            "access_type": "offline",
            "prompt": "consent",
            "include_granted_scopes": "true",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._parts.hosts()['oauth']}/o/oauth2/v2/auth?{urlencode(query)}"

    async def exchange(self, visit: Visit, code: str) -> Sequence[Connected]:
        """Nothing for a Google account without a channel."""
        request = self._post(
            "token",
            code=code,
            grant_type="authorization_code",
            redirect_uri=visit.redirect_uri,
            code_verifier=visit.verifier,
        )
        said, grant = await self._granted(request)
        if grant.refresh is None:
            raise Setback(
                "no_refresh_token",
                "youtube.token: Google sent no refresh token",
                remedy=Remedy.HUMAN,
            )
        scopes = tuple((text(said.body, "scope") or "").split())
        identities = await self._identities(grant.access)
        return [Connected(identity=one, grant=grant, scopes=scopes) for one in identities]

    async def refresh(self, account: Account, grant: Grant) -> Grant:
        """Usually without a refresh token in the answer: the old one stays good."""
        request = self._post("token", grant_type="refresh_token", refresh_token=grant.refresh or "")
        _, new = await self._granted(request)
        return new

    async def revoke(self, account: Account, grant: Grant) -> None:
        """Whatever hangs on the refresh token dies with it."""
        url = f"{self._parts.hosts()['token']}/revoke"
        request = post("youtube.revoke", url, token=grant.refresh or grant.access)
        said = await ask(self._parts.http, request)
        if refusal := refusal_in("youtube.revoke", said):
            raise refusal

    def _post(self, name: str, **form: str) -> Request:
        keys = self._parts.keys
        return post(
            f"youtube.{name}",
            f"{self._parts.hosts()['token']}/{name}",
            client_id=keys.client_id,
            client_secret=keys.client_secret,
            **form,
        )

    async def _granted(self, request: Request) -> tuple[Said, Grant]:
        """A lost answer may be asked for again: Google's refresh tokens stay. Raises Setback."""
        said = await ask(self._parts.http, request)
        if refusal := refusal_in(request.call, said):
            raise refusal
        grant = grant_in(said.body, now=self._parts.clock.now())
        if grant is None:
            raise strange(request.call, said.status)
        return said, grant

    async def _identities(self, token: str) -> Sequence[Identity]:
        """The channel that was chosen with the consent. Raises Setback."""
        url = f"{self._parts.hosts()['api']}/youtube/v3/channels"
        request = get("youtube.who", url, token=token, part="id,snippet", mine="true")
        said = await ask(self._parts.http, request)
        if _NO_CHANNEL in str(said.body.get("error")):
            return []
        items = said.body.get("items", [])
        if said.status != 200 or not isinstance(items, list):
            raise strange("youtube.who", said.status)
        return [_channel(item, said) for item in items]


def _channel(item: object, said: Said) -> Identity:
    """Raises Setback."""
    id_ = text(item, "id") if isinstance(item, dict) else None
    if not isinstance(item, dict) or id_ is None:
        raise strange("youtube.who", said.status)
    snippet = item.get("snippet")
    known = snippet if isinstance(snippet, dict) else {}
    handle = text(known, "customUrl") or text(known, "title") or id_
    return Identity(external_id=id_, handle=handle)
