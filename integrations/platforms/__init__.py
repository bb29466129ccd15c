"""The platforms that can be published to: one line each in ``CONNECTIONS``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.platforms import Platform
from domain.ports.outside import Publisher
from integrations.platforms import youtube
from integrations.platforms.parts import Hosts, Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """``rehearsal`` gives the hosts of a rehearsal server from its base URL."""

    build: Callable[[Parts, Hosts], Publisher]
    live: Hosts
    rehearsal: Callable[[str], Hosts]


CONNECTIONS: Final[Mapping[Platform, Connection]] = {
    Platform.YOUTUBE: Connection(
        build=youtube.YouTubePublisher,
        live=youtube.LIVE,
        rehearsal=youtube.rehearsal,
    ),
}


def live(platform: Platform, parts: Parts, *, hosts: Hosts | None = None) -> Publisher:
    """Publishes for real. Raises KeyError for a platform that has no line."""
    connection = CONNECTIONS[platform]
    return connection.build(parts, hosts or connection.live)


def rehearsal(platform: Platform, parts: Parts, *, base_url: str) -> Publisher:
    """Publishes to the rehearsal server at ``base_url``. Raises KeyError as ``live`` does."""
    connection = CONNECTIONS[platform]
    return connection.build(parts, connection.rehearsal(base_url))
