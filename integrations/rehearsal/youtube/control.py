"""What only a rehearsal has: the truth log to read, faults to order, and what becomes of posts
and accounts without anybody calling the API."""

from collections.abc import Collection
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.platforms import Platform
from integrations.rehearsal import callbacks
from integrations.rehearsal.cast import character
from integrations.rehearsal.faults import Fault
from integrations.rehearsal.youtube import hub, oauth
from integrations.rehearsal.youtube.kept import Video
from integrations.rehearsal.youtube.stage import Here

OWN_FAULTS: Final = {
    "accept_partial": "half of a chunk is stored, or ``bytes`` of it",
    "lose_bytes": "everything that was stored is lost",
    "expire_session": "the session is gone before the call",
    "expire_after": "the session is gone after the call",
    "upload_limit": "400 uploadLimitExceeded: the channel's own limit",
    "quota": "403 quotaExceeded: the project's limit",
    "processing_fails": "it cannot be processed, for ``reason``",
    "rejected": "it is rejected for ``reason`` as soon as it is processed",
    "reject_later": "it is rejected for ``reason``, ``seconds`` after it was processed",
    "listed_late": "the channel's uploads do not list it for ``seconds``",
    "odd_status": "a video that is read has the word ``reason``, which nobody knows, for its state",
    "thumbnail": "403 forbidden for the thumbnail",
}
CALLS: Final = frozenset(
    {"open", "upload_chunk", "upload_last", "probe", "channels_list", "playlist_items_list"}
    | {"videos_list", "videos_stats", "videos_update", "videos_delete", "thumbnails_set", hub.CALL}
)
COMMON_FAULTS: Final = frozenset(
    {"close", "drop_answer", "spoil", "stall", "html", "empty", "status", "revoke_token"}
)

router = APIRouter(prefix="/rehearsal")


class Wanted(BaseModel):
    """A token as it is wanted; ``age_s`` makes it look as old as that."""

    model_config = ConfigDict(extra="forbid")

    account: str
    scopes: list[str] | None = None
    life_s: int | None = None
    age_s: int = 0


class Reason(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(pattern=r"^[A-Za-z]+$")] = "copyright"


@router.get("/truth")
async def read_truth(stage: Here) -> list[dict[str, Any]]:
    return stage.library.truth.lines()


@router.post("/faults", status_code=201)
async def order_fault(fault: Fault, stage: Here) -> Fault:
    if fault.name not in _known(fault.call):
        raise HTTPException(422, f"there is no fault {fault.name!r} for {fault.call!r}")
    stage.ground.faults.add(fault)
    return fault


@router.delete("/faults", status_code=204)
async def clear_faults(stage: Here) -> Response:
    stage.ground.faults.clear()
    return Response(status_code=204)


@router.post("/tokens", status_code=201)
async def mint_token(wanted: Wanted, stage: Here) -> dict[str, str]:
    issued = stage.ground.grants.mint(
        _channel(wanted.account), wanted.scopes, life_s=wanted.life_s, age_s=wanted.age_s
    )
    return {"access_token": issued.access, "refresh_token": issued.refresh}


@router.post("/accounts/{account}/revoke", status_code=204)
async def revoke_account(account: str, stage: Here) -> Response:
    stage.ground.grants.revoke(_channel(account))
    return Response(status_code=204)


def _known(call: str) -> Collection[str]:
    """None for a call that nobody ever makes: the fault would wait for ever."""
    if call == callbacks.WEBHOOK:
        return callbacks.FAULTS
    if call in oauth.CALLS:
        return COMMON_FAULTS | oauth.FAULTS
    return COMMON_FAULTS | set(OWN_FAULTS) if call in CALLS else ()


def _video(post_id: str, stage: Here) -> Video:
    try:
        return stage.library.video(post_id)
    except KeyError as unknown:
        raise HTTPException(404, "no such video") from unknown


Known = Annotated[Video, Depends(_video)]


@router.post("/posts/{post_id}/remove", status_code=204)
async def remove_post(video: Known, stage: Here) -> Response:
    video.is_removed = True
    stage.library.tell("removed", video)
    return Response(status_code=204)


@router.post("/posts/{post_id}/restrict", status_code=204)
async def restrict_post(video: Known, stage: Here) -> Response:
    video.is_restricted = True
    stage.library.tell("restricted", video)
    return Response(status_code=204)


@router.post("/posts/{post_id}/restore", status_code=204)
async def restore_post(video: Known, stage: Here) -> Response:
    video.is_removed = video.is_restricted = False
    video.rejected_at = None
    stage.library.tell("restored", video)
    return Response(status_code=204)


@router.post("/posts/{post_id}/{verdict}", status_code=204)
async def reject_post(
    verdict: Literal["claim", "reject"], video: Known, stage: Here, given: Reason | None = None
) -> Response:
    """A claim is a rejection with the reason ``claim``."""
    video.rejection = "claim" if verdict == "claim" else (given or Reason()).reason
    video.rejected_at = stage.ground.clock.now()
    stage.library.tell("rejected", video)
    return Response(status_code=204)


def _channel(account: str) -> str:
    try:
        return character(Platform.YOUTUBE, account).external_id
    except KeyError as nobody:
        raise HTTPException(404, "no such channel") from nobody
