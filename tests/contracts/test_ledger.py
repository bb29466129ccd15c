"""What every transaction promises about the ledger."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.ids import Actor
from domain.ledger import EntityType, Entry, Event, Kind, Question, Severity
from domain.ports import World
from tests.build import NOON, an_entry, new_id


@pytest.fixture
def world(either_world: World) -> World:
    return either_world


async def record(world: World, *entries: Entry) -> None:
    async with world.uow() as tx:
        for entry in entries:
            await tx.ledger.append(entry)


async def ask(world: World, question: Question) -> list[Event]:
    async with world.uow() as tx:
        return list(await tx.ledger.ask(question))


class TestRecording:
    async def test_keeps_every_word_with_the_time_and_an_id(self, world: World) -> None:
        entry = an_entry(
            metadata={"text": "día “1”", "n": 3, "f": 0.1, "none": None, "list": [True, {}]},
            severity=Severity.WARNING,
            video_id=new_id(),
            job_id=new_id(),
            clip_id=new_id(),
            campaign_id=new_id(),
            publication_id=new_id(),
        )

        await record(world, entry)

        (event,) = await ask(world, Question())
        assert event.entry == entry
        assert event.occurred_at == NOON
        assert event.id

    async def test_shows_nothing_of_a_block_that_raised(self, world: World) -> None:
        with pytest.raises(ZeroDivisionError):
            async with world.uow() as tx:
                await tx.ledger.append(an_entry())
                await tx.ledger.require(an_entry())
                raise ZeroDivisionError

        assert await ask(world, Question()) == []

    async def test_keeps_the_order_inside_a_block(self, world: World) -> None:
        entries = [an_entry(entity_id=str(number)) for number in range(5)]

        await record(world, *entries)

        answer = await ask(world, Question())
        assert [event.entry.entity_id for event in answer] == ["4", "3", "2", "1", "0"]


class TestQuestion:
    @pytest.mark.parametrize(
        "field",
        [
            *("severity", "actor", "entity_type", "entity_id"),
            *("video_id", "job_id", "clip_id", "campaign_id", "publication_id"),
        ],
    )
    async def test_narrows_the_answer_to_one_value(self, world: World, field: str) -> None:
        values: dict[str, Any] = {
            "severity": Severity.ERROR,
            "actor": Actor("scheduler"),
            "entity_type": EntityType.SYSTEM,
        }
        narrowed = {field: values.get(field, new_id())}
        wanted = an_entry(**narrowed)
        await record(world, wanted, an_entry())

        question = replace(Question(), **narrowed)

        assert [event.entry for event in await ask(world, question)] == [wanted]
        async with world.uow() as tx:
            assert await tx.ledger.count(question) == 1

    async def test_narrows_the_answer_to_kinds(self, world: World) -> None:
        kinds = (Kind.CLIP_CREATED, Kind.CLIP_SCORED)
        await record(world, an_entry(), *(an_entry(kind=kind) for kind in kinds))

        answer = await ask(world, Question(kinds=kinds))

        assert {event.entry.kind for event in answer} == set(kinds)

    async def test_takes_times_from_and_up_to_but_not_including(self, world: World) -> None:
        await record(world, an_entry())
        second = timedelta(seconds=1)

        assert len(await ask(world, Question(since=NOON, until=NOON + second))) == 1
        assert await ask(world, Question(until=NOON)) == []
        assert await ask(world, Question(since=NOON + second)) == []

    async def test_pages_by_the_last_id(self, world: World) -> None:
        await record(world, *(an_entry(entity_id=str(number)) for number in range(3)))

        first = await ask(world, Question(limit=2))
        rest = await ask(world, Question(limit=2, before_id=first[-1].id))

        assert [event.entry.entity_id for event in first + rest] == ["2", "1", "0"]
