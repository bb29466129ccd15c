import pytest

from domain.cutting import CannotCut
from domain.job import JobStatus, Run, RunSuperseded
from domain.ledger import Kind
from domain.platforms import Platform
from domain.ports import TranscriberUnavailable
from domain.video import MediaRefused, VideoStatus
from tests.build import a_transcript
from tests.fakes.outside import FakeTranscriber
from tests.usecases.studio import Studio


class TestCutVideo:
    async def test_makes_clips_with_a_version_for_each_platform(self, studio: Studio) -> None:
        done = await studio.run(await studio.ask(platforms=["youtube", "tiktok"]))

        async with studio.database() as tx:
            clips = await tx.clips.of_video(studio.video.id)
            variants = await tx.clips.variants([clip.id for clip in clips])
            video = await tx.videos.get(studio.video.id)
            shots = await tx.videos.shots(studio.video.id)
        assert [clip.number for clip in clips] == [1, 2, 3]
        assert [variant.platform for variant in variants] == 3 * [
            Platform.YOUTUBE,
            Platform.TIKTOK,
        ]
        assert video.status is VideoStatus.ANALYSED
        assert shots == studio.media.found.shots
        assert done.status is JobStatus.COMPLETED
        assert done.result["clip_ids"] == [clip.id for clip in clips]
        assert studio.kinds().count(Kind.CLIP_CREATED) == 3

    async def test_encodes_what_looks_the_same_on_two_platforms_once(self, studio: Studio) -> None:
        await studio.run(await studio.ask(platforms=["youtube", "tiktok"]))

        assert [len(order.pictures) for order in studio.media.orders] == [1, 1, 1]

    async def test_makes_nothing_when_a_run_wakes_up_too_late(self, studio: Studio) -> None:
        job = await studio.ask()
        done = await studio.run(job)
        first = dict(studio.store.blobs)

        with pytest.raises(RunSuperseded):
            await studio.carry_out(Run(job=done, run_no=1, worker_id="w"))

        assert studio.store.blobs == first
        assert studio.kinds().count(Kind.CLIP_CREATED) == 3

    async def test_goes_on_where_a_run_that_broke_stopped(self, studio: Studio) -> None:
        job = await studio.ask()
        studio.media.trouble["make 2"] = RuntimeError("out of memory")
        with pytest.raises(RuntimeError):
            await studio.run(job)
        async with studio.database() as tx:
            run = Run(job=await tx.jobs.get(job.id), run_no=1, worker_id="w")
            first = await tx.clips.of_video(studio.video.id)

        await studio.carry_out(run)

        async with studio.database() as tx:
            clips = await tx.clips.of_video(studio.video.id)
        assert len(first) == 1
        assert len(clips) == 3
        assert first[0] in clips
        assert studio.media.calls.count("make") == 4
        assert studio.media.calls.count("analyse") == 1

    async def test_loses_one_clip_and_not_the_others(self, studio: Studio) -> None:
        studio.media.trouble["make 2"] = MediaRefused("broken")

        done = await studio.run(await studio.ask())

        async with studio.database() as tx:
            assert len(await tx.clips.of_video(studio.video.id)) == 2
        assert done.status is JobStatus.COMPLETED
        assert done.result["refused"] == 1

    async def test_fails_when_no_clip_can_be_made(self, studio: Studio) -> None:
        for number in (1, 2, 3):
            studio.media.trouble[f"make {number}"] = MediaRefused("broken")

        with pytest.raises(MediaRefused):
            await studio.run(await studio.ask())

    async def test_measures_a_video_only_once_and_never_cuts_the_same_twice(
        self, studio: Studio
    ) -> None:
        await studio.run(await studio.ask())

        await studio.run(await studio.ask(count=1))

        async with studio.database() as tx:
            clips = await tx.clips.of_video(studio.video.id)
        assert studio.media.calls.count("analyse") == 1
        assert [clip.number for clip in clips] == [1, 2, 3, 4]
        assert len({clip.span for clip in clips}) == 4

    async def test_says_when_it_had_to_repeat_itself(self, studio: Studio) -> None:
        first = await studio.run(await studio.ask(count=1, min_ms=50_000, max_ms=60_000))

        second = await studio.run(await studio.ask(count=1, min_ms=50_000, max_ms=60_000))

        assert (first.result["repeats"], second.result["repeats"]) == (False, True)

    async def test_hands_an_analysis_the_parts_that_an_earlier_run_kept(
        self, studio: Studio
    ) -> None:
        job = await studio.ask()
        studio.media.trouble["analyse 1"] = RuntimeError("killed")
        with pytest.raises(RuntimeError):
            await studio.run(job)
        async with studio.database() as tx:
            run = Run(job=await tx.jobs.get(job.id), run_no=1, worker_id="w")
            parts = await tx.videos.parts(studio.video.id)

        await studio.carry_out(run)

        assert len(parts) == 1
        assert studio.media.resumed_from == tuple(parts)
        async with studio.database() as tx:
            assert await tx.videos.parts(studio.video.id) == []
        assert not set(parts) & set(studio.store.blobs)


class TestWords:
    async def test_give_clips_captions_and_titles(self, studio: Studio) -> None:
        studio.transcriber = FakeTranscriber(
            studio.database, a_transcript("We talk about prices. " * 25)
        )

        done = await studio.run(await studio.ask())

        async with studio.database() as tx:
            clips = await tx.clips.of_video(studio.video.id)
            variants = await tx.clips.variants([clips[0].id])
        assert done.result["words"] == "known"
        assert clips[0].title == "We talk about prices"
        assert variants[0].look.captions
        assert studio.media.orders[0].pictures[0].cards

    async def test_are_not_needed(self, studio: Studio) -> None:
        done = await studio.run(await studio.ask())

        async with studio.database() as tx:
            clips = await tx.clips.of_video(studio.video.id)
            variants = await tx.clips.variants([clips[0].id])
        assert done.result["words"] == "none"
        assert not variants[0].look.captions

    async def test_that_nobody_can_hear_now_cost_no_clip(self, studio: Studio) -> None:
        studio.transcriber = FakeTranscriber(
            studio.database, trouble=TranscriberUnavailable("no_credit")
        )

        done = await studio.run(await studio.ask())

        assert (done.result["words"], done.result["words_why"]) == ("unavailable", "no_credit")
        assert studio.kinds().count(Kind.CLIP_CREATED) == 3
        assert Kind.VIDEO_TRANSCRIPTION_FAILED in studio.kinds()

    async def test_say_where_to_cut(self, studio: Studio) -> None:
        filler = "nothing at all here " * 10
        text = f"{filler}. Prices went up a lot this year. {filler}"
        studio.transcriber = FakeTranscriber(studio.database, a_transcript(text))
        at_ms = text.split().index("Prices") * 500

        await studio.run(await studio.ask(count=1, about="prices"))

        async with studio.database() as tx:
            (clip,) = await tx.clips.of_video(studio.video.id)
        assert clip.span.start_ms <= at_ms < clip.span.end_ms

    async def test_that_nobody_says_are_not_cut(self, studio: Studio) -> None:
        studio.transcriber = FakeTranscriber(studio.database)

        with pytest.raises(CannotCut, match="Nobody says anything about"):
            await studio.run(await studio.ask(about="volcanoes"))

    async def test_that_nobody_heard_cannot_be_searched(self, studio: Studio) -> None:
        with pytest.raises(CannotCut, match="prices"):
            await studio.run(await studio.ask(about="prices"))
