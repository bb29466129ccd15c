"""Writing down what was made of a clip, and what it is worth."""

from collections.abc import Mapping

from domain.clip import Clip, Look, Variant, variant_entry
from domain.ids import VariantId
from domain.job import Run
from domain.ledger import EntityType, Entry, Kind
from domain.media import Signals
from domain.platforms import Platform
from domain.ports.transaction import Transaction
from domain.ports.world import World
from domain.rendering import MadeClip, by_look, new_variant
from domain.scoring import PRIOR, ClipScore, score
from domain.scoring.signals import measure


async def keep_variants(
    tx: Transaction,
    world: World,
    clip: Clip,
    looks: Mapping[Platform, Look],
    made: MadeClip,
    *,
    run: Run,
) -> list[Variant]:
    """``made`` came of an order for the same ``looks``."""
    kept = []
    for (look, platforms), picture in zip(by_look(looks).items(), made.pictures, strict=True):
        for platform in platforms:
            id_ = VariantId(world.new_id())
            at = world.clock.now()
            variant = new_variant(clip, platform, look, picture, id_=id_, at=at)
            await tx.clips.add_variant(variant)
            entry = variant_entry(clip, variant, actor=run.actor, job_id=run.job.id)
            await tx.ledger.append(entry)
            kept.append(variant)
    return kept


async def keep_score(
    tx: Transaction, world: World, clip: Clip, platform: Platform, signals: Signals, *, run: Run
) -> None:
    result = score(measure(signals, clip.span), PRIOR[platform])
    scored = ClipScore(
        clip_id=clip.id, platform=platform, score=result, scored_at=world.clock.now()
    )
    await tx.scores.add(scored)
    await tx.ledger.append(
        Entry(
            kind=Kind.CLIP_SCORED,
            entity_type=EntityType.CLIP,
            entity_id=clip.id,
            actor=run.actor,
            metadata={
                "number": clip.number,
                "platform": platform.value,
                "score": result.value,
                "weights_version": result.weights_version,
            },
            video_id=clip.video_id,
            job_id=run.job.id,
            clip_id=clip.id,
        )
    )
