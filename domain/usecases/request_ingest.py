"""Ask for a video to be taken in from a URL or from the inbox folder."""

from domain.access import Permission, Principal
from domain.errors import Invalid
from domain.job import Job, JobKind, NewJob, Priority
from domain.ports import World

_MAX_SOURCE_LENGTH = 2_000


async def request_ingest(
    *, world: World, principal: Principal, source: str, title: str | None, request_key: str
) -> Job:
    """Raises Forbidden, Invalid."""
    principal.require(Permission.WRITE)
    wanted = source.strip()
    if not wanted or len(wanted) > _MAX_SOURCE_LENGTH:
        raise Invalid("source")
    async with world.uow() as tx:
        return await tx.jobs.enqueue(
            NewJob(
                kind=JobKind.INGEST_VIDEO,
                payload={"source": wanted, "title": title},
                requested_by=principal.actor,
                priority=Priority.CHAT,
                request_key=request_key,
            )
        )
