import pytest

from tests.tools.stage import Stage


@pytest.fixture
async def stage() -> Stage:
    stage = Stage()
    await stage.fill()
    return stage
