"""The hub of YouTube, as the W3C's WebSub has it: who subscribes to a channel's feed is asked
whether they really want it, and is then told of new videos, changes, and videos that are gone."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from domain.platforms import Platform
from integrations.http import NoAnswer, open_client, send
from integrations.http import Request as Call
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.stage import leave, meet_faults
from integrations.rehearsal.truth import TruthLog
from integrations.rehearsal.youtube.atom import Writes, feed, tombstone
from integrations.webhooks.youtube import channel_of

CALL: Final = "subscribe"
"""What the fault script calls a subscription."""

LONGEST_LEASE_S: Final = 432_000
"""Five days, whatever was asked for; as seen at the real hub."""

_NEWS: Final = frozenset({"published", "updated", "restored"})
_GONE: Final = frozenset({"deleted", "removed", "rejected"})


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What somebody asked for, as long as nobody said that they really did."""

    mode: str
    topic: str
    callback: str
    token: str = field(repr=False)
    lease_s: int
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class _Subscription:
    channel: str
    callback: str
    secret: str = field(repr=False)
    ends_at: str


class Hub:
    """The subscriptions are kept in one file; what to tell comes from the truth log."""

    def __init__(self, path: Path, ground: Ground, *, truth: TruthLog) -> None:
        self._path = path
        self._ground = ground
        kept = read_json(path) or {}
        self._subscriptions = [_Subscription(**one) for one in kept.get("subscriptions", [])]
        self._public: set[str] = set()
        for line in truth.lines():
            self._note(line)
        truth.listen(self.told)

    def told(self, line: Mapping[str, Any]) -> None:
        """Says to the subscribers what the line means for them."""
        write = self._note(line)
        if write is None:
            return
        body = write(line, at=self._ground.clock.now())
        for one in self._subscriptions:
            if one.channel == line["account"] and self._lasts(one):
                self._deliver(one, body)

    async def verify(self, wish: _Wish) -> None:
        """Asks whether it is really wanted; only a challenge that comes back is a yes."""
        challenge = secrets.token_urlsafe(24)
        query = {
            "hub.mode": wish.mode,
            "hub.topic": wish.topic,
            "hub.challenge": challenge,
            "hub.lease_seconds": str(wish.lease_s),
            "hub.verify_token": wish.token,
        }
        url = f"{wish.callback}?{urlencode(query)}"
        async with open_client(silence_s=10) as http:
            try:
                answer = await send(http, Call(call="hub.verify", method="GET", url=url))
            except NoAnswer:
                return
        if 200 <= answer.status < 300 and answer.body == challenge.encode():
            self._settle(wish)

    def _note(self, line: Mapping[str, Any]) -> Writes | None:
        """What is to be written of it; None when nobody is told, as of private videos."""
        video, event = str(line["post_id"]), line["event"]
        if line.get("privacy") == "public" and event in _NEWS:
            self._public.add(video)
            return feed
        if video in self._public and (event in _GONE or line.get("privacy") != "public"):
            self._public.discard(video)
            return tombstone
        return None

    def _settle(self, wish: _Wish) -> None:
        channel = channel_of(wish.topic) or ""
        self._subscriptions = [
            one
            for one in self._subscriptions
            if (one.channel, one.callback) != (channel, wish.callback) and self._lasts(one)
        ]
        if wish.mode == "subscribe":
            ends_at = self._ground.clock.now() + timedelta(seconds=wish.lease_s)
            self._subscriptions.append(
                _Subscription(
                    channel=channel,
                    callback=wish.callback,
                    secret=wish.secret,
                    ends_at=ends_at.isoformat(),
                )
            )
        self._save()

    def _deliver(self, one: _Subscription, body: bytes) -> None:
        headers = {"Content-Type": "application/atom+xml"}
        if one.secret:
            digest = hmac.digest(one.secret.encode(), body, "sha1").hex()
            headers["X-Hub-Signature"] = f"sha1={digest}"
        self._ground.callbacks.send(urlsplit(one.callback).path, body, headers)

    def _lasts(self, one: _Subscription) -> bool:
        return self._ground.clock.now() < datetime.fromisoformat(one.ends_at)

    def _save(self) -> None:
        kept = [asdict(one) for one in self._subscriptions]
        write_json(self._path, {"subscriptions": kept})


def router(hub: Hub, ground: Ground) -> APIRouter:
    routes = APIRouter()

    @routes.post("/hub/subscribe")
    async def subscribe(request: Request) -> Response:
        due = await meet_faults(request, ground, CALL)
        if status := due.get("status"):
            return PlainTextResponse("", status_code=status.status)
        wish = _wish(dict(parse_qsl((await request.body()).decode("utf-8", "replace"))))
        if wish is None:
            return PlainTextResponse("Invalid subscription", status_code=400)
        leave(due)
        return Response(status_code=202, background=BackgroundTask(hub.verify, wish))

    return routes


def _wish(form: Mapping[str, str]) -> _Wish | None:
    """None for what no hub takes."""
    mode, topic, callback = (form.get(f"hub.{name}", "") for name in ("mode", "topic", "callback"))
    asked = form.get("hub.lease_seconds", str(LONGEST_LEASE_S))
    channels = {one.external_id for one in CAST[Platform.YOUTUBE]}
    is_known = mode in ("subscribe", "unsubscribe") and channel_of(topic) in channels
    if not is_known or not callback.startswith(("http://", "https://")) or not asked.isdecimal():
        return None
    return _Wish(
        mode=mode,
        topic=topic,
        callback=callback,
        token=form.get("hub.verify_token", ""),
        lease_s=min(int(asked), LONGEST_LEASE_S),
        secret=form.get("hub.secret", ""),
    )
