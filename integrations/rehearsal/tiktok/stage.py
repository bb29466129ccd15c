"""What the rehearsal of TikTok holds, and what every call to its API goes through."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from weakref import WeakValueDictionary

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import JSONResponse

from integrations.rehearsal.faults import Due
from integrations.rehearsal.grants import Dead, Grantee
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.stage import leave, meet_faults
from integrations.rehearsal.tiktok.creators import Creator, Creators
from integrations.rehearsal.tiktok.desk import Desk
from integrations.rehearsal.tiktok.errors import ApiError, code_of, envelope
from integrations.rehearsal.tiktok.limits import Limits
from integrations.rehearsal.tiktok.tasks import Tasks


@dataclass(kw_only=True)
class Stage:
    """``locks`` keeps two requests from writing to one file. ``pulls`` are those that go on: what
    nobody holds may be collected before it is done."""

    ground: Ground
    creators: Creators
    tasks: Tasks
    desk: Desk
    limits: Limits
    pulls: set[asyncio.Task[None]] = field(default_factory=set)
    locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)


async def stage_of(request: Request) -> Stage:
    stage = request.app.state.stage
    assert isinstance(stage, Stage)
    stage.desk.wake()
    return stage


Here = Annotated[Stage, Depends(stage_of)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that was let in."""

    creator: Creator
    grantee: Grantee
    due: Due

    def answer(self, shown: Mapping[str, Any]) -> JSONResponse:
        """Raises Cut and Page."""
        leave(self.due)
        return JSONResponse(envelope(shown))


async def enter(request: Request, stage: Stage, name: str, *scopes: str) -> Call:
    """Counts a call, lets happen what the fault script has for it, and asks for a token that has
    one of ``scopes``. Raises ApiError, Page and Cut."""
    due = await meet_faults(request, stage.ground, name)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if "revoke_token" in due:
        stage.ground.grants.kill(token)
    grantee = _grantee(stage, token if scheme == "Bearer" else "")
    if scopes and not grantee.scopes.intersection(scopes):
        raise ApiError("scope_not_authorized", "The user did not authorize the scope required.")
    stage.limits.spend(token, name)
    if status := due.get("status"):
        code = status.reason or code_of(status.status)
        raise ApiError(code, status=status.status, retry_after_s=status.retry_after_s)
    if refusal := due.get("refuse"):
        raise ApiError(refusal.reason or "", status=refusal.code)
    return Call(creator=stage.creators.get(grantee.account), grantee=grantee, due=due)


async def body_of(request: Request, *known: str) -> dict[str, Any]:
    """The JSON object that was sent, with no other fields than these. Raises ApiError."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
        raise ApiError("invalid_params", "Content-Type must be application/json; charset=UTF-8")
    try:
        body = json.loads(await request.body())
    except ValueError as bad:
        raise ApiError("invalid_params", "The body is not JSON.") from bad
    return fields(body, *known)


def fields(value: object, *known: str) -> dict[str, Any]:
    """``value`` as an object with no other fields than these. Raises ApiError."""
    if not isinstance(value, dict):
        raise ApiError("invalid_params", "An object was expected.")
    if strange := sorted(value.keys() - set(known)):
        raise ApiError("invalid_params", f"The field {strange[0]} is unknown.")
    return value


def _grantee(stage: Stage, token: str) -> Grantee:
    try:
        return stage.ground.grants.check(token)
    except Dead as dead:
        raise ApiError(
            "access_token_invalid", "The access token is invalid or not found in the request."
        ) from dead
