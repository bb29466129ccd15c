"""Which use case does which kind of job."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from domain.job import JobKind, Run
from domain.platforms import Platform
from domain.usecases.adjust_clip import adjust_clip
from domain.usecases.complete_ingest import complete_ingest
from domain.usecases.cut_video import cut_video
from domain.usecases.expire_approvals import expire_approvals
from domain.usecases.handle_webhook import handle_webhook
from domain.usecases.ingest_video import ingest_video
from domain.usecases.match_parked import match_parked
from domain.usecases.publish_publication import publish_publication
from domain.usecases.reconcile_publications import reconcile_publications
from domain.usecases.render_variants import render_variants
from domain.usecases.renew_grants import renew_grants
from domain.usecases.score_clips import score_clips
from domain.usecases.subscribe_channels import subscribe_channels
from domain.usecases.watch_publication import watch_publication
from entrypoints.wiring import Services
from integrations.webhooks import read_notices

Handler = Callable[[Run, Services], Awaitable[None]]


async def _ingest(run: Run, s: Services) -> None:
    source = run.job.text("source") or ""
    ingested = await ingest_video(
        world=s.world,
        store=s.store,
        media=s.media,
        actor=run.job.requested_by,
        chunks=s.sources.fetch(source),
        source=source,
        title=run.job.text("title"),
    )
    await complete_ingest(
        world=s.world, run=run, video=ingested.video, duplicate=ingested.duplicate
    )


async def _cut(run: Run, s: Services) -> None:
    await cut_video(run=run, world=s.world, senses=s.senses)


async def _adjust(run: Run, s: Services) -> None:
    await adjust_clip(run=run, world=s.world, senses=s.senses)


async def _render(run: Run, s: Services) -> None:
    await render_variants(run=run, world=s.world, senses=s.senses)


async def _score(run: Run, s: Services) -> None:
    await score_clips(run=run, world=s.world, media=s.media)


async def _publish(run: Run, s: Services) -> None:
    await publish_publication(run=run, world=s.world, publishers=s.publishers)


async def _watch(run: Run, s: Services) -> None:
    await watch_publication(run=run, world=s.world, publishers=s.publishers)


async def _reconcile(run: Run, s: Services) -> None:
    await match_parked(world=s.world, read=read_notices)
    await reconcile_publications(run=run, world=s.world)


async def _webhook(run: Run, s: Services) -> None:
    await handle_webhook(run=run, world=s.world, read=read_notices)


async def _renew(run: Run, s: Services) -> None:
    await renew_grants(
        run=run,
        world=s.world,
        authorisers=s.authorisers,
        rehearsed=s.platforms.rehearsed,
        pause=asyncio.sleep,
    )


async def _subscribe(run: Run, s: Services) -> None:
    await subscribe_channels(
        run=run,
        world=s.world,
        hub=s.platforms.hub,
        rehearsed=s.platforms.is_rehearsed(Platform.YOUTUBE),
    )


async def _expire(run: Run, s: Services) -> None:
    await expire_approvals(run=run, world=s.world)


HANDLERS: Final[Mapping[JobKind, Handler]] = {
    JobKind.INGEST_VIDEO: _ingest,
    JobKind.CUT_VIDEO: _cut,
    JobKind.ADJUST_CLIP: _adjust,
    JobKind.RENDER_VARIANTS: _render,
    JobKind.SCORE_CLIPS: _score,
    JobKind.PUBLISH: _publish,
    JobKind.WATCH_PUBLICATION: _watch,
    JobKind.RECONCILE_PUBLICATIONS: _reconcile,
    JobKind.HANDLE_WEBHOOK: _webhook,
    JobKind.RENEW_GRANTS: _renew,
    JobKind.SUBSCRIBE_CHANNELS: _subscribe,
    JobKind.EXPIRE_APPROVALS: _expire,
}
