"""Random runs, each from its seed: three calls in ten go wrong, and workers die wherever they are.

``python -m tests.crash.campaign --runs 500`` plays the long form and prints what came of it.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from domain.publication import PublicationStatus
from persistence.embedded import EmbeddedPostgres
from persistence.migrate import migrate
from tests.crash.theatre import SCENES, Ending, Scene, Theatre, theatre

FAULT_RATE: Final = 0.3
_CALLS_AHEAD: Final = 12
_MOST_DEATHS: Final = 3
_LAST_POINT: Final = 30
_ASKED: Final = frozenset({PublicationStatus.HELD, PublicationStatus.FAILED})

Trouble = tuple[str, dict[str, object]]
_ANYWHERE: Final[Sequence[Trouble]] = (
    ("close", {}),
    ("drop_answer", {}),
    ("html:502", {}),
    ("spoil:502", {}),
    ("status:503", {}),
    ("empty", {}),
)
_CALLS: Final[Mapping[str, Sequence[str]]] = {
    "instagram": ("container", "status", "publish", "media", "list", "limit", "me"),
    "facebook": ("container", "rupload", "status", "publish", "media", "list", "limit", "me"),
    "tiktok": ("creator_info", "init", "chunk", "last_chunk", "status", "list", "user"),
    "youtube": ("open", "upload_chunk", "upload_last", "probe", "videos_list", "channels_list"),
}
_OWN: Final[Mapping[str, Sequence[tuple[str, str, dict[str, object]]]]] = {
    "instagram": (
        ("publish", "publish_blocked", {}),
        ("publish", "not_ready", {}),
        ("publish", "creation_unknown_once", {}),
        ("publish", "unreadable", {"seconds": 120}),
        ("publish", "listed_late", {"seconds": 600}),
        ("container", "stuck", {"seconds": 60}),
        ("status", "expire_now", {}),
    ),
    "facebook": (
        ("rupload", "rupload_fails", {}),
        ("rupload", "partial_bytes", {"bytes": 20_000}),
        ("publish", "publish_blocked", {}),
        ("publish", "not_ready", {}),
    ),
    "tiktok": (
        ("chunk", "store_then_fail", {}),
        ("chunk", "misaligned", {}),
        ("chunk", "expire_upload", {}),
        ("last_chunk", "store_then_fail", {}),
        ("last_chunk", "no_id", {"seconds": 600}),
        ("last_chunk", "stuck", {"seconds": 3600}),
        ("last_chunk", "fail", {"reason": "internal"}),
    ),
    "youtube": (
        ("upload_chunk", "accept_partial", {}),
        ("upload_chunk", "lose_bytes", {}),
        ("upload_chunk", "expire_session", {}),
        ("upload_last", "expire_after", {}),
        ("upload_last", "listed_late", {"seconds": 600}),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    seed: int
    ending: Ending
    took_s: float


async def play_run(play: Theatre, seed: int) -> Run:
    """The same seed gives the same faults and the same deaths."""
    chance, began = random.Random(seed), monotonic()
    await play.heal()
    for call, fault, more in script(play.scene, chance):
        await play.order(call, fault, **more)
    deaths = [chance.randint(1, _LAST_POINT) for _ in range(_MOST_DEATHS) if chance.random() < 0.5]
    ending = await play.play(await play.intend(), deaths=deaths)
    return Run(seed=seed, ending=ending, took_s=monotonic() - began)


def script(scene: Scene, chance: random.Random) -> list[tuple[str, str, dict[str, object]]]:
    """For each kind of call, which of the next ones go wrong, and how."""
    faults: list[tuple[str, str, dict[str, object]]] = []
    for call in _CALLS[scene.name]:
        own = [(fault, more) for on, fault, more in _OWN[scene.name] if on == call]
        for n in range(1, _CALLS_AHEAD + 1):
            if chance.random() < FAULT_RATE:
                fault, more = chance.choice([*_ANYWHERE, *own, *own])
                faults.append((call, fault, {"n": n, **more}))
    return faults


async def campaign(dsn: str, folder: Path, scene: Scene, seeds: Sequence[int]) -> list[Run]:
    async with theatre(dsn, folder, scene) as play:
        return [await play_run(play, seed) for seed in seeds]


def summary(runs: Sequence[Run]) -> str:
    one = sum(len(run.ending.published) == 1 for run in runs)
    doubled = sum(len(run.ending.published) > 1 for run in runs)
    asked = [run.ending.publication.status in _ASKED for run in runs]
    lost = sum(not run.ending.published and not told for run, told in zip(runs, asked, strict=True))
    slowest = max(run.took_s for run in runs)
    return (
        f"{len(runs)} runs, {sum(run.ending.deaths for run in runs)} deaths: {one} with one"
        f" post, {lost} lost, {doubled} doubled, {sum(asked)} handed to a person;"
        f" slowest {slowest:.0f} s"
    )


async def _main(runs: int, first_seed: int, wanted: Sequence[Scene]) -> bool:
    good = True
    with tempfile.TemporaryDirectory(prefix="stakazo-crash-") as name:
        server = EmbeddedPostgres(Path(name) / "postgres", durable=False)
        lease = server.join()
        try:
            await migrate(lease.dsn)
            for number, scene in enumerate(wanted):
                share = range(first_seed + number, first_seed + runs, len(wanted))
                played = await campaign(lease.dsn, Path(name) / scene.name, scene, share)
                _tell(f"{scene.name:10} {summary(played)}")
                for run in played:
                    good = _is_good(run) and good
        finally:
            lease.leave()
            server.remove()
    return good


def _is_good(run: Run) -> bool:
    try:
        run.ending.check()
    except AssertionError as wrong:
        _tell(f"  seed {run.seed}: {wrong}")
        return False
    return True


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scene", choices=[scene.name for scene in SCENES])
    given = parser.parse_args()
    scenes = [scene for scene in SCENES if given.scene in (None, scene.name)]
    sys.exit(0 if asyncio.run(_main(given.runs, given.seed, scenes)) else 1)
