"""What the failure tests of Instagram ask their stage for."""

from collections import Counter
from datetime import datetime
from typing import Final

import pytest

from domain.account import Login
from domain.ids import PublicationId
from domain.ledger import Event, Kind
from domain.publication import Publication, PublicationStatus
from tests.failures.stage import Stage

S = PublicationStatus
LIVE: Final = S.PUBLISHED
BY_LIST: Final = "listed_with_caption_and_time"
"""How a post is known again when the answer to publishing it was lost."""

with_both_logins = pytest.mark.parametrize("login", list(Login))


async def calls(stage: Stage) -> Counter[str]:
    """How many calls of each kind the platform has got."""
    answer = await stage.http.get(stage.control("calls"))
    return Counter(answer.raise_for_status().json())


async def change_account(stage: Stage, external_id: str, **change: str) -> None:
    """What its owner changes in the app: ``account_type``, ``username``."""
    answer = await stage.http.patch(stage.control(f"accounts/{external_id}"), json=change)
    answer.raise_for_status()


async def waits_until(stage: Stage, publication: Publication) -> datetime | None:
    """Until when nothing goes to the publication's account."""
    async with stage.database() as tx:
        return await tx.stops.waits(publication.account_id, now=stage.clock.now())


def kinds(stage: Stage, id_: PublicationId) -> list[Kind]:
    """The steps of its life that the ledger holds."""
    return [event.entry.kind for event in stage.events(id_) if event.entry.entity_id == id_]


def only(stage: Stage, id_: PublicationId, kind: Kind) -> Event:
    (found,) = stage.events(id_, kind)
    return found
