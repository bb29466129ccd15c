"""Publications that fall due within a minute, and what the ledger says became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from benchmarks.load.crowd import Member, over_and_over
from benchmarks.load.site import Site
from domain.account import Account
from domain.clip import Variant
from domain.ids import Actor, PublicationId
from domain.ledger import Kind
from domain.media import Blob
from domain.platforms import Platform
from domain.ports import Transaction
from domain.ports.resuming import publish_job
from domain.publication import Medium, Misfire, Privacy, PublicationStatus, Window
from tests.build import a_clip, a_new_job, a_publication, a_variant, a_video

LASTS_MS: Final = 5_000
_BATCH: Final = 200
_UNSENT: Final = ("scheduled", "queued", "uploading")
_FIRST_OF: Final = (
    "SELECT kind, publication_id::text, min(occurred_at) FROM ledger_events"
    " WHERE kind = ANY(%s) GROUP BY kind, publication_id"
)
_COUNT: Final = "SELECT status, count(*) FROM publications GROUP BY status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """When each publication is due."""

    due: Mapping[str, datetime]

    async def are_sent(self, watch: "psycopg.AsyncConnection[Any]") -> bool:
        counts = await (await watch.execute(_COUNT)).fetchall()
        return not any(status in _UNSENT for status, _ in counts)


async def place(
    site: Site, crowd: Sequence[Member], blob: Blob, *, count: int, per_s: float, starts: datetime
) -> Placed:
    """So many, evenly spaced from ``starts`` on, taking turns through the crowd."""
    medium = Medium(
        blob=blob.key, sha256=blob.sha256, size_bytes=blob.size_bytes, duration_ms=LASTS_MS
    )
    due: dict[str, datetime] = {}
    members = enumerate(over_and_over(crowd, count))
    while batch := [pair for _, pair in zip(range(_BATCH), members, strict=False)]:
        async with site.world.uow() as tx:
            variants: dict[int, Mapping[Platform, Variant]] = {}
            for number, member in batch:
                # A clip goes to an account once.
                turn = number // len(crowd)
                if turn not in variants:
                    variants[turn] = await _a_clip(tx, blob)
                at = starts + timedelta(seconds=number / per_s)
                variant = variants[turn][member.account.platform]
                id_ = await _order(tx, member.account, variant, medium, at)
                due[id_] = at
    return Placed(due=due)


async def _order(
    tx: Transaction, account: Account, variant: Variant, medium: Medium, at: datetime
) -> PublicationId:
    """What is left of the use case once everything is known to be right."""
    draft = a_publication(
        clip_id=variant.clip_id,
        variant_id=variant.id,
        platform=account.platform,
        account_id=account.id,
        caption="A goal in the last minute",
        privacy=Privacy.PUBLIC,
        medium=medium,
        window=Window(opens_at=at, lasts=timedelta(days=1), misfire=Misfire.SHIFT),
        due_at=at,
        status=PublicationStatus.SCHEDULED,
        created_at=at - timedelta(minutes=1),
    )
    publication = replace(draft, digest=draft.content(account).digest())
    await tx.publications.add(publication)
    key = f"publish:{publication.id}"
    job = publish_job(publication, by=Actor("system"), request_key=key, at=at)
    await tx.jobs.enqueue(job)
    return publication.id


async def _a_clip(tx: Transaction, blob: Blob) -> Mapping[Platform, Variant]:
    video = a_video()
    await tx.videos.add(video)
    later = a_new_job(video_id=video.id, run_at=video.created_at.replace(year=2100))
    clip = a_clip(video_id=video.id, job_id=(await tx.jobs.enqueue(later)).id)
    await tx.clips.add(clip)
    made = {}
    for platform in Platform:
        made[platform] = a_variant(
            clip_id=clip.id,
            platform=platform,
            blob=blob.key,
            sha256=blob.sha256,
            size_bytes=blob.size_bytes,
            duration_ms=LASTS_MS,
        )
        await tx.clips.add_variant(made[platform])
    return made


async def moments(
    watch: "psycopg.AsyncConnection[Any]", placed: Placed
) -> Mapping[Kind, Mapping[str, datetime]]:
    """When each was started, and when it was sent, by the ledger."""
    kinds = (Kind.PUBLICATION_STARTED, Kind.PUBLICATION_SENT)
    rows = await (await watch.execute(_FIRST_OF, (list(kinds),))).fetchall()
    return {
        kind: {id_: at for told, id_, at in rows if told == kind and id_ in placed.due}
        for kind in kinds
    }


async def outcomes(watch: "psycopg.AsyncConnection[Any]") -> str:
    counts = await (await watch.execute(_COUNT)).fetchall()
    return ", ".join(f"{count} {status}" for status, count in sorted(counts))
