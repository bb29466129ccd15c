from dataclasses import asdict, replace
from typing import Any

import pytest

from domain.canonical import Json
from domain.cutting import Change
from domain.errors import Invalid
from domain.ids import JobId
from domain.job import Job, JobKind, JobQuery, JobStatus
from domain.texts import Locale
from tests.build import a_clip, a_video
from tests.tools.stage import Stage, use
from tools.context import ToolContext
from tools.references import Ambiguous


async def newest_job(stage: Stage) -> Job:
    async with stage.database() as tx:
        return (await tx.jobs.recent(only=JobQuery()))[0]


def ending(stage: Stage, context: ToolContext, **result: Json) -> ToolContext:
    """As if a worker had ended the job with ``result``."""

    async def follow(job_id: JobId) -> Job:
        async with stage.database() as tx:
            job = await tx.jobs.get(job_id)
        return replace(job, status=JobStatus.COMPLETED, result=result)

    return replace(context, follow=follow)


class TestListClips:
    async def test_leads_to_everything_that_was_made(self, stage: Stage) -> None:
        answer = await use("list_clips", stage.context())

        second = answer.clips[1]
        assert (second.number, second.scores) == (2, {"youtube": 90.0})
        addresses = [second.url, second.poster_url, second.preview_url]
        addresses += [second.variants[0].url, answer.contact_sheet_url]
        assert len(set(addresses)) == 5
        assert all(address in answer.summary for address in addresses)
        assert second.variants[0].aspect == "9:16"

    async def test_shows_a_title_without_the_marks_that_would_make_it_a_link(
        self, stage: Stage
    ) -> None:
        async with stage.database() as tx:
            await tx.clips.save(replace(stage.clips[0], title="[Win](https://evil.example)\n# now"))

        answer = await use("list_clips", stage.context())

        assert "](https://evil.example)" not in answer.summary
        assert "\n# now" not in answer.summary


class TestCutVideo:
    async def test_hands_everything_on_that_was_asked_for(self, stage: Stage) -> None:
        await use(
            "cut_video",
            stage.context(),
            count=2,
            min_seconds=5,
            max_seconds=7.5,
            platforms=["tiktok"],
            about=" prices ",
            like="2",
            aspect="1:1",
            captions=False,
        )

        job = await newest_job(stage)
        assert job.payload == {
            "count": 2,
            "min_ms": 5_000,
            "max_ms": 7_500,
            "platforms": ["tiktok"],
            "aspect": "1:1",
            "fit": "auto",
            "captions": False,
            "about": "prices",
            "like": stage.clips[1].id,
        }

    @pytest.mark.parametrize(
        ("asked", "count"), [({}, 3), ({"about": "prices"}, 1), ({"about": "x", "count": 4}, 4)]
    )
    async def test_makes_one_clip_of_one_topic(
        self, stage: Stage, asked: dict[str, Any], count: int
    ) -> None:
        await use("cut_video", stage.context(), min_seconds=5, **asked)

        assert (await newest_job(stage)).payload["count"] == count

    async def test_looks_for_more_of_a_clip_in_that_clips_video(self, stage: Stage) -> None:
        async with stage.database() as tx:
            await tx.videos.add(a_video(title="Newer"))

        await use("cut_video", stage.context(), like=stage.clips[1].id, min_seconds=5)

        assert (await newest_job(stage)).video_id == stage.video.id

    @pytest.mark.parametrize("seconds", [0, -1, 1e9])
    async def test_refuses_impossible_lengths(self, stage: Stage, seconds: float) -> None:
        with pytest.raises(Invalid, match="seconds"):
            await use("cut_video", stage.context(), min_seconds=seconds)

    @pytest.mark.parametrize(
        ("result", "told"),
        [
            ({"words": "none"}, "OPENAI_API_KEY"),
            ({"words": "unavailable"}, "no he podido transcribirlo"),
            ({"words": "known", "repeats": True}, "ya estaba en otros clips"),
        ],
    )
    async def test_says_how_the_clips_were_chosen(
        self, stage: Stage, result: dict[str, Json], told: str
    ) -> None:
        context = ending(stage, stage.context(locale=Locale.ES), **result)

        answer = await use("cut_video", context, min_seconds=5)

        assert told in answer.summary
        assert answer.words == result["words"]

    async def test_says_nothing_more_when_the_words_were_known(self, stage: Stage) -> None:
        answer = await use("cut_video", ending(stage, stage.context(), words="known"))

        assert "sound" not in answer.summary


