"""What the database in memory promises beyond the contract that it shares with Postgres."""

import pytest

from domain.ledger import LedgerUnavailable, Question
from tests.build import a_user, an_entry
from tests.fakes.memory import MemoryDatabase


class TestMemoryDatabase:
    async def test_counts_open_blocks(self) -> None:
        database = MemoryDatabase()

        async with database():
            inside = database.open_blocks

        assert (inside, database.open_blocks) == (1, 0)

    async def test_refuses_a_block_inside_a_block(self) -> None:
        database = MemoryDatabase()

        async with database():
            with pytest.raises(RuntimeError):
                async with database():
                    pass

        assert database.open_blocks == 0

    async def test_goes_on_without_its_ledger_unless_the_event_is_required(self) -> None:
        database = MemoryDatabase()
        database.ledger.broken = True

        async with database() as tx:
            await tx.ledger.append(an_entry())
        with pytest.raises(LedgerUnavailable):
            async with database() as tx:
                await tx.users.add(a_user())
                await tx.ledger.require(an_entry())

        async with database() as tx:
            assert await tx.users.count() == 0
            assert await tx.ledger.ask(Question()) == []
        assert len(database.ledger.spooled) == 1
