"""The same moment twice on one account: what followers and platforms take for spam."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from domain.clip import Clip
from domain.ids import AccountId
from domain.ports.transaction import Transaction
from domain.ports.world import World
from domain.publication import NOT_SENT, Publication

FORGOTTEN_AFTER: Final = timedelta(days=30)
SAME: Final = 0.5
"""So much of the shorter of two clips makes them the same moment."""


async def find_standing_alike(
    tx: Transaction, world: World, clip: Clip, account_id: AccountId
) -> Sequence[Publication]:
    """What stands on the account, or is on its way there: of the clip itself first, then of other
    cuts of its moment, made lately. Who asks for the same moment at the same time waits."""
    since = world.clock.now() - FORGOTTEN_AFTER
    alike = [one for one in await tx.clips.of_video(clip.video_id) if _is_same_moment(clip, one)]
    found = []
    # Always in the same order, so that two who wait for each other never wait for ever.
    for one in sorted(alike, key=lambda one: one.id):
        standing = await tx.publications.find_standing(one.id, account_id)
        if standing is not None and (one.id == clip.id or standing.created_at >= since):
            found.append(standing)
    return sorted(found, key=lambda one: one.clip_id != clip.id)


async def was_sent_alike(tx: Transaction, world: World, publication: Publication) -> bool:
    """Whether another cut of the moment went out, or is going out, to the account already."""
    clip = await tx.clips.get(publication.clip_id)
    standing = await find_standing_alike(tx, world, clip, publication.account_id)
    return any(one.id != publication.id and one.status not in NOT_SENT for one in standing)


def _is_same_moment(one: Clip, other: Clip) -> bool:
    common = min(one.span.end_ms, other.span.end_ms) - max(one.span.start_ms, other.span.start_ms)
    return common >= SAME * min(one.span.duration_ms, other.span.duration_ms)
