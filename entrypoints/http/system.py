"""Is it up, can it work, and what is it doing: for load balancers, people and the console."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from domain.system import SystemStatus
from entrypoints.http.access import Public, Reader
from entrypoints.http.context import Api, Here
from entrypoints.http.readiness import Readiness

router = APIRouter(tags=["system"])


class Alive(BaseModel):
    status: str = "ok"


class Status(BaseModel):
    jobs: dict[str, int]
    publications: dict[str, int]
    videos: int
    clips: int
    campaigns_active: int
    approvals_pending: int
    events: int
    errors_24h: int
    workers_alive: int

    @classmethod
    def of(cls, status: SystemStatus) -> "Status":
        return cls.model_validate(status, from_attributes=True)


class Snapshot(Status):
    at: datetime


class JobCounts(BaseModel):
    by_status: dict[str, int]
    total: int
    workers_alive: int


@router.get("/healthz", dependencies=[Public])
async def show_alive() -> Alive:
    """The process is up."""
    return Alive()


@router.get("/readyz", dependencies=[Public], responses={503: {"model": Readiness}})
async def show_ready(response: Response, api: Here) -> Readiness:
    """Database, storage and a worker can be reached. Checked at most every two seconds."""
    readiness = await api.readiness()
    if not readiness.ready:
        response.status_code = 503
    return readiness


@router.get("/debug/health")
async def show_health(principal: Reader, api: Here) -> Status:
    return Status.of(await _status(api))


@router.get("/debug/jobs/summary")
async def show_jobs_summary(principal: Reader, api: Here) -> JobCounts:
    status = await _status(api)
    return JobCounts(
        by_status=dict(status.jobs),
        total=sum(status.jobs.values()),
        workers_alive=status.workers_alive,
    )


@router.get("/telemetry/snapshot")
async def show_snapshot(principal: Reader, api: Here) -> Snapshot:
    status = Status.of(await _status(api))
    return Snapshot(**status.model_dump(), at=api.services.world.clock.now())


async def _status(api: Api) -> SystemStatus:
    async with api.services.world.uow() as tx:
        return await tx.reports.status()
