"""A worker is killed after every answer of the outside and after every local commit, one after the
other; another one carries on, and in the end exactly one post is there."""

from pathlib import Path

import pytest

from tests.crash.theatre import SCENES, Scene, theatre


@pytest.mark.e2e
@pytest.mark.timeout(600)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_worker_that_dies_anywhere_leaves_exactly_one_post(
    scene: Scene, database_url: str, tmp_path: Path
) -> None:
    async with theatre(database_url, tmp_path / "theatre", scene) as play:
        whole = await play.play(await play.intend(), deaths=[])
        whole.check()
        points = play.points()
        assert sum("call" in point for point in points) >= 4
        assert sum("commit" in point for point in points) >= 4

        for point in range(1, len(points) + 1):
            ending = await play.play(await play.intend(), deaths=[point])

            ending.check()
