"""Tools about the system itself."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from domain.job import JobStatus
from domain.publication import PublicationStatus
from domain.texts import say
from tools.context import ToolContext
from tools.spec import Answer, AnyTool, Risk, tool


class AskStatus(BaseModel):
    pass


class Status(Answer):
    jobs: Mapping[str, int]
    publications: Mapping[str, int]
    workers_alive: int
    errors_24h: int


@tool(
    risk=Risk.READ,
    examples=(
        "status",
        "system status",
        "how is everything",
        "estado",
        "estado del sistema",
        "cómo va todo",
    ),
)
async def system_status(args: AskStatus, context: ToolContext) -> Status:
    """Say how the whole system is: work waiting, running, failed, live."""
    async with context.world.uow() as tx:
        status = await tx.reports.status()
    locale = context.locale
    told = (
        say(
            "system.work",
            locale,
            videos=status.videos,
            clips=status.clips,
            campaigns=status.campaigns_active,
        ),
        say(
            "system.jobs",
            locale,
            pending=status.jobs.get(JobStatus.PENDING, 0),
            processing=status.jobs.get(JobStatus.PROCESSING, 0),
            failed=status.jobs.get(JobStatus.FAILED, 0),
            workers=status.workers_alive,
        ),
        say(
            "system.outside",
            locale,
            published=status.publications.get(PublicationStatus.PUBLISHED, 0),
            approvals=status.approvals_pending,
        ),
        say("system.ledger", locale, errors=status.errors_24h, events=status.events),
    )
    return Status(
        summary=" ".join(told),
        jobs=status.jobs,
        publications=status.publications,
        workers_alive=status.workers_alive,
        errors_24h=status.errors_24h,
    )


TOOLS: Final[tuple[AnyTool, ...]] = (system_status,)
