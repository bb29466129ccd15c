"""What one rehearsal of Instagram holds, and what every call to its API goes through."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.account import Login
from integrations.rehearsal.faults import Due, Fault
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.instagram.accounts import Accounts, Profile
from integrations.rehearsal.instagram.audience import Audience
from integrations.rehearsal.instagram.errors import GraphError, named, unreadable
from integrations.rehearsal.instagram.fetching import Fetching
from integrations.rehearsal.instagram.hooks import Hooks
from integrations.rehearsal.instagram.params import read_params, token_of
from integrations.rehearsal.instagram.scopes import SCOPES, Right
from integrations.rehearsal.instagram.shelf import Shelf
from integrations.rehearsal.instagram.tokens import alive
from integrations.rehearsal.instagram.usage import Usage
from integrations.rehearsal.stage import leave, meet_faults

VERSIONS: Final = frozenset({"v22.0", "v23.0", "v24.0", "v25.0", "v26.0"})
"""v20.0 ended on 2026-09-24; v26.0 dates from 2026-07-29."""

_THROTTLED_FOR_S: Final = 300


@dataclass(kw_only=True)
class Stage:
    ground: Ground
    shelf: Shelf
    accounts: Accounts
    usage: Usage
    fetching: Fetching
    audience: Audience
    hooks: Hooks
    counts: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        return self.ground.clock.now()

    def profile(self, account_id: str) -> Profile:
        """For whoever plays the person or the platform. Raises HTTPException 404."""
        try:
            return self.accounts.get(account_id)
        except KeyError as unknown:
            raise HTTPException(404, "no such account") from unknown


def stage_of(request: Request) -> Stage:
    stage = request.app.state.stage
    assert isinstance(stage, Stage)
    return stage


Here = Annotated[Stage, Depends(stage_of)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call to the API, by one account, that has passed everything that every call passes."""

    request: Request
    stage: Stage
    login: Login
    profile: Profile
    scopes: frozenset[str]
    params: Mapping[str, Any] = field(repr=False)
    token: str = field(repr=False)
    due: Due

    def need(self, right: Right) -> None:
        """Raises GraphError 10."""
        if SCOPES[self.login].get(right) not in self.scopes:
            raise GraphError(10, None, "(#10) Application does not have permission for this action")

    def need_self(self, node: str, doing: str = "get") -> None:
        """Raises GraphError 100/33 for the node of anybody else."""
        if node not in ("me", self.profile.id):
            raise unreadable(node, doing)

    def answer(self, body: Mapping[str, Any]) -> JSONResponse:
        """Raises Cut and Page when the answer is to be lost or spoilt."""
        leave(self.due)
        return JSONResponse(body, headers=self.stage.usage.headers(self.profile.id))


async def enter(request: Request, stage: Stage, kind: str) -> Call:
    """Raises GraphError, Page and Cut."""
    stage.counts[kind] += 1
    due = await meet_faults(request, stage.ground, kind)
    # The bytes of an upload are taken by whoever knows where they go.
    params = dict(request.query_params) if kind == "rupload" else await read_params(request)
    login = login_of(request)
    _check_version(request.path_params["version"])
    token = token_of(request, params)
    if "revoke_token" in due:
        stage.ground.grants.kill(token)
    profile, scopes = _authorised(stage, token, login)
    request.state.account = profile.id
    _meet_limits(stage, profile, due)
    if status := due.get("status"):
        raise _ordered(status)
    return Call(
        request=request,
        stage=stage,
        login=login,
        profile=profile,
        scopes=scopes,
        params=params,
        token=token,
        due=due,
    )


def login_of(request: Request) -> Login:
    """The two hosts are two prefixes; the bytes of an upload go to the second one's."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return Login.INSTAGRAM if path.startswith("/graph/") else Login.FACEBOOK


def _check_version(version: str) -> None:
    if version not in VERSIONS:
        raise GraphError(
            2635,
            None,
            f"(#2635) You are calling a deprecated version of the API: {version}. Please update to"
            f" the latest version: {max(VERSIONS)}.",
        )


def _authorised(stage: Stage, token: str, login: Login) -> tuple[Profile, frozenset[str]]:
    grantee = alive(token, stage.ground)
    try:
        profile = stage.accounts.get(grantee.account)
    except KeyError as unknown:
        raise GraphError(190, None, "Invalid OAuth access token.") from unknown
    if profile.login is not login:
        raise GraphError(190, None, "Invalid OAuth access token - Cannot parse access token")
    return profile, grantee.scopes


def _meet_limits(stage: Stage, profile: Profile, due: Due) -> None:
    """Raises GraphError 80002."""
    if usage := due.get("usage"):
        stage.usage.shown = usage.code
    if app_usage := due.get("app_usage"):
        stage.usage.app_shown = app_usage.code
    if throttle := due.get("throttle"):
        seconds = throttle.retry_after_s or _THROTTLED_FOR_S
        stage.usage.throttle(profile.id, seconds=seconds)
    try:
        stage.usage.count(profile.id)
    except GraphError:
        stage.counts["while_throttled"] += 1
        raise


def _ordered(fault: Fault) -> GraphError:
    if fault.reason is not None:
        return named(fault.reason, status=fault.status)
    return GraphError(fault.code or (1 if fault.status < 500 else 2), status=fault.status)


async def answer_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, GraphError)
    account = getattr(request.state, "account", None)
    headers = stage_of(request).usage.headers(account)
    return JSONResponse(error.envelope(), status_code=error.status, headers=headers)
