"""A cut video in memory, and the context in which tools are called."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from domain.access import Principal, Role
from domain.account import Account
from domain.clip import Clip
from domain.ids import JobId, ThreadId
from domain.job import Job, JobStatus
from domain.platforms import Platform
from domain.publication import Publication
from domain.texts import Locale
from domain.video import Video
from tests.build import (
    a_clip,
    a_link,
    a_principal,
    a_publication,
    a_score,
    a_span,
    a_variant,
    a_video,
    an_account,
    new_id,
)
from tests.fakes.memory.database import MemoryDatabase
from tools import ALL_TOOLS
from tools.context import Outside, ToolContext
from tools.spec import AnyTool

SCORES = (40.0, 90.0, 60.0)


class Stage:
    """Clips 1 to 3 of one video; clip 2 scores best on YouTube and has a version for it."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.video: Video = a_video(title="Morning show")
        self.account: Account = an_account(platform=Platform.YOUTUBE, handle="@show")
        job_id = JobId(new_id())
        self.clips: list[Clip] = [
            a_clip(
                video_id=self.video.id,
                job_id=job_id,
                number=n,
                span=a_span(n * 20_000, n * 20_000 + 10_000),
            )
            for n in (1, 2, 3)
        ]

    async def fill(self) -> None:
        async with self.database() as tx:
            await tx.videos.add(self.video)
            await tx.accounts.add(self.account)
            for clip, value in zip(self.clips, SCORES, strict=True):
                await tx.clips.add(clip)
                await tx.scores.add(a_score(value=value, clip_id=clip.id))
            await tx.clips.add_variant(a_variant(clip_id=self.clips[1].id))

    async def reach(self, platform: Platform, **fields: Any) -> Account:
        """Another account, and a version of clip 2 for its platform."""
        account = an_account(platform=platform, **{"handle": f"@on_{platform.value}", **fields})
        async with self.database() as tx:
            await tx.accounts.add(account)
            await tx.clips.add_variant(a_variant(clip_id=self.clips[1].id, platform=platform))
        return account

    async def put(self, **fields: Any) -> Publication:
        """A publication of clip 2 to the first account."""
        fields = {"clip_id": self.clips[1].id, "account_id": self.account.id, **fields}
        publication = a_publication(**fields)
        async with self.database() as tx:
            await tx.publications.add(publication)
        return publication

    def context(self, *, role: Role = Role.EDITOR, locale: Locale = Locale.EN) -> ToolContext:
        principal: Principal = a_principal(role=role)
        return ToolContext(
            principal=principal,
            locale=locale,
            thread_id=ThreadId(new_id()),
            request_key=new_id(),
            zone=ZoneInfo("Europe/Madrid"),
            world=self.database.world,
            follow=self._finish,
            outside=Outside(links=a_link),
        )

    async def _finish(self, job_id: JobId) -> Job:
        """The job as if its worker had done nothing but end it."""
        async with self.database() as tx:
            return replace(await tx.jobs.get(job_id), status=JobStatus.COMPLETED)


def tool(name: str) -> AnyTool:
    return next(tool for tool in ALL_TOOLS if tool.name == name)


async def use(called: str, context: ToolContext, **args: object) -> Any:
    used = tool(called)
    return await used.run(used.args.model_validate(args), context)
