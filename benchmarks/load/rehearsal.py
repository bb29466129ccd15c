"""The rehearsal servers as a process of their own, with a crowd of accounts and no limits."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.load.crowd import enlarge_cast
from domain.platforms import Platform
from integrations.clock import SystemClock
from integrations.rehearsal.server import Conditions, serve

AT_ONCE: Final[Mapping[Platform, Mapping[str, float]]] = {
    platform: {"processing_s": 0.0, "moderation_s": 0.0} for platform in Platform
}
"""How long a platform works on a video is its own time, and not what is measured."""


def main(folder: Path, accounts: int, *, processing: bool) -> None:
    enlarge_cast(accounts)
    conditions = Conditions(
        terms={} if processing else AT_ONCE, lifted=True, find_callback=lambda: None
    )
    asyncio.run(
        serve(
            folder / "rehearsal",
            run_dir=folder / "run",
            clock=SystemClock(),
            conditions=conditions,
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), processing=sys.argv[3] == "usual")
