"""Who asks, proven at the door, and what each route needs of them.

Every route names one of those below, or says that it is public; a test refuses a route
that does neither.
"""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Final

import structlog
from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from domain.access import NotSignedIn, Permission, Principal, principal_of
from domain.errors import DomainError, NotFound
from domain.ports import World
from entrypoints.http.context import Api, api_of

API_TOKEN_PREFIX: Final = "stk_"
_MAX_API_TOKEN: Final = 200

_bearer = HTTPBearer(auto_error=False, description="A login's access token, or an API token")
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


class NeedsSession(DomainError):
    """A token that leaked must not be able to outlive its being revoked."""

    code = "needs_session"


@dataclass(frozen=True, slots=True)
class Needs:
    """A route's door: answers who asks. Raises NotSignedIn, NeedsSession, Forbidden."""

    permission: Permission
    session: bool = False
    """Whether only a login will do, and no API token."""

    async def __call__(self, request: Request, credentials: _Credentials) -> Principal:
        if credentials is None:
            raise NotSignedIn()
        principal = await identify(api_of(request), credentials.credentials)
        request.state.locale = principal.locale
        request.state.actor = principal.actor
        structlog.contextvars.bind_contextvars(actor=principal.actor)
        if self.session and credentials.credentials.startswith(API_TOKEN_PREFIX):
            raise NeedsSession()
        principal.require(self.permission)
        return principal


async def public() -> None:
    """Says that a route is meant for everybody."""


Public = Depends(public)
Reader = Annotated[Principal, Depends(Needs(Permission.READ))]
SignedIn = Annotated[Principal, Depends(Needs(Permission.READ, session=True))]
Writer = Annotated[Principal, Depends(Needs(Permission.WRITE))]
Approver = Annotated[Principal, Depends(Needs(Permission.APPROVE))]
Admin = Annotated[Principal, Depends(Needs(Permission.ADMIN))]


async def identify(api: Api, token: str) -> Principal:
    """The person's role, scopes and state are read anew each time. Raises NotSignedIn."""
    world = api.services.world
    if token.startswith(API_TOKEN_PREFIX):
        return await _by_api_token(world, token)
    user_id = api.tokens.read(token, now=world.clock.now())
    try:
        async with world.uow() as tx:
            user = await tx.users.get(user_id)
    except NotFound as error:
        raise NotSignedIn() from error
    return principal_of(user)


async def _by_api_token(world: World, secret: str) -> Principal:
    if len(secret) > _MAX_API_TOKEN:
        raise NotSignedIn()
    async with world.uow() as tx:
        token = await tx.users.find_token(hashlib.sha256(secret.encode()).hexdigest())
        if token is None or token.revoked_at is not None:
            raise NotSignedIn()
        user = await tx.users.get(token.user_id)
    return principal_of(user, scopes=token.permissions)
