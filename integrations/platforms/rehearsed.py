"""A publisher whose rehearsal server is looked up at each call: it may start, or move, later."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.ids import BlobKey
from domain.platforms import Platform
from domain.ports import OutcomeUnknown, PlatformUnavailable, Progress, Publisher, Receipt
from domain.publication import Post
from integrations import platforms
from integrations.platforms.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedPublisher:
    """``find_server`` gives the server's base URL, or None while it does not run."""

    platform: Platform
    parts: Parts
    find_server: Callable[[], str | None]

    def _publisher(self) -> Publisher:
        base_url = self.find_server()
        if base_url is None:
            raise PlatformUnavailable(f"the rehearsal server of {self.platform} is not running")
        return platforms.rehearsal(self.platform, self.parts, base_url=base_url)

    def _known(self) -> Publisher:
        """For an upload that was begun: while nobody answers, nobody knows what became of it."""
        try:
            return self._publisher()
        except PlatformUnavailable as absent:
            raise OutcomeUnknown(str(absent)) from absent

    async def begin(self, post: Post) -> str:
        return await self._publisher().begin(post)

    async def upload(
        self, handle: str, post: Post, media: BlobKey, *, on_progress: Progress
    ) -> Receipt:
        return await self._known().upload(handle, post, media, on_progress=on_progress)

    async def look(self, handle: str, post: Post) -> Receipt | None:
        return await self._known().look(handle, post)
