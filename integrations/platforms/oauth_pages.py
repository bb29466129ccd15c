"""The Instagram accounts behind a person's Facebook pages.

https://developers.facebook.com/docs/facebook-login/guides/access-tokens
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from domain.account import Connected, Grant, Identity, Login, Visit
from integrations.http import Request
from integrations.platforms.instagram_errors import Refused, Weight, cause_of, error_of
from integrations.platforms.oauth_calls import OAuthParts, Said, ask, get, strange, text

SCOPES: Final = (
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_insights",
    "instagram_manage_contents",
    "pages_read_engagement",
    "pages_show_list",
)
SAME: Final[Mapping[str, str]] = {
    "instagram_basic": "instagram_business_basic",
    "instagram_content_publish": "instagram_business_content_publish",
    "instagram_manage_insights": "instagram_business_manage_insights",
}
"""What each permission is called when people sign in through Instagram."""

_MOST_PAGES: Final = "100"


class FacebookPages:
    def __init__(self, parts: OAuthParts, *, version: str) -> None:
        self._parts = parts
        self._version = version

    def address(self, visit: Visit) -> str:
        query = {
            "client_id": self._parts.keys.client_id,
            "redirect_uri": visit.redirect_uri,
            "response_type": "code",
            "scope": ",".join(SCOPES),
            "state": visit.state,
        }
        base = self._parts.hosts()["dialog"]
        return f"{base}/{self._version}/dialog/oauth?{urlencode(query)}"

    async def exchange(self, visit: Visit, code: str) -> Sequence[Connected]:
        """A page's token has no end when it is made with a long-lived one. Raises Setback."""
        code = code.removesuffix("#_=_")
        short = await self._token("code", redirect_uri=visit.redirect_uri, code=code)
        long = await self._token(
            "fb_exchange_token", grant_type="fb_exchange_token", fb_exchange_token=short
        )
        scopes = await self._scopes(long)
        wanted = "access_token,tasks,instagram_business_account{id,username}"
        request = self._get("me/accounts", token=long, fields=wanted, limit=_MOST_PAGES)
        pages = (await self._ask(request)).body.get("data")
        return [
            Connected(identity=identity, grant=grant, scopes=scopes)
            for page in (pages if isinstance(pages, list) else [])
            for identity, grant in self._opened(page)
        ]

    async def _token(self, name: str, **query: str) -> str:
        """Raises Setback."""
        keys = self._parts.keys
        request = self._get(
            "oauth/access_token",
            client_id=keys.client_id,
            client_secret=keys.client_secret,
            **query,
        )
        said = await self._ask(request)
        token = text(said.body, "access_token")
        if token is None:
            raise strange(f"facebook.{name}", said.status)
        return token

    async def _scopes(self, token: str) -> tuple[str, ...]:
        """Raises Setback."""
        keys = self._parts.keys
        app_token = f"{keys.client_id}|{keys.client_secret}"
        request = self._get("debug_token", token=app_token, input_token=token)
        said = (await self._ask(request)).body.get("data")
        granted = said.get("scopes") if isinstance(said, dict) else None
        if not isinstance(granted, list):
            return ()
        return tuple(SAME.get(str(scope), str(scope)) for scope in granted)

    def _opened(self, page: object) -> Sequence[tuple[Identity, Grant]]:
        """Nothing for a page without an Instagram account."""
        known = page if isinstance(page, dict) else {}
        account, token = known.get("instagram_business_account"), text(known, "access_token")
        id_ = text(account, "id") if isinstance(account, dict) else None
        if token is None or id_ is None or not isinstance(account, dict):
            return []
        handle = text(account, "username") or id_
        identity = Identity(external_id=id_, handle=handle, login=Login.FACEBOOK)
        return [(identity, Grant(access=token, issued_at=self._parts.clock.now()))]

    def _get(self, path: str, *, token: str | None = None, **query: str) -> Request:
        url = f"{self._parts.hosts()['facebook']}/{self._version}/{path}"
        return get(f"facebook.{path}", url, token=token, **query)

    async def _ask(self, request: Request) -> Said:
        """Raises Setback."""
        return graph_answer(request.call, await ask(self._parts.http, request))


def graph_answer(call: str, said: Said) -> Said:
    """Raises Setback for the errors of the Graph API."""
    error = error_of(said.body)
    if error is not None:
        cause = cause_of(error, status=said.status, weight=Weight.READ)
        raise Refused(error, cause, wait_s=cause.wait_s)
    if said.status != 200:
        raise strange(call, said.status)
    return said


def flat(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Instagram sends the same answers with and without a list around them."""
    listed = body.get("data")
    first = listed[0] if isinstance(listed, list) and listed else body
    return first if isinstance(first, dict) else {}