class TestRenderVariants:
    async def test_hands_the_look_on(self, stage: Stage) -> None:
        answer = await use(
            "render_variants",
            stage.context(),
            clips="2",
            platforms=["youtube"],
            aspect="4:5",
            fit="whole",
            captions=False,
        )

        payload = (await newest_job(stage)).payload
        assert {name: payload[name] for name in ("aspect", "fit", "captions")} == {
            "aspect": "4:5",
            "fit": "whole",
            "captions": False,
        }
        assert f"variant-{answer.variant_ids[0]}" in answer.summary


class TestAdjustClip:
    @pytest.mark.parametrize(
        ("asked", "change"),
        [
            ({"longer_seconds": 2}, {"longer_ms": 2_000}),
            ({"shorter_seconds": 1.5}, {"longer_ms": -1_500}),
            ({"earlier_seconds": 2}, {"earlier_ms": 2_000}),
            ({"later_seconds": 0.5}, {"earlier_ms": -500}),
            ({"start": "1:03"}, {"start_ms": 63_000}),
            ({"start": 63}, {"start_ms": 63_000}),
            ({"start": 0}, {"start_ms": 0}),
            ({"end": "1:02:03.5"}, {"end_ms": 3_723_500}),
            ({"start": " 0:07 ", "end": "80"}, {"start_ms": 7_000, "end_ms": 80_000}),
            ({"drop_intro": True}, {"drop_intro": True}),
        ],
    )
    async def test_hands_the_change_on(
        self, stage: Stage, asked: dict[str, Any], change: dict[str, Any]
    ) -> None:
        answer = await use("adjust_clip", stage.context(), clip="2", **asked)

        job = await newest_job(stage)
        assert job.kind is JobKind.ADJUST_CLIP
        assert job.payload["clip_id"] == stage.clips[1].id
        assert job.payload["change"] == asdict(Change(**change))
        assert [clip.number for clip in answer.clips] == [2]

    @pytest.mark.parametrize(
        ("changed", "told"), [(True, "Ahora queda así"), (False, "Ya estaba así")]
    )
    async def test_says_whether_anything_changed(
        self, stage: Stage, changed: bool, told: str
    ) -> None:
        context = ending(stage, stage.context(locale=Locale.ES), changed=changed)

        answer = await use("adjust_clip", context, clip="2", longer_seconds=2)

        assert answer.summary.startswith(("Hecho", "Ya")) and told in answer.summary

    async def test_asks_how_when_nothing_is_to_be_changed(self, stage: Stage) -> None:
        with pytest.raises(Invalid, match="2 seconds longer"):
            await use("adjust_clip", stage.context(), clip="2")

    async def test_asks_which_clip_when_there_are_several(self, stage: Stage) -> None:
        with pytest.raises(Ambiguous):
            await use("adjust_clip", stage.context(), longer_seconds=2)

    async def test_takes_the_only_clip_there_is(self, stage: Stage) -> None:
        async with stage.database() as tx:
            video = a_video(title="Short")
            await tx.videos.add(video)
            only = a_clip(video_id=video.id)
            await tx.clips.add(only)

        await use("adjust_clip", stage.context(), longer_seconds=2)

        assert (await newest_job(stage)).payload["clip_id"] == only.id

    @pytest.mark.parametrize(
        "asked", [{"start": "soon"}, {"start": -1}, {"start": "inf"}, {"longer_seconds": 0}]
    )
    async def test_refuses_what_is_no_moment(self, stage: Stage, asked: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="validation error"):
            await use("adjust_clip", stage.context(), clip="2", **asked)
