"""How people open an Instagram account to us: through Instagram, where the long-lived token renews
itself, or through Facebook, where each page's token opens the account behind it.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
https://developers.facebook.com/docs/facebook-login/guides/access-tokens
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from domain.account import (
    YOUNGEST_REFRESH,
    Account,
    Connected,
    Grant,
    Identity,
    Login,
    Visit,
    is_stale,
)
from domain.publication import Remedy, Scope, Setback
from integrations.http import Request
from integrations.platforms.oauth_calls import (
    OAuthParts,
    Said,
    ask,
    get,
    grant_in,
    post,
    strange,
    text,
)
from integrations.platforms.oauth_pages import FacebookPages, flat, graph_answer

VERSION: Final = "v25.0"


class InstagramAuthoriser:
    """What was granted through Facebook is told in the words of the Instagram login, so that
    everybody else knows one set of them."""

    scopes: Sequence[str] = (
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_business_manage_insights",
    )
    needed: Sequence[str] = scopes[:2]

    def __init__(self, parts: OAuthParts, *, version: str = VERSION) -> None:
        self._parts = parts
        self._version = version
        self._pages = FacebookPages(parts, version=version)

    def address(self, visit: Visit) -> str:
        if visit.login is Login.FACEBOOK:
            return self._pages.address(visit)
        query = {
            "client_id": self._parts.keys.client_id,
            "redirect_uri": visit.redirect_uri,
            "response_type": "code",
            "scope": ",".join(self.scopes),
            "state": visit.state,
            # Another account than the one that is signed in can be chosen.
            "force_reauth": "true",
        }
        return f"{self._parts.hosts()['login']}/oauth/authorize?{urlencode(query)}"

    async def exchange(self, visit: Visit, code: str) -> Sequence[Connected]:
        code = code.removesuffix("#_")
        if visit.login is Login.FACEBOOK:
            return await self._pages.exchange(visit, code)
        short = await self._short_token(visit, code)
        scopes = _permissions(short.get("permissions")) or tuple(self.scopes)
        grant = await self._long_token(
            "access_token",
            grant_type="ig_exchange_token",
            client_secret=self._parts.keys.client_secret,
            access_token=text(short, "access_token") or "",
        )
        identity = await self._identity(grant.access)
        return [Connected(identity=identity, grant=grant, scopes=scopes)]

    async def refresh(self, account: Account, grant: Grant) -> Grant:
        """A token that Instagram refused although it should live is not renewed in its first day,
        and that of a page never is: both need a person."""
        now = self._parts.clock.now()
        is_young = not is_stale(grant, now=now) and now - grant.issued_at < YOUNGEST_REFRESH
        if account.login is Login.FACEBOOK or is_young:
            raise Setback(
                "token_refused",
                "instagram.refresh: this token cannot be renewed",
                remedy=Remedy.HOLD_ACCOUNT,
                scope=Scope.ACCOUNT,
            )
        return await self._long_token(
            "refresh_access_token", grant_type="ig_refresh_token", access_token=grant.access
        )

    async def revoke(self, account: Account, grant: Grant) -> None:
        """Only people can, in the settings of their account."""
        raise Setback("not_offered", "instagram.revoke: there is no such call", remedy=Remedy.HUMAN)

    async def _short_token(self, visit: Visit, code: str) -> Mapping[str, Any]:
        """Raises Setback."""
        keys = self._parts.keys
        request = post(
            "instagram.token",
            f"{self._parts.hosts()['oauth']}/oauth/access_token",
            client_id=keys.client_id,
            client_secret=keys.client_secret,
            grant_type="authorization_code",
            redirect_uri=visit.redirect_uri,
            code=code,
        )
        said = await ask(self._parts.http, request)
        if "error_type" in said.body:
            said_no = "instagram.token: Instagram refused the code"
            raise Setback("code_refused", said_no, remedy=Remedy.HUMAN)
        short = flat(said.body)
        if text(short, "access_token") is None:
            raise strange("instagram.token", said.status)
        return short

    async def _long_token(self, path: str, **query: str) -> Grant:
        """Raises Setback."""
        call = f"instagram.{query['grant_type']}"
        said = await self._graph(get(call, f"{self._parts.hosts()['graph']}/{path}", **query))
        grant = grant_in(said.body, now=self._parts.clock.now())
        if grant is None:
            raise strange(call, said.status)
        return grant

    async def _identity(self, token: str) -> Identity:
        """``user_id`` is the id of the paths; ``id`` is another one. Raises Setback."""
        url = f"{self._parts.hosts()['graph']}/{self._version}/me"
        request = get("instagram.who", url, token=token, fields="user_id,username")
        said = await self._graph(request)
        person = flat(said.body)
        user_id, username = text(person, "user_id"), text(person, "username")
        if user_id is None or username is None:
            raise strange("instagram.who", said.status)
        return Identity(external_id=user_id, handle=username, login=Login.INSTAGRAM)

    async def _graph(self, request: Request) -> Said:
        """Raises Setback."""
        return graph_answer(request.call, await ask(self._parts.http, request))


def _permissions(value: object) -> tuple[str, ...]:
    """A list, or one text with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return tuple(str(part) for part in value) if isinstance(value, list) else ()
