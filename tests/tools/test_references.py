import pytest

from domain.errors import NotFound
from domain.ids import JobId, ThreadId, short
from domain.platforms import Platform
from tests.build import a_clip, a_video, new_id
from tests.fakes.memory.database import MemoryDatabase
from tests.tools.stage import Stage
from tools.references import (
    Ambiguous,
    NothingYet,
    find_clip,
    find_clips,
    find_job,
    find_video,
)

HERE = ThreadId(new_id())


class TestFindVideo:
    @pytest.mark.parametrize(
        "words",
        [None, "last", "the last video", "el último vídeo", "it", "ese", "Show", "video morning"],
    )
    async def test_understands_plain_words(self, stage: Stage, words: str | None) -> None:
        async with stage.database() as tx:
            assert (await find_video(tx, words, thread_id=HERE)).id == stage.video.id

    async def test_understands_ids_long_and_short(self, stage: Stage) -> None:
        async with stage.database() as tx:
            assert (await find_video(tx, stage.video.id, thread_id=HERE)).id == stage.video.id
            assert (
                await find_video(tx, short(stage.video.id), thread_id=HERE)
            ).id == stage.video.id

    async def test_asks_when_a_name_could_be_several(self, stage: Stage) -> None:
        async with stage.database() as tx:
            await tx.videos.add(a_video(title="Morning show extra"))
            with pytest.raises(Ambiguous, match="Morning show extra"):
                await find_video(tx, "morning", thread_id=HERE)
            assert (await find_video(tx, "Morning show", thread_id=HERE)).id == stage.video.id

    @pytest.mark.parametrize("title", ["montage_720p", "montage_720p.mp4", "The clips"])
    async def test_takes_a_title_as_it_is_written(self, stage: Stage, title: str) -> None:
        async with stage.database() as tx:
            await tx.videos.add(wanted := a_video(title=title))
            await tx.videos.add(a_video(title=f"{title.partition('.')[0]} extra"))

            assert (await find_video(tx, title, thread_id=HERE)).id == wanted.id
            assert (await find_video(tx, f"“{title}”", thread_id=HERE)).id == wanted.id

    @pytest.mark.parametrize("words", ["Montage_720p", "montage_720p.mp4", "video montage_720p"])
    async def test_needs_no_extension_of_a_file(self, stage: Stage, words: str) -> None:
        async with stage.database() as tx:
            await tx.videos.add(wanted := a_video(title="montage_720p.mov"))

            assert (await find_video(tx, words, thread_id=HERE)).id == wanted.id

    async def test_says_what_it_cannot_find(self, stage: Stage) -> None:
        async with stage.database() as tx:
            with pytest.raises(NotFound, match="the lost tape"):
                await find_video(tx, "the lost tape", thread_id=HERE)

    async def test_says_when_there_is_none_at_all(self) -> None:
        async with MemoryDatabase()() as tx:
            with pytest.raises(NothingYet):
                await find_video(tx, "last", thread_id=HERE)


class TestFindClips:
    @pytest.mark.parametrize(
        ("words", "numbers"),
        [
            (None, [1, 2, 3]),
            ("them", [1, 2, 3]),
            ("los", [1, 2, 3]),
            ("all the clips", [1, 2, 3]),
            ("it", [1, 2, 3]),
            ("2", [2]),
            ("clip 2", [2]),
            ("2,3", [2, 3]),
            ("clips 2 y 3", [2, 3]),
            ("the second one", [2]),
            ("el tercero", [3]),
            ("best", [2]),
            ("el mejor", [2]),
            ("best 2", [2, 3]),
            ("last", [3]),
            ("last 2", [2, 3]),
        ],
    )
    async def test_understands_plain_words(
        self, stage: Stage, words: str | None, numbers: list[int]
    ) -> None:
        async with stage.database() as tx:
            clips = await find_clips(tx, words, platform=Platform.YOUTUBE, thread_id=HERE)

        assert [clip.number for clip in clips] == numbers

    @pytest.mark.parametrize("words", ["9", "zzz", "clip -1", "'; drop table clips; --"])
    async def test_says_what_it_cannot_find(self, stage: Stage, words: str) -> None:
        async with stage.database() as tx:
            with pytest.raises(NotFound):
                await find_clips(tx, words, thread_id=HERE)

    async def test_asks_which_one_where_one_is_needed(self, stage: Stage) -> None:
        async with stage.database() as tx:
            with pytest.raises(Ambiguous, match="1 \\(0:20\\), 2 \\(0:40\\), 3 \\(1:00\\)"):
                await find_clip(tx, "them", thread_id=HERE)

    async def test_needs_scores_for_the_best(self, stage: Stage) -> None:
        async with stage.database() as tx:
            with pytest.raises(NothingYet):
                await find_clip(tx, "best", platform=Platform.TIKTOK, thread_id=HERE)


class TestAConversation:
    async def test_goes_on_about_its_own_video_whatever_others_cut_meanwhile(
        self, stage: Stage
    ) -> None:
        other = a_video(title="Evening show")
        theirs = a_clip(video_id=other.id, job_id=JobId(new_id()), number=2)
        async with stage.database() as tx:
            await tx.messages.turn_to(HERE, stage.video.id)
            await tx.videos.add(other)
            await tx.clips.add(theirs)

        async with stage.database() as tx:
            mine = await find_clip(tx, "clip 2", thread_id=HERE)
            elsewhere = await find_clip(tx, "clip 2", thread_id=ThreadId(new_id()))
            video = await find_video(tx, None, thread_id=HERE)
            newest = await find_video(tx, "the last video", thread_id=HERE)

        assert (mine, elsewhere) == (stage.clips[1], theirs)
        assert (video, newest) == (stage.video, other)

    async def test_may_name_another_video(self, stage: Stage) -> None:
        other = a_video(title="evening_show.mp4")
        theirs = a_clip(video_id=other.id, job_id=JobId(new_id()), number=2)
        async with stage.database() as tx:
            await tx.messages.turn_to(HERE, stage.video.id)
            await tx.videos.add(other)
            await tx.clips.add(theirs)

            assert await find_clip(tx, "2 of evening show", thread_id=HERE) == theirs
            assert await find_clip(tx, "clip 2 de evening_show", thread_id=HERE) == theirs


class TestFindJob:
    async def test_says_when_there_is_none(self, stage: Stage) -> None:
        async with stage.database() as tx:
            with pytest.raises(NothingYet):
                await find_job(tx, "last")
