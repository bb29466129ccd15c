"""What every transaction promises about videos, clips and their scores."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.ids import VideoId
from domain.media import Span
from domain.platforms import Platform
from domain.ports import World
from domain.video import VideoExists, VideoStatus
from tests.build import (
    NOON,
    a_blob_key,
    a_clip,
    a_score,
    a_variant,
    a_video,
    new_id,
    some_signals,
)
from tests.contracts.stage import set_stage


@pytest.fixture
def world(either_world: World) -> World:
    return either_world


class TestVideos:
    async def test_come_back_as_they_were_saved(self, world: World) -> None:
        video = a_video()
        analysed = replace(video, status=VideoStatus.ANALYSED)

        async with world.uow() as tx:
            await tx.videos.add(video)
            await tx.videos.save(analysed)

        async with world.uow() as tx:
            assert await tx.videos.get(video.id) == analysed
            assert await tx.videos.find_by_sha256(video.sha256) == analysed
            assert await tx.videos.find_by_sha256("0" * 64) is None

    async def test_of_the_same_bytes_are_refused(self, world: World) -> None:
        video = a_video()
        async with world.uow() as tx:
            await tx.videos.add(video)

        with pytest.raises(VideoExists):
            async with world.uow() as tx:
                await tx.videos.add(a_video(sha256=video.sha256))

    async def test_are_listed_newest_first_and_paged_by_id(self, world: World) -> None:
        videos = [a_video(title=f"Show {number}") for number in range(3)]
        async with world.uow() as tx:
            for video in videos:
                await tx.videos.add(video)

        async with world.uow() as tx:
            assert await tx.videos.recent(limit=2) == [videos[2], videos[1]]
            assert await tx.videos.recent(before=videos[1].id) == [videos[0]]

    @pytest.mark.parametrize(
        ("named", "found"), [("BLACK", 1), ("%", 1), ("_", 0), ("\\", 0), ("\x00", 0), ("", 2)]
    )
    async def test_are_found_by_a_part_of_the_title(
        self, world: World, named: str, found: int
    ) -> None:
        async with world.uow() as tx:
            await tx.videos.add(a_video(title="100 % talk"))
            await tx.videos.add(a_video(title="Black Friday"))

        async with world.uow() as tx:
            assert len(await tx.videos.recent(named=named)) == found

    async def test_keep_their_shots_and_where_the_rest_was_measured(self, world: World) -> None:
        video, signals = a_video(), some_signals()
        first, second = a_blob_key(), a_blob_key()

        async with world.uow() as tx:
            await tx.videos.add(video)
            before = await tx.videos.find_signals(video.id)
            await tx.videos.save_signals(video.id, some_signals(shots=()), kept=first)
            await tx.videos.save_signals(video.id, signals, kept=second)

        async with world.uow() as tx:
            assert before is None
            assert await tx.videos.find_signals(video.id) == second
            assert tuple(await tx.videos.shots(video.id)) == signals.shots
            assert await tx.clips.in_use([first, second]) == {second}

    async def test_keep_the_parts_of_an_analysis_until_it_is_whole(self, world: World) -> None:
        video, one, two = a_video(), a_blob_key(), a_blob_key()
        async with world.uow() as tx:
            await tx.videos.add(video)
            await tx.videos.add_part(video.id, one)
            await tx.videos.add_part(video.id, two)

        async with world.uow() as tx:
            parts = list(await tx.videos.parts(video.id))
            used = await tx.clips.in_use([one, two])
            await tx.videos.save_signals(video.id, some_signals(), kept=a_blob_key())
            left = list(await tx.videos.parts(video.id))

        assert (parts, left) == ([one, two], [])
        assert used == {one, two}


class TestClips:
    async def test_come_back_as_they_were_saved_in_order_of_their_numbers(
        self, world: World
    ) -> None:
        cast = await set_stage(world)
        third = a_clip(video_id=cast.video.id, job_id=cast.job.id, number=3, reasons=())
        second = a_clip(
            video_id=cast.video.id,
            job_id=cast.job.id,
            number=2,
            span=Span(start_ms=0, end_ms=1_000),
        )
        async with world.uow() as tx:
            await tx.clips.add(replace(third, title="before"))
            await tx.clips.add(second)
            await tx.clips.save(third)

        async with world.uow() as tx:
            assert await tx.clips.get(third.id) == third
            assert await tx.clips.of_video(cast.video.id) == [cast.clip, second, third]
            assert await tx.clips.of_job(cast.job.id) == [cast.clip, second, third]
            assert await tx.clips.recent(limit=1) == [second]
            assert await tx.clips.recent(before=third.id, video_id=cast.video.id) == [cast.clip]
            assert await tx.clips.recent(video_id=VideoId(new_id())) == []

    async def test_are_numbered_on(self, world: World) -> None:
        cast = await set_stage(world)
        other = a_video()
        async with world.uow() as tx:
            await tx.videos.add(other)

        async with world.uow() as tx:
            assert await tx.clips.next_number(cast.video.id) == 2
            assert await tx.clips.next_number(other.id) == 1

    async def test_have_one_variant_per_platform_and_the_last_one_counts(
        self, world: World
    ) -> None:
        cast = await set_stage(world)
        again = a_variant(clip_id=cast.clip.id)
        vertical = a_variant(clip_id=cast.clip.id, platform=Platform.TIKTOK)

        async with world.uow() as tx:
            await tx.clips.add_variant(again)
            await tx.clips.add_variant(vertical)

        async with world.uow() as tx:
            assert await tx.clips.find_variant(cast.clip.id, Platform.YOUTUBE) == again
            assert await tx.clips.find_variant(cast.clip.id, Platform.INSTAGRAM) is None
            assert await tx.clips.variants([cast.clip.id]) == [again, vertical]
            assert await tx.clips.variants([]) == []
            # What was sent stays known.
            assert await tx.clips.get_variant(cast.variant.id) == cast.variant


class TestScores:
    async def test_count_when_they_are_the_newest_and_come_best_first(self, world: World) -> None:
        cast = await set_stage(world)
        other = a_clip(video_id=cast.video.id, job_id=cast.job.id, number=2)
        old = a_score(clip_id=cast.clip.id, value=99.0, scored_at=NOON - timedelta(hours=1))
        new = a_score(clip_id=cast.clip.id, value=40.0)
        better = a_score(clip_id=other.id, value=70.5)
        vertical = a_score(clip_id=cast.clip.id, value=55.0, platform=Platform.TIKTOK)
        async with world.uow() as tx:
            await tx.clips.add(other)
            for score in (new, old, better, vertical):
                await tx.scores.add(score)

        async with world.uow() as tx:
            ids = [cast.clip.id, other.id]
            assert await tx.scores.latest(ids) == [better, vertical, new]
            assert await tx.scores.latest(ids, platform=Platform.YOUTUBE) == [better, new]
            assert await tx.scores.latest([]) == []

    async def test_of_the_same_moment_count_in_order_of_arrival(self, world: World) -> None:
        cast = await set_stage(world)
        async with world.uow() as tx:
            for value in (10.0, 30.0, 20.0):
                await tx.scores.add(a_score(clip_id=cast.clip.id, value=value))

        async with world.uow() as tx:
            (latest,) = await tx.scores.latest([cast.clip.id])

        assert latest.score.value == 20.0
