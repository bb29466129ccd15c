"""How people open a TikTok account to us. Its refresh tokens rotate: the old one is dead as soon
as there is a new one, so that a lost answer may have cost us both.

https://developers.tiktok.com/doc/oauth-user-access-token-management
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlencode

from domain.account import Account, Connected, Grant, Identity, Visit
from domain.publication import Remedy
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

_PROFILE: Final = "user.info.profile"

Challenge = Callable[[str], str]
"""What PKCE sends ahead of the verifier."""


def hex_challenge(verifier: str) -> str:
    """As TikTok's page for desktop apps has it: hexadecimal, where RFC 7636 says base64url."""
    return hashlib.sha256(verifier.encode()).hexdigest()


class TikTokAuthoriser:
    """``challenge``: None for web apps, of which TikTok asks no PKCE."""

    scopes: Sequence[str] = (
        "user.info.basic",
        _PROFILE,
        "user.info.stats",
        "video.publish",
        "video.upload",
        "video.list",
    )
    needed: Sequence[str] = ("user.info.basic", "video.publish")

    def __init__(self, parts: OAuthParts, *, challenge: Challenge | None = None) -> None:
        self._parts = parts
        self._challenge = challenge

    def address(self, visit: Visit) -> str:
        query = {
            "client_key": self._parts.keys.client_id,
            "scope": ",".join(self.scopes),
            "response_type": "code",
            "redirect_uri": visit.redirect_uri,
            "state": visit.state,
            # The consent page always shows, so that another account can be chosen.
            "disable_auto_auth": "1",
        }
        if self._challenge is not None:
            query |= {
                "code_challenge": self._challenge(visit.verifier),
                "code_challenge_method": "S256",
            }
        return f"{self._parts.hosts()['auth']}/v2/auth/authorize/?{urlencode(query)}"

    async def exchange(self, visit: Visit, code: str) -> Sequence[Connected]:
        proof = {} if self._challenge is None else {"code_verifier": visit.verifier}
        request = self._post(
            "token",
            grant_type="authorization_code",
            code=code,
            redirect_uri=visit.redirect_uri,
            **proof,
        )
        said, grant = await self._granted(request, lost=Remedy.RETRY)
        scopes = tuple((text(said.body, "scope") or "").replace(" ", "").split(","))
        identity = await self._identity(grant.access, scopes)
        return [Connected(identity=identity, grant=grant, scopes=scopes)]

    async def refresh(self, account: Account, grant: Grant) -> Grant:
        request = self._post("token", grant_type="refresh_token", refresh_token=grant.refresh or "")
        _, new = await self._granted(request, lost=Remedy.LOOK)
        return new

    async def revoke(self, account: Account, grant: Grant) -> None:
        said = await ask(self._parts.http, self._post("revoke", token=grant.access))
        if refusal := refusal_in("tiktok.revoke", said):
            raise refusal

    def _post(self, name: str, **form: str) -> Request:
        keys = self._parts.keys
        return post(
            f"tiktok.{name}",
            f"{self._parts.hosts()['api']}/v2/oauth/{name}/",
            client_key=keys.client_id,
            client_secret=keys.client_secret,
            **form,
        )

    async def _granted(self, request: Request, *, lost: Remedy) -> tuple[Said, Grant]:
        """Raises Setback."""
        said = await ask(self._parts.http, request, lost=lost)
        if refusal := refusal_in(request.call, said):
            raise refusal
        grant = grant_in(said.body, now=self._parts.clock.now())
        if grant is None or grant.refresh is None:
            raise strange(request.call, said.status, remedy=lost)
        return said, grant

    async def _identity(self, token: str, scopes: Sequence[str]) -> Identity:
        """Asking for a field without its scope fails the whole call. Raises Setback."""
        fields = "open_id,display_name" + (",username" if _PROFILE in scopes else "")
        url = f"{self._parts.hosts()['api']}/v2/user/info/"
        said = await ask(self._parts.http, get("tiktok.who", url, token=token, fields=fields))
        data = said.body.get("data")
        user = data.get("user") if isinstance(data, dict) else None
        open_id = text(user, "open_id") if isinstance(user, dict) else None
        if not isinstance(user, dict) or open_id is None:
            raise strange("tiktok.who", said.status)
        handle = text(user, "username") or text(user, "display_name") or open_id
        return Identity(external_id=open_id, handle=handle)
