"""What a person does in the app, and what the platform does to them, in a rehearsal."""

from enum import StrEnum
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

from integrations.rehearsal.instagram.audience import Counted
from integrations.rehearsal.instagram.media import Medium, Standing
from integrations.rehearsal.instagram.stage import Here, Stage

router = APIRouter(prefix="/rehearsal")


@router.patch("/posts/{media_id}", status_code=204)
async def change_audience(
    media_id: str, numbers: dict[Counted, Annotated[int, Field(ge=0)]], stage: Here
) -> Response:
    """How many saw it, liked it and so on."""
    stage.audience.change(_medium(stage, media_id).id, numbers)
    return Response(status_code=204)


class Comment(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    by: str
    words: str


@router.post("/posts/{media_id}/comments", status_code=204)
async def comment(media_id: str, comment: Comment, stage: Here) -> Response:
    medium = _medium(stage, media_id)
    comments = stage.audience.of(medium.id)["comments"] + 1
    stage.audience.change(medium.id, {Counted.COMMENTS: comments})
    stage.hooks.commented(medium.account, medium.id, by=comment.by, words=comment.words)
    return Response(status_code=204)


class Turn(StrEnum):
    REMOVE = "remove"
    RESTRICT = "restrict"
    RESTORE = "restore"

    @property
    def event(self) -> str:
        return f"{self}d" if self.endswith("e") else f"{self}ed"


@router.post("/posts/{media_id}/{turn}", status_code=204)
async def turn_post(media_id: str, turn: Turn, stage: Here) -> Response:
    stage.shelf.turn(_medium(stage, media_id), turn.event, by="platform")
    return Response(status_code=204)


class AccountChange(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    account_type: Literal["BUSINESS", "MEDIA_CREATOR", "PERSONAL"] | None = None
    username: Annotated[str, Field(pattern=r"^[\w.]{1,30}$")] | None = None


@router.patch("/accounts/{account_id}", status_code=204)
async def change_account(account_id: str, change: AccountChange, stage: Here) -> Response:
    profile = stage.profile(account_id)
    profile.account_type = change.account_type or profile.account_type
    profile.username = change.username or profile.username
    stage.accounts.save()
    return Response(status_code=204)


@router.post("/accounts/{account_id}/revoke", status_code=204)
async def revoke(account_id: str, stage: Here, reason: str = "app_removed") -> Response:
    """``reason`` is one of those of ``grants.Dead``; a person who removes the app is told of."""
    profile = stage.profile(account_id)
    stage.ground.grants.revoke(profile.id, reason)
    if reason == "app_removed":
        stage.hooks.removed(profile.id)
    return Response(status_code=204)


@router.post("/accounts/{account_id}/forget", status_code=204)
async def forget(account_id: str, stage: Here) -> Response:
    """The person wants everything deleted that we know of them."""
    profile = stage.profile(account_id)
    stage.ground.grants.revoke(profile.id, "app_removed")
    stage.hooks.wants_deletion(profile.id)
    return Response(status_code=204)


@router.post("/accounts/{account_id}/{turn}", status_code=204)
async def turn_account(
    account_id: str,
    turn: Literal["ban", "unban", "make_private", "make_public"],
    stage: Here,
) -> Response:
    """A banned account publishes nothing. Only a personal account can be private."""
    profile = stage.profile(account_id)
    if turn in ("ban", "unban"):
        profile.is_restricted = turn == "ban"
    else:
        profile.account_type = "PERSONAL" if turn == "make_private" else "BUSINESS"
    stage.accounts.save()
    return Response(status_code=204)


def _medium(stage: Stage, media_id: str) -> Medium:
    """What its owner deleted can never be touched again."""
    try:
        medium = stage.shelf.medium(media_id)
    except KeyError as unknown:
        raise HTTPException(404, "no such post") from unknown
    if medium.standing is Standing.DELETED:
        raise HTTPException(409, "its owner deleted it")
    return medium
