"""What only a rehearsal has: the truth log, faults to order, and a hand in everything else."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

from integrations.rehearsal.faults import Fault
from integrations.rehearsal.tiktok import words
from integrations.rehearsal.tiktok.creators import Change, Creator
from integrations.rehearsal.tiktok.inbox import NotThere, post_from_inbox
from integrations.rehearsal.tiktok.stage import Here, Stage
from integrations.rehearsal.tiktok.tasks import Standing

STANDINGS: Final = {
    "remove": Standing.REMOVED,
    "restrict": Standing.HELD,
    "restore": Standing.LIVE,
}
CHANGES: Final = {
    "ban": Change(is_banned=True),
    "make_private": Change(is_private=True),
    "make_public": Change(is_private=False),
}

router = APIRouter(prefix="/rehearsal")


class TokenOrder(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    account: str
    scopes: tuple[str, ...] | None = None
    life_s: int | None = None
    age_s: int = 0


class PersonsPost(BaseModel):
    """What the person in the app decides. Without a privacy, the widest that the account has;
    ``again`` makes another post of what was posted already."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    caption: Annotated[str, Field(max_length=2200)] = ""
    privacy: str | None = None
    again: bool = False


@router.get("/truth")
async def read_truth(stage: Here) -> list[dict[str, Any]]:
    return stage.desk.truth()


@router.post("/faults", status_code=201)
async def order_fault(fault: Fault, stage: Here) -> Fault:
    words.judge(fault)
    stage.ground.faults.add(fault)
    return fault


@router.delete("/faults", status_code=204)
async def clear_faults(stage: Here) -> Response:
    stage.ground.faults.clear()
    return Response(status_code=204)


@router.post("/tokens")
async def mint_tokens(order: TokenOrder, stage: Here) -> dict[str, str]:
    _creator(stage, order.account)
    issued = stage.ground.grants.mint(
        order.account, order.scopes, life_s=order.life_s, age_s=order.age_s
    )
    return {"access_token": issued.access, "refresh_token": issued.refresh}


@router.post("/inbox/{publish_id}/post")
async def post_inbox(
    publish_id: str, stage: Here, order: Annotated[PersonsPost, Body()]
) -> dict[str, str]:
    """The person posts what lies in the inbox."""
    try:
        post = post_from_inbox(
            stage, publish_id, caption=order.caption, privacy=order.privacy, again=order.again
        )
    except NotThere as refused:
        raise HTTPException(refused.status, str(refused)) from refused
    return {"post_id": post.id}


@router.post("/posts/{post_id}/{what}")
async def change_post(
    post_id: str, what: Literal["remove", "restrict", "restore"], stage: Here
) -> dict[str, str]:
    try:
        stage.desk.stand(post_id, STANDINGS[what])
    except KeyError as unknown:
        raise HTTPException(404, "no such post") from unknown
    return {"post_id": post_id, "standing": STANDINGS[what]}


@router.post("/accounts/{account}/revoke", status_code=204)
async def revoke(account: str, stage: Here) -> Response:
    """The person takes the permission away in the app."""
    _creator(stage, account)
    stage.ground.grants.revoke(account)
    stage.desk.revoked(account)
    return Response(status_code=204)


@router.post("/accounts/{account}/{what}")
async def change_account(
    account: str, what: Literal["ban", "make_private", "make_public"], stage: Here
) -> Creator:
    _creator(stage, account)
    return stage.creators.change(account, CHANGES[what])


@router.patch("/accounts/{account}")
async def set_account(account: str, change: Change, stage: Here) -> Creator:
    _creator(stage, account)
    return stage.creators.change(account, change)


def _creator(stage: Stage, account: str) -> Creator:
    try:
        return stage.creators.get(account)
    except KeyError as unknown:
        raise HTTPException(404, "no such account") from unknown
