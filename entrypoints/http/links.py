"""Addresses that open one of our pictures or clips without signing in.

Whoever has such an address may look, as long as it is good: who asked for it may have lost their
rights since then. Therefore it names one file and no other, and runs out after a day.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter
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
from integrations.tickets import Ticket, Tickets

LIFETIME: Final = timedelta(days=1)

router = APIRouter(tags=["clips"])


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
