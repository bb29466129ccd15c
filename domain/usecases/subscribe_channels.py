"""Ask to be told of what becomes of the videos on our YouTube channels.

It is asked far more often than any lease is short, so that no lease has to be kept, and a hub that
was away for days is asked again. Nothing depends on it: the sweep goes on anyway.
"""

from collections import Counter

from domain.account import AccountStatus
from domain.job import Run
from domain.platforms import Platform
from domain.ports import World
from domain.ports.hub import Hub
from domain.publication import Setback


async def subscribe_channels(*, run: Run, world: World, hub: Hub, rehearsed: bool) -> None:
    """``rehearsed``: the hub is that of the rehearsal, and knows only its channels. Raises
    RunSuperseded."""
    async with world.uow() as tx:
        channels = [
            account
            for account in await tx.accounts.all(platform=Platform.YOUTUBE)
            if account.status is not AccountStatus.DISCONNECTED and account.rehearsal == rehearsed
        ]
    outcomes: Counter[str] = Counter()
    for channel in channels:
        try:
            await hub.subscribe(channel)
            outcomes["asked"] += 1
        except Setback as setback:
            outcomes[setback.code] += 1
    async with world.uow() as tx:
        await tx.jobs.complete(run, result=dict(outcomes), at=world.clock.now())
