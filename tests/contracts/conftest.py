"""The same world twice: kept in memory, and in Postgres."""

import pytest

from domain.ports import World
from tests.fakes.memory import MemoryDatabase


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_world(request: pytest.FixtureRequest) -> World:
    if request.param == "memory":
        return MemoryDatabase().world
    made: World = request.getfixturevalue("world")
    return made
