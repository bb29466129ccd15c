"""What a tool is handed on every call: who asks, from which conversation, and the world."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from domain.access import Principal
from domain.ids import JobId, ThreadId
from domain.job import Job
from domain.platforms import Platform
from domain.ports import Authorisers, Publishers, World
from domain.ports.links import Links
from domain.texts import Locale

Follow = Callable[[JobId], Awaitable[Job]]
"""Waits until a job ended, while its progress is shown to the person. Returns it as it ended, or
as it stands when the person's patience ran out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """How people get at files, and the platforms, for the few tools that call them; which of them
    are rehearsed. ``base_url`` is where people reach this service; without it, links are paths."""

    links: Links
    publishers: Publishers = field(default_factory=dict)
    authorisers: Authorisers = field(default_factory=dict)
    rehearsed: Collection[Platform] = frozenset(Platform)
    base_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolContext:
    """``request_key`` is the same when a crash makes the same call run again.

    ``locale`` is the language of the message that is being answered.
    """

    principal: Principal
    locale: Locale
    thread_id: ThreadId
    request_key: str
    zone: ZoneInfo
    world: World
    follow: Follow
    outside: Outside

    @property
    def links(self) -> Links:
        return self.outside.links
