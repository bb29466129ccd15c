"""Subscriptions to a channel's feed at YouTube's hub, as the W3C's WebSub has them.

https://developers.google.com/youtube/v3/guides/push_notifications
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

import httpx

from domain.account import Account
from domain.publication import Remedy, Setback
from integrations.http import NoAnswer, Request, send
from integrations.platforms.parts import Hosts
from integrations.webhooks.youtube import topic_of

PATH: Final = "/webhook/youtube"
LEASE_S: Final = 10 * 24 * 3600
"""The longest that the hub is known to grant; it says itself for how long it does."""

_CALL_S: Final = 20.0
_TAKEN: Final = (202, 204)


@dataclass(frozen=True, slots=True, kw_only=True)
class YouTubeHub:
    """``address`` gives the address at which the hub reaches us; it raises Setback when there is
    none. ``secret`` is what it signs with; it gives ``verify_token`` back when it asks whether it
    was us who asked."""

    http: httpx.AsyncClient
    hosts: Hosts
    address: Callable[[Account], str]
    secret: str = field(repr=False)
    verify_token: str = field(repr=False)

    async def subscribe(self, account: Account) -> None:
        form = {
            "hub.mode": "subscribe",
            "hub.topic": topic_of(account.external_id),
            "hub.callback": self.address(account).rstrip("/") + PATH,
            "hub.verify": "async",
            "hub.verify_token": self.verify_token,
            "hub.secret": self.secret,
            "hub.lease_seconds": str(LEASE_S),
        }
        request = Request(
            call="youtube.hub",
            method="POST",
            url=self.hosts()["hub"] + "/subscribe",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
            deadline_s=_CALL_S,
        )
        try:
            answer = await send(self.http, request)
        except NoAnswer:
            raise _setback("no_answer") from None
        if answer.status not in _TAKEN:
            raise _setback(f"http_{answer.status}")


def _setback(code: str) -> Setback:
    return Setback(code, f"the hub did not take the subscription: {code}", remedy=Remedy.RETRY)
