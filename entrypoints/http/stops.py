"""What keeps publications from going out: stops and blackouts. Anybody who may publish sets them;
only those who may approve lift them."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from domain.errors import NotFound
from domain.ids import AccountId
from domain.platforms import Platform
from domain.usecases.add_blackout import add_blackout
from domain.usecases.remove_blackout import remove_blackout
from domain.usecases.resume_publishing import resume_publishing
from domain.usecases.stop_publishing import stop_publishing
from entrypoints.http.access import Approver, Reader
from entrypoints.http.context import Here
from entrypoints.http.paging import Page
from entrypoints.http.publications import Outward
from entrypoints.http.requests import Body
from tools.blackouts import BlackoutView
from tools.stops import StopView

router = APIRouter(prefix="/publishing", tags=["publications"])


Reason = Annotated[str, Field(min_length=1, max_length=500)]


class NewStop(Body):
    """Without an account: everything."""

    account_id: str | None = None
    reason: Reason


class ResumedRow(BaseModel):
    """How many held publications go on, one after the other."""

    resumed: int


class NewBlackout(Body):
    """Without platform and account: everywhere."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: Reason
    platform: Platform | None = None
    account_id: str | None = None


@router.get("/stops")
async def list_stops(principal: Reader, api: Here) -> Page[StopView]:
    async with api.services.world.uow() as tx:
        return Page(items=[StopView.of(one) for one in await tx.stops.stops()])


@router.post("/stops", status_code=201)
async def stop(body: NewStop, principal: Outward, api: Here) -> StopView:
    """At once, also for what is being uploaded now."""
    made = await stop_publishing(
        world=api.services.world,
        principal=principal,
        account_id=AccountId(body.account_id) if body.account_id else None,
        reason=body.reason,
    )
    return StopView.of(made)


@router.delete("/stops/{stop_id}")
async def resume(stop_id: str, principal: Approver, api: Here) -> ResumedRow:
    world = api.services.world
    async with world.uow() as tx:
        found = next((one for one in await tx.stops.stops() if one.id == stop_id), None)
    if found is None:
        raise NotFound(what="stop", ref=stop_id)
    going = await resume_publishing(world=world, principal=principal, account_id=found.account_id)
    return ResumedRow(resumed=going)


@router.get("/blackouts")
async def list_blackouts(principal: Reader, api: Here) -> Page[BlackoutView]:
    """Those that are not over, in order of time."""
    world = api.services.world
    async with world.uow() as tx:
        found = await tx.stops.blackouts(now=world.clock.now())
    return Page(items=[BlackoutView.of(one) for one in found])


@router.post("/blackouts", status_code=201)
async def black_out(body: NewBlackout, principal: Outward, api: Here) -> BlackoutView:
    """Also for what is planned already."""
    added = await add_blackout(
        world=api.services.world,
        principal=principal,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        reason=body.reason,
        platform=body.platform,
        account_id=AccountId(body.account_id) if body.account_id else None,
    )
    return BlackoutView.of(added)


@router.delete("/blackouts/{blackout_id}")
async def lift(blackout_id: str, principal: Approver, api: Here) -> BlackoutView:
    world = api.services.world
    async with world.uow() as tx:
        known = {one.id for one in await tx.stops.blackouts(now=world.clock.now())}
    if blackout_id not in known:
        raise NotFound(what="blackout", ref=blackout_id)
    removed = await remove_blackout(world=world, principal=principal, blackout_id=blackout_id)
    return BlackoutView.of(removed)
