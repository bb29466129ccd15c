"""What only a rehearsal has: the truth log to read, faults and tokens to order."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

from integrations.rehearsal.faults import Fault
from integrations.rehearsal.instagram.stage import Here
from integrations.rehearsal.instagram.words import why_not

router = APIRouter(prefix="/rehearsal")


@router.get("/truth")
async def read_truth(stage: Here) -> list[dict[str, Any]]:
    return stage.shelf.truth.lines()


@router.get("/calls")
async def read_calls(stage: Here) -> dict[str, int]:
    """How many calls of each kind there were since the server started."""
    return dict(stage.counts + stage.fetching.counts)


@router.post("/faults", status_code=201)
async def order_fault(fault: Fault, stage: Here) -> Fault:
    if reason := why_not(fault):
        raise HTTPException(422, reason)
    stage.ground.faults.add(fault)
    return fault


@router.delete("/faults", status_code=204)
async def clear_faults(stage: Here) -> Response:
    stage.ground.faults.clear()
    stage.usage.reset()
    return Response(status_code=204)


class TokenOrder(BaseModel):
    """``age_s`` makes the token look as old as that."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: str
    scopes: list[str] | None = None
    life_s: int | None = None
    age_s: Annotated[int, Field(ge=0)] = 0


@router.post("/tokens", status_code=201)
async def mint_token(order: TokenOrder, stage: Here) -> dict[str, str]:
    issued = stage.ground.grants.mint(
        stage.profile(order.account).id, order.scopes, life_s=order.life_s, age_s=order.age_s
    )
    return {"access_token": issued.access, "refresh_token": issued.refresh}
