import pytest

from domain.cutting import CannotCut, Reason
from domain.job import Job, JobKind
from domain.ledger import Kind
from domain.media import Span
from domain.video import MediaRefused
from tests.usecases.studio import Studio


async def adjust(studio: Studio, number: int = 1, **change: object) -> Job:
    async with studio.database() as tx:
        clips = await tx.clips.of_video(studio.video.id)
    clip_id = clips[number - 1].id
    return await studio.run(await studio.ask(JobKind.ADJUST_CLIP, clip_id=clip_id, change=change))


class TestAdjustClip:
    async def test_moves_an_edge_and_renders_only_that_clip_anew(self, studio: Studio) -> None:
        await studio.run(await studio.ask())
        async with studio.database() as tx:
            before = await tx.clips.of_video(studio.video.id)

        await adjust(studio, 1, end_ms=before[0].span.end_ms - 2_000)

        async with studio.database() as tx:
            after = await tx.clips.of_video(studio.video.id)
            variants = await tx.clips.variants([after[0].id])
        assert after[0].span == Span(
            start_ms=before[0].span.start_ms, end_ms=before[0].span.end_ms - 2_000
        )
        assert after[0].number == 1
        assert after[1:] == before[1:]
        assert variants[0].duration_ms == after[0].duration_ms
        assert studio.media.calls.count("make") == 4
        assert Kind.CLIP_ADJUSTED in studio.kinds()

    async def test_says_only_reasons_that_are_still_true(self, studio: Studio) -> None:
        await studio.run(await studio.ask(count=1, min_ms=20_000, max_ms=20_000))
        async with studio.database() as tx:
            (before,) = await tx.clips.of_video(studio.video.id)

        await adjust(studio, 1, start_ms=30_000, end_ms=33_000)

        async with studio.database() as tx:
            (after,) = await tx.clips.of_video(studio.video.id)
        assert Reason.ENDS_ON_CUT in before.reasons or Reason.STARTS_ON_CUT in before.reasons
        assert not {Reason.ENDS_ON_CUT, Reason.STARTS_ON_CUT} & set(after.reasons)

    async def test_takes_the_old_files_away(self, studio: Studio) -> None:
        await studio.run(await studio.ask())
        async with studio.database() as tx:
            old = (await tx.clips.of_video(studio.video.id))[0]

        await adjust(studio, 1, longer_ms=-2_000)

        assert not {old.blob, old.preview} & set(studio.store.blobs)

    async def test_gives_a_clip_that_was_scored_new_scores(self, studio: Studio) -> None:
        await studio.run(await studio.ask())
        async with studio.database() as tx:
            clip = (await tx.clips.of_video(studio.video.id))[0]
        await studio.run(
            await studio.ask(JobKind.SCORE_CLIPS, clip_ids=[clip.id], platforms=["youtube"])
        )

        await adjust(studio, 1, longer_ms=-4_000)

        assert studio.kinds().count(Kind.CLIP_SCORED) == 2

    async def test_makes_nothing_when_nothing_changes(self, studio: Studio) -> None:
        await studio.run(await studio.ask())
        async with studio.database() as tx:
            clip = (await tx.clips.of_video(studio.video.id))[0]

        done = await adjust(studio, 1, start_ms=clip.span.start_ms)

        assert done.result["changed"] is False
        assert studio.media.calls.count("make") == 3

    async def test_leaves_the_clip_as_it_was_when_it_cannot_be_made(self, studio: Studio) -> None:
        await studio.run(await studio.ask())
        async with studio.database() as tx:
            before = await tx.clips.of_video(studio.video.id)
        blobs = dict(studio.store.blobs)
        studio.media.trouble["make 4"] = MediaRefused("broken")

        with pytest.raises(MediaRefused):
            await adjust(studio, 1, longer_ms=-2_000)

        async with studio.database() as tx:
            assert await tx.clips.of_video(studio.video.id) == before
        assert studio.store.blobs == blobs

    async def test_refuses_what_the_video_does_not_hold(self, studio: Studio) -> None:
        await studio.run(await studio.ask())

        with pytest.raises(CannotCut):
            await adjust(studio, 1, start_ms=999_000)
