from domain.clip import Look
from domain.framing import Fit
from domain.ids import ClipId
from domain.job import JobKind
from domain.platforms import Aspect, Platform
from tests.usecases.studio import Studio


async def clip_ids(studio: Studio) -> list[ClipId]:
    async with studio.database() as tx:
        return [clip.id for clip in await tx.clips.of_video(studio.video.id)]


class TestRenderVariants:
    async def test_makes_only_what_is_missing(self, studio: Studio) -> None:
        await studio.run(await studio.ask())
        ids = await clip_ids(studio)

        done = await studio.run(
            await studio.ask(
                JobKind.RENDER_VARIANTS, clip_ids=ids, platforms=["youtube", "instagram"]
            )
        )

        async with studio.database() as tx:
            variants = await tx.clips.variants(ids)
        assert all(variant.id in str(done.result["variant_ids"]) for variant in variants)
        assert len(variants) == 6
        again = studio.media.orders[3:]
        assert [order.clip for order in again] == [False] * 3
        assert {order.pictures[0].platforms for order in again} == {(Platform.INSTAGRAM,)}

    async def test_another_look_replaces_the_one_that_was_there(self, studio: Studio) -> None:
        await studio.run(await studio.ask())
        ids = await clip_ids(studio)

        await studio.run(
            await studio.ask(
                JobKind.RENDER_VARIANTS,
                clip_ids=ids[:1],
                platforms=["youtube"],
                aspect="1:1",
                fit="whole",
            )
        )

        async with studio.database() as tx:
            (variant,) = await tx.clips.variants(ids[:1])
        assert variant.look == Look(aspect=Aspect.SQUARE, fit=Fit.WHOLE, captions=False)
        assert (variant.width, variant.height) == (1080, 1080)
