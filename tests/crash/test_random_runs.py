"""Seeded random runs in which nearly everything goes wrong. ``make crash`` plays many more."""

from pathlib import Path
from random import Random

import pytest

from tests.crash.campaign import campaign, script
from tests.crash.theatre import SCENES, Scene

RUNS = 50
SHARES = {scene.name: range(number, RUNS, len(SCENES)) for number, scene in enumerate(SCENES)}


@pytest.mark.e2e
@pytest.mark.timeout(900)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_whatever_breaks_exactly_one_post_is_there_in_the_end(
    scene: Scene, database_url: str, tmp_path: Path
) -> None:
    runs = await campaign(database_url, tmp_path / "theatre", scene, SHARES[scene.name])

    for run in runs:
        run.ending.check()
    assert sum(run.ending.deaths for run in runs) > 0


def test_the_same_seed_gives_the_same_faults() -> None:
    first, again = (script(SCENES[0], Random(7)) for _ in range(2))

    assert first == again != script(SCENES[0], Random(8))
