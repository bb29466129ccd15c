"""Time that passes with the clock's own work in it, and the calls that were made outside."""

from collections import Counter
from collections.abc import Mapping, MutableMapping
from datetime import timedelta
from typing import Any

from domain.canonical import Json
from domain.ids import PublicationId
from domain.ledger import Event
from domain.publication import Publication, PublicationStatus
from tests.failures.stage import Stage

Lines = list[MutableMapping[str, Any]]

_TICK = timedelta(minutes=10)
_LONGEST = timedelta(days=3)


def calls(lines: Lines) -> Counter[str]:
    """How often each call was made outside, by the names that the log has for them."""
    return Counter(str(line["call"]) for line in lines if line["event"] == "outside_call")


def evidence(event: Event) -> Mapping[str, Json]:
    """What proved it, as the ledger keeps it."""
    told = event.entry.metadata["evidence"]
    assert isinstance(told, Mapping)
    return told


async def live_through(stage: Stage, **by: float) -> None:
    """All that happens in so much time, looks that only the clock orders among it."""
    until = stage.clock.now() + timedelta(**by)
    while stage.clock.now() < until:
        await stage.sweep()
        step = min(_TICK, until - stage.clock.now())
        await stage.work(seconds=step / timedelta(seconds=1))


async def live_until(stage: Stage, id_: PublicationId, *statuses: PublicationStatus) -> Publication:
    """Until the publication stands like that, for three days at most."""
    until = stage.clock.now() + _LONGEST
    while (publication := await stage.publication(id_)).status not in statuses:
        assert stage.clock.now() < until, f"it never came to that: {publication}"
        await live_through(stage, seconds=_TICK / timedelta(seconds=1))
    return publication
