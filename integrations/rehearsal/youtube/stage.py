"""What one rehearsal of YouTube holds, and what every call to its API goes through."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request

from domain.platforms import Platform
from integrations.rehearsal.cast import Character, character
from integrations.rehearsal.faults import Due
from integrations.rehearsal.grants import Dead, Grantee
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.stage import meet_faults
from integrations.rehearsal.youtube.errors import ApiError
from integrations.rehearsal.youtube.library import Library
from integrations.rehearsal.youtube.quota import Quota

_PREFIX: Final = "https://www.googleapis.com/auth/"
MANAGES: Final = frozenset({_PREFIX + "youtube", _PREFIX + "youtube.force-ssl"})
UPLOADS: Final = MANAGES | {_PREFIX + "youtube.upload"}
READS: Final = MANAGES | {_PREFIX + "youtube.readonly"}
"""Any one of the scopes opens the calls of its kind.
https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps#scopes"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    ground: Ground
    library: Library
    quota: Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that was let in: what is still due to go wrong, and whose token it came with."""

    due: Due
    channel: Character


def stage_of(request: Request) -> Stage:
    stage = request.app.state.stage
    assert isinstance(stage, Stage)
    return stage


Here = Annotated[Stage, Depends(stage_of)]


async def enter(
    request: Request, stage: Stage, *calls: str, scopes: frozenset[str] = READS
) -> Call:
    """Counts a call, lets happen what the fault script has for it, and asks for the token.

    Raises ApiError, Page and Cut. What is left to the caller is in the answer.
    """
    due = await meet_faults(request, stage.ground, *calls)
    channel = _authorise(request, stage, scopes=scopes, revoke="revoke_token" in due)
    if status := due.get("status"):
        raise ApiError(status.status, status.reason, retry_after_s=status.retry_after_s)
    if "quota" in due:
        raise ApiError(403, "quotaExceeded")
    return Call(due=due, channel=channel)


def _authorise(
    request: Request, stage: Stage, *, scopes: frozenset[str], revoke: bool
) -> Character:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if revoke:
        stage.ground.grants.kill(token)
    grantee = _grantee(stage, token if scheme == "Bearer" else "")
    if not grantee.scopes & scopes:
        raise ApiError(403, "insufficientPermissions", "Insufficient Permission")
    try:
        return character(Platform.YOUTUBE, grantee.account)
    except KeyError as nobody:
        raise ApiError(401, "youtubeSignupRequired") from nobody


def _grantee(stage: Stage, token: str) -> Grantee:
    try:
        return stage.ground.grants.check(token)
    except Dead as dead:
        sentence = "Request had invalid authentication credentials."
        raise ApiError(401, "authError", sentence) from dead
