import pytest

from tests.usecases.studio import Studio


@pytest.fixture
async def studio() -> Studio:
    studio = Studio()
    await studio.open()
    return studio
