"""What is asked of clips over HTTP, and how it reaches the jobs."""

from dataclasses import asdict
from typing import Any

import httpx
import pytest

from domain.access import Role
from domain.clip import Clip, Look
from domain.cutting import Change
from domain.framing import Fit
from domain.ids import JobId
from domain.job import Job, JobKind
from domain.platforms import Aspect
from entrypoints.wiring import Services
from tests.build import a_clip, a_new_job, a_variant, a_video
from tests.entrypoints.http.conftest import Headers, People


@pytest.fixture
async def editor(people: People) -> Headers:
    return await people.sign_in(Role.EDITOR)


@pytest.fixture
async def clip(services: Services) -> Clip:
    async with services.world.uow() as tx:
        video = a_video()
        await tx.videos.add(video)
        job = await tx.jobs.enqueue(a_new_job(kind=JobKind.CUT_VIDEO, video_id=video.id))
        clip = a_clip(video_id=video.id, job_id=job.id)
        await tx.clips.add(clip)
    return clip


async def asked(answer: httpx.Response, services: Services) -> Job:
    assert answer.status_code == 202, answer.text
    async with services.world.uow() as tx:
        return await tx.jobs.get(JobId(answer.json()["id"]))


class TestAdjust:
    async def test_becomes_a_job_with_the_change(
        self, client: httpx.AsyncClient, editor: Headers, services: Services, clip: Clip
    ) -> None:
        body: dict[str, Any] = {"start_ms": 2_000, "longer_ms": -500, "drop_intro": True}

        answer = await client.post(f"/clips/{clip.id}/adjust", headers=editor, json=body)

        job = await asked(answer, services)
        assert job.kind is JobKind.ADJUST_CLIP
        assert job.payload == {
            "clip_id": clip.id,
            "change": asdict(Change(**body, exact=True)),
        }

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({}, "invalid"),
            ({"longer_ms": 0}, "invalid"),
            ({"longer_ms": True}, "invalid_request"),
            ({"start_ms": -1}, "invalid_request"),
            ({"start_ms": "1:03"}, "invalid_request"),
            ({"longer_seconds": 2}, "invalid_request"),
        ],
    )
    async def test_is_refused_when_it_changes_nothing_or_is_no_change(
        self, client: httpx.AsyncClient, editor: Headers, clip: Clip, body: Any, code: str
    ) -> None:
        answer = await client.post(f"/clips/{clip.id}/adjust", headers=editor, json=body)

        assert (answer.status_code, answer.json()["code"]) == (422, code)


class TestVariants:
    async def test_are_asked_for_with_their_look(
        self, client: httpx.AsyncClient, editor: Headers, services: Services, clip: Clip
    ) -> None:
        look = {"aspect": "4:5", "fit": "whole", "captions": False}
        body = {"platforms": ["youtube"], **look}

        first = await client.post(f"/clips/{clip.id}/variants", headers=editor, json=body)
        second = await client.post(
            "/jobs", headers=editor, json={"kind": "render_variants", "clip_ids": [clip.id], **body}
        )

        for answer in (first, second):
            job = await asked(answer, services)
            assert {**job.payload, **look} == job.payload

    async def test_say_how_they_look(
        self, client: httpx.AsyncClient, editor: Headers, services: Services, clip: Clip
    ) -> None:
        look = Look(aspect=Aspect.SQUARE, fit=Fit.CROP, captions=False)
        async with services.world.uow() as tx:
            await tx.clips.add_variant(a_variant(clip_id=clip.id, look=look))

        page = (await client.get(f"/clips/{clip.id}", headers=editor)).json()

        row = page["variants"][0]
        assert (row["aspect"], row["fit"], row["captions"]) == ("1:1", "crop", False)


class TestCut:
    async def test_is_asked_for_with_a_topic_a_model_and_a_look(
        self, client: httpx.AsyncClient, editor: Headers, services: Services, clip: Clip
    ) -> None:
        wish = {"about": "prices", "like": clip.id, "aspect": "16:9", "captions": False}
        body = {"kind": "cut_video", "video_id": clip.video_id, "min_seconds": 5, "count": 1}

        answer = await client.post("/jobs", headers=editor, json={**body, **wish})

        job = await asked(answer, services)
        assert {**job.payload, **wish} == job.payload

    async def test_like_a_clip_that_is_not_there_is_refused(
        self, client: httpx.AsyncClient, editor: Headers, clip: Clip
    ) -> None:
        body = {"kind": "cut_video", "video_id": clip.video_id, "min_seconds": 5, "like": "nope"}

        answer = await client.post("/jobs", headers=editor, json=body)

        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
