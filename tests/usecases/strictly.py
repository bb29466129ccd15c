"""A platform and a table of publications that refuse whatever must never happen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.ids import PublicationId
from domain.ports import Progress
from domain.publication import (
    MOVES,
    AttemptState,
    Begun,
    Post,
    Publication,
    Sighting,
    Stage,
)
from tests.fakes.memory.outward import MemoryPublications
from tests.fakes.outside import FakePlatform

A = AttemptState
_FENCES = {
    "begin": frozenset({A.FENCED}),
    "upload": frozenset({A.SENDING, A.CROSSING, A.UNKNOWN}),
    "publish": frozenset({A.CROSSING}),
}


class Edges(MemoryPublications):
    """Every publication that is saved moved along an allowed edge."""

    async def save(self, publication: Publication) -> None:
        before = self.rows.get(publication.id).status
        assert publication.status is before or publication.status in MOVES[before]
        await super().save(publication)


@dataclass
class StrictPlatform(FakePlatform):
    """Every call that publishes makes a post of its own, which may come into sight late; and no
    call is made without its fence."""

    late_s: float = 0.0
    arriving: set[str] = field(default_factory=set)
    """Which of the calls in trouble are done all the same."""

    made: Counter[PublicationId] = field(default_factory=Counter)
    shown_from: dict[str, datetime] = field(default_factory=dict)
    sent_at: list[datetime] = field(default_factory=list)

    async def begin(self, post: Post) -> Begun:
        self._check("begin", post)
        return await super().begin(post)

    async def upload(self, handle: str, post: Post, *, on_progress: Progress) -> None:
        self._check("upload", post)
        await super().upload(handle, post, on_progress=on_progress)

    async def publish(self, handle: str, post: Post) -> Sighting:
        self._check("publish", post)
        now = self.database.clock.now()
        arrives = f"publish {self.calls.count('publish') + 1}" in self.arriving
        if arrives:
            self._arrive(handle, post, shown_from=now + timedelta(seconds=self.late_s))
        self._called("publish")
        if not arrives:
            self._arrive(handle, post, shown_from=now)
        return self.posts[handle]

    async def status(
        self, handle: str, post: Post, *, crossed_at: datetime | None, known: Sequence[str]
    ) -> Sighting:
        seen = await super().status(handle, post, crossed_at=crossed_at, known=known)
        if self.shown_from.get(handle, self.database.clock.now()) > self.database.clock.now():
            return Sighting(stage=Stage.NOTHING)
        return seen

    def settle(self, stage: Stage) -> None:
        self.posts = {h: replace(seen, stage=stage) for h, seen in self.posts.items()}

    def _arrive(self, handle: str, post: Post, *, shown_from: datetime) -> None:
        self._publish(handle)
        self.made[post.publication_id] += 1
        self.shown_from[handle] = shown_from
        self.sent_at.append(self.database.clock.now())

    def _check(self, call: str, post: Post) -> None:
        tries = self.database.publications.tries
        mine = [one for one in tries if one.publication_id == post.publication_id]
        assert mine, f"{call} without a fence"
        assert mine[-1].state in _FENCES[call], f"{call} while {mine[-1].state}"
        publication = self.database.publications.rows.get(post.publication_id)
        approved = publication.content(post.account).digest()
        assert publication.digest == approved, f"{call} of what nobody approved"
