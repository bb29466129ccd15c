"""The platforms: how accounts are opened to us, how posts go out, how they are looked after."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.account import Account, Connected, Grant, Identity, Visit
from domain.platforms import Platform
from domain.ports.outside import Progress
from domain.publication import Begun, Metrics, Post, Sighting, Standing


class Publisher(Protocol):
    """One platform, for all of its accounts. Every call has a deadline and raises Setback, and
    nothing else, when the platform does not do what was asked.

    The order is ``preflight``, ``begin``, ``upload``, ``publish``, and then ``status`` as often as
    it takes. Until ``publish`` is called nothing can become public, so that everything before it
    may be broken off and done again. After it only ``status`` and ``find`` say what happened;
    ``publish`` raises Setback with Remedy.LOOK whenever that is not certain.
    """

    async def authenticate(self, account: Account) -> Identity:
        """Whose account the tokens open now."""
        ...

    async def preflight(self, post: Post) -> Standing:
        """Whether the platform would take it now: the account's identity and type, its choices
        and limits, our own file. Nothing of the post is sent."""
        ...

    async def begin(self, post: Post) -> Begun:
        """Opens a container, session or upload. What comes back is stored before anything else
        is done with it."""
        ...

    async def upload(self, handle: str, post: Post, *, on_progress: Progress) -> None:
        """Sends what is missing, from where the platform says that it stopped, and comes back when
        only ``publish`` is left. Remedy.WAIT while the platform is still at work on it."""
        ...

    async def publish(self, handle: str, post: Post) -> Sighting:
        """The one call after which the post may be public. It may be made again with the same
        handle once ``status`` said NOTHING for as long as the platform takes to settle."""
        ...

    async def status(
        self, handle: str, post: Post, *, crossed_at: datetime | None, known: Sequence[str]
    ) -> Sighting:
        """What became of it. ``crossed_at`` is when ``publish`` was first called, None when it
        never was. ``known`` are the ids of other posts of ours on the account: never it."""
        ...

    async def find(self, post: Post, *, since: datetime, known: Sequence[str]) -> Sighting | None:
        """Our post among the account's own recent ones: by its marker or by exact caption and
        time. None when there is none or more than one that could be it."""
        ...

    async def look_after(self, post: Post, external_id: str) -> Sighting:
        """How a post that was seen live stands now: LIVE, PROCESSING, REMOVED, RESTRICTED, FAILED
        or SCHEDULED."""
        ...

    async def metrics(self, account: Account, external_ids: Sequence[str]) -> Mapping[str, Metrics]:
        """By id. A post that the platform says nothing of is not in the answer."""
        ...

    async def delete(self, account: Account, external_id: str) -> None:
        """Nothing happens when it is gone already. A Setback with the code ``not_offered`` where
        the platform has no such call."""
        ...


Publishers = Mapping[Platform, Publisher]


class Authoriser(Protocol):
    """One platform's way of opening an account to us. All raise Setback; Remedy.HOLD_ACCOUNT
    means that the grant is dead and only a person can renew it."""

    @property
    def scopes(self) -> Sequence[str]:
        """What we ask for. Without the ones in ``needed`` nothing can be published."""
        ...

    @property
    def needed(self) -> Sequence[str]: ...

    def address(self, visit: Visit) -> str:
        """Where the person goes to say yes."""
        ...

    async def exchange(self, visit: Visit, code: str) -> Sequence[Connected]:
        """Every account that the person opened with this visit."""
        ...

    async def refresh(self, account: Account, grant: Grant) -> Grant:
        """Remedy.LOOK when the answer was lost: the old refresh token may be dead."""
        ...

    async def revoke(self, account: Account, grant: Grant) -> None: ...


Authorisers = Mapping[Platform, Authoriser]

Token = Callable[[Account, str | None], Awaitable[str]]
"""An access token that is good now. The second argument is the one that the platform just refused,
if it did: then another one is got. Raises Setback (Remedy.HOLD_ACCOUNT) when there is none."""

Spend = Callable[[Account, str, int], Awaitable[None]]
"""Counts units of a bucket of ``domain.quota.BUCKETS`` before a call is made. Raises Setback
(Remedy.WAIT, with the time) when the bucket is empty, and then nothing was counted."""

MediaLink = Callable[[Post], Awaitable[str]]
"""An address at which a platform can fetch the post's file, and nothing else, for some hours."""


class Vault(Protocol):
    """Seals secrets with a key that is not in the database."""

    def seal(self, secret: str, *, about: str) -> bytes:
        """``about`` says whose secret it is; it opens for nobody else."""
        ...

    def open(self, sealed: bytes, *, about: str) -> str:
        """Raises Unsealable."""
        ...


class Unsealable(Exception):
    """No key of ours opens it, or it was sealed for somebody else."""
