"""The transaction kept in memory, for tests of pure order: what is loaded, decided, saved, told.

It passes the same contract suite as the one in Postgres.
"""

from tests.fakes.memory.database import MemoryDatabase

__all__ = ["MemoryDatabase"]
