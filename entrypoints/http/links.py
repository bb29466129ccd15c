"""Addresses that open one of our pictures or clips without signing in.

Whoever has such an address may look, as long as it is good: who asked for it may have lost their
rights since then. Therefore it names one file and no other, and runs out after a day.
"""

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter
from joserfc import jws
from joserfc.jwk import OctKey
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import NotFound
from domain.ports.links import Links, Shown
from domain.texts import say
from entrypoints.http.access import Public
from entrypoints.http.context import Api, Here
from entrypoints.http.files import StoredFile, send_file
from entrypoints.http.locale import locale_of
from entrypoints.http.pictures import contact_sheet, pictured
from entrypoints.http.problems import problem
from entrypoints.wiring import Services

LIFETIME: Final = timedelta(days=1)
MAX_LENGTH: Final = 512
_ALGORITHM: Final = "HS256"
_HEADER: Final = {"alg": _ALGORITHM}

router = APIRouter(tags=["clips"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """``expires`` counts seconds since 1970."""

    shown: Shown
    id: str
    expires: int


class Tickets:
    """``secrets`` are the service's keys, newest first: the first signs, all of them verify."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [_signing_key(secret) for secret in secrets]

    def issue(self, ticket: Ticket) -> str:
        return _signed(ticket, self._keys[0])

    def read(self, text: str) -> Ticket | None:
        """None for anything that is not, letter for letter, what we would have issued."""
        ticket = _ticket(text)
        if ticket is None:
            return None
        given = text.encode()
        mine = [hmac.compare_digest(_signed(ticket, key).encode(), given) for key in self._keys]
        return ticket if any(mine) else None


def links(tickets: Tickets, *, base_url: str, now: Callable[[], datetime]) -> Links:
    def link(shown: Shown, id_: str) -> str:
        expires = int((now() + LIFETIME).timestamp())
        token = tickets.issue(Ticket(shown=shown, id=id_, expires=expires))
        return f"{base_url.rstrip('/')}/media/{token}"

    return link


def signed_links(services: Services, own_url: str) -> Links:
    """As the outside reaches us where that is configured, else at ``own_url``."""
    return links(
        Tickets(services.secret_keys),
        base_url=services.settings.public_url or own_url,
        now=services.world.clock.now,
    )


@router.api_route(
    "/media/{token}", methods=["GET", "HEAD"], dependencies=[Public], response_class=Response
)
async def open_link(token: str, request: Request, api: Here) -> Response:
    """One picture, preview, clip or version, for as long as its link is good."""
    services = api.services
    ticket = Tickets(services.secret_keys).read(token)
    if ticket is None:
        return _refused(request, status=404, code="link_unknown")
    if ticket.expires <= services.world.clock.now().timestamp():
        return _refused(request, status=410, code="link_expired")
    try:
        answer = await send_file(request, services.store, await _file(api, ticket))
    except NotFound:
        return _refused(request, status=404, code="link_unknown")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


async def _file(api: Api, ticket: Ticket) -> StoredFile:
    """Raises NotFound, MediaRefused, NoSpace."""
    world = api.services.world
    if ticket.shown is Shown.CONTACT_SHEET:
        return await contact_sheet(world, api.sheets, ticket.id)
    return await pictured(world, ticket.shown, ticket.id)


def _refused(request: Request, *, status: int, code: str) -> Response:
    detail = say(f"problem.{code}", locale_of(request))
    return problem(request, status=status, code=code, detail=detail)


def _signing_key(secret: str) -> OctKey:
    """One secret serves several purposes; each signs with a key of its own."""
    return OctKey.import_key(hmac.digest(secret.encode(), b"stakazo media link v1", "sha256"))


def _signed(ticket: Ticket, key: OctKey) -> str:
    payload = json.dumps([ticket.shown.value, ticket.id, ticket.expires], separators=(",", ":"))
    return jws.serialize_compact(dict(_HEADER), payload.encode(), key, algorithms=[_ALGORITHM])


def _ticket(text: str) -> Ticket | None:
    """What a token says; nothing of it is proven yet."""
    segments = text.split(".")
    if len(text) > MAX_LENGTH or not text.isascii() or len(segments) != 3:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(segments[1] + "=" * (-len(segments[1]) % 4)))
        shown, id_, expires = said
        if type(id_) is not str or type(expires) is not int:
            return None
        return Ticket(shown=Shown(shown), id=id_, expires=expires)
    except (ValueError, TypeError, RecursionError):
        return None
