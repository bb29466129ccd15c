"""A process that dies at the worst moment: the event is on disk and the block is not saved.

Run with the database's address and the spool's folder.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from persistence.engine import make_engine
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork
from tests.build import a_user, an_entry, new_id
from tests.fakes.clock import FixedClock


class DeadlySpool(Spool):
    def keep(
        self, entries: Sequence[bytes], *, xid: str | None = None, cluster: str | None = None
    ) -> None:
        super().keep(entries, xid=xid, cluster=cluster)
        os._exit(9)


async def main(database_url: str, folder: Path) -> None:
    engine = make_engine(database_url)
    spool = DeadlySpool(folder)
    uow = PostgresUnitOfWork(engine, spool=spool, clock=FixedClock(), new_id=new_id)
    async with uow() as tx:
        await tx.users.add(a_user())
        await tx.ledger.append(an_entry())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
