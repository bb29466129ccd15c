"""Containers and media, kept in files so that they outlive the server.

A container is a file of its own, its bytes lie beside it; what makes it a medium is its line in the
truth log, written and on the disk before anybody is told. So a publish costs one line, and a crash
at any point leaves either a draft or a medium, never both and never two.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from domain.ports.world import Clock
from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.instagram.container import LIFE, Code, Container, from_kept
from integrations.rehearsal.instagram.media import STANDS, Medium, from_line, published
from integrations.rehearsal.truth import TruthLog

DAY: Final = timedelta(hours=24)
_CONTAINERS_FROM: Final = 17_900_000_000_000_000
_MEDIA_FROM: Final = 18_000_000_000_000_000
_SPAN: Final = 10**14
"""Ids have 17 digits, more than a floating-point number holds."""


class Shelf:
    """Raises KeyError for what is not there. Not ``durable``: everything survives the process, not
    the machine."""

    def __init__(self, folder: Path, *, clock: Clock, durable: bool = True) -> None:
        self._clock, self._durable = clock, durable
        self._containers_at, self._bytes_at = folder / "containers", folder / "media"
        for place in (self._containers_at, self._bytes_at):
            place.mkdir(parents=True, exist_ok=True)
        self.truth = TruthLog(folder / "truth.jsonl", is_durable=durable)
        self._containers: dict[str, Container] = {}
        self._media: dict[str, Medium] = {}
        self._by_account: dict[str, list[Medium]] = defaultdict(list)
        self._opened: dict[str, list[datetime]] = defaultdict(list)
        self._published: dict[str, list[datetime]] = defaultdict(list)
        self._reload()

    def open(self, account: str, *, caption: str, **more: Any) -> Container:
        id_ = self._free_id(_CONTAINERS_FROM, self._containers)
        container = Container(
            id=id_,
            account=account,
            caption=caption,
            created_at=self._clock.now(),
            path=self._bytes_at / f"{id_}.mp4",
            **more,
        )
        self.save(container)
        self._containers[id_] = container
        self._opened[account].append(container.created_at)
        return container

    def save(self, container: Container) -> None:
        path = self._containers_at / f"{container.id}.json"
        write_json(path, container.kept(), durable=self._durable)

    def container(self, container_id: str) -> Container:
        return self._containers[container_id]

    def has_container(self, container_id: str) -> bool:
        return container_id in self._containers

    def medium(self, media_id: str) -> Medium:
        return self._media[media_id]

    def path(self, medium: Medium) -> Path:
        return self._bytes_at / f"{medium.container}.mp4"

    def publish(self, container: Container) -> Medium:
        """Nothing else runs in between, so that there is one medium whatever comes at once."""
        assert container.media_id is None
        media_id = self._free_id(_MEDIA_FROM, self._media)
        line = published(container, media_id=media_id, at=self._clock.now())
        self.truth.append(line)
        return self._take_in(line)

    def turn(self, medium: Medium, event: str, **more: Any) -> None:
        """Something happens to it after it was published; ``event`` is one of STANDS."""
        at = self._clock.now().isoformat()
        known = {"post_id": medium.id, "account": medium.account, "handle_ref": medium.container}
        self.truth.append({"event": event, "at": at, **known, **more})
        medium.standing = STANDS[event]

    def media_of(self, account: str) -> Sequence[Medium]:
        """Oldest first, with those that are gone: its positions never change."""
        return self._by_account[account]

    def all_media(self) -> list[Medium]:
        """Newest first."""
        return sorted(self._media.values(), key=lambda one: one.published_at, reverse=True)

    def opened_since(self, account: str, since: datetime) -> int:
        return _count(self._opened[account], since)

    def published_since(self, account: str, since: datetime) -> int:
        """Deleting gives nothing back."""
        return _count(self._published[account], since)

    def _take_in(self, line: dict[str, Any]) -> Medium:
        medium = from_line(line)
        self._media[medium.id] = medium
        self._by_account[medium.account].append(medium)
        self._published[medium.account].append(medium.published_at)
        if container := self._containers.get(medium.container):
            container.media_id = medium.id
        return medium

    def _reload(self) -> None:
        for path in sorted(self._containers_at.glob("*.json")):
            if kept := read_json(path):
                one = from_kept(kept, path=self._bytes_at / f"{kept['id']}.mp4")
                self._containers[one.id] = one
        for line in self.truth.lines():
            if line["event"] == "published":
                self._take_in(line)
            elif line["event"] in STANDS:
                self._media[line["post_id"]].standing = STANDS[line["event"]]
        for one in sorted(self._containers.values(), key=lambda one: one.created_at):
            self._opened[one.account].append(one.created_at)
        self._clear_old()

    def _clear_old(self) -> None:
        """Drafts that nobody can ask for any more."""
        now = self._clock.now()
        for one in list(self._containers.values()):
            if one.code(now) is Code.EXPIRED and now >= one.created_at + 2 * LIFE:
                del self._containers[one.id]
                for path in (self._containers_at / f"{one.id}.json", one.path, one.cover):
                    path.unlink(missing_ok=True)

    def _free_id(self, first: int, taken: dict[str, Any]) -> str:
        while (found := str(first + secrets.randbelow(_SPAN))) in taken:
            pass
        return found


def _count(times: list[datetime], since: datetime) -> int:
    return sum(1 for _ in takewhile(lambda at: at > since, reversed(times)))
