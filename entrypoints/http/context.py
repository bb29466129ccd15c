"""What every route works with, put together once per process."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from agent.run import Conversation
from entrypoints.http.gate import Gate
from entrypoints.http.pictures import Sheets
from entrypoints.http.readiness import ReadinessCheck
from entrypoints.http.throttle import Throttle
from entrypoints.http.tokens import AccessTokens
from entrypoints.wiring import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """``guesses`` counts failed logins per person and address, ``knocks`` per address alone."""

    services: Services
    conversation: Conversation
    tokens: AccessTokens
    guesses: Throttle
    knocks: Throttle
    readiness: ReadinessCheck
    sheets: Sheets
    gate: Gate


def api_of(request: Request) -> Api:
    found: Api = request.app.state.api
    return found


Here = Annotated[Api, Depends(api_of)]
