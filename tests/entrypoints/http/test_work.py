"""Jobs, clips, campaigns, publications, accounts and the system's state over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from domain.access import Role
from domain.clip import Clip
from domain.job import JobKind, JobStatus
from domain.media import Blob
from domain.platforms import Platform
from domain.texts import Locale
from domain.video import Video
from entrypoints.platforms import connect_rehearsals
from entrypoints.wiring import Services
from tests.build import a_clip, a_new_job, a_score, a_variant, a_video, new_id
from tests.entrypoints.http.conftest import Headers, People

PICTURE = b"\xff\xd8 a picture"


@pytest.fixture
async def editor(people: People) -> Headers:
    return await people.sign_in(Role.EDITOR)


@pytest.fixture
async def blob(services: Services) -> Blob:
    async def chunks() -> AsyncIterator[bytes]:
        yield PICTURE

    return await services.store.put(chunks(), max_bytes=1_000)


@pytest.fixture
async def video(services: Services) -> Video:
    video = a_video()
    async with services.world.uow() as tx:
        await tx.videos.add(video)
    return video


@pytest.fixture
async def clip(services: Services, video: Video, blob: Blob) -> Clip:
    async with services.world.uow() as tx:
        job = await tx.jobs.enqueue(a_new_job(kind=JobKind.CUT_VIDEO, video_id=video.id))
        clip = a_clip(
            video_id=video.id, job_id=job.id, title="El gol", poster=blob.key, blob=blob.key
        )
        await tx.clips.add(clip)
        await tx.scores.add(a_score(clip_id=clip.id, platform=Platform.YOUTUBE))
    return clip


class TestJobs:
    async def test_are_asked_for_once_per_key(
        self, client: httpx.AsyncClient, editor: Headers, video: Video
    ) -> None:
        headers = {**editor, "Idempotency-Key": "cut it"}
        body = {"kind": "cut_video", "video_id": video.id, "count": 2, "min_seconds": 5}

        first = await client.post("/jobs", headers=headers, json=body)
        second = await client.post("/jobs", headers=headers, json=body)

        assert first.status_code == 202, first.text
        assert first.json()["status"] == "pending"
        assert first.json()["id"] == second.json()["id"]

    async def test_that_cannot_be_done_are_refused_with_what_can(
        self, client: httpx.AsyncClient, editor: Headers, video: Video
    ) -> None:
        body = {"kind": "cut_video", "video_id": video.id, "count": 1_000}

        answer = await client.post("/jobs", headers=editor, json=body)

        assert (answer.status_code, answer.json()["code"]) == (422, "cannot_cut")

    @pytest.mark.parametrize("name", ["min_seconds", "max_seconds"])
    @pytest.mark.parametrize("length", ["1e400", "NaN", "-Infinity", "0", "86401"])
    async def test_of_no_possible_length_are_refused(
        self, client: httpx.AsyncClient, editor: Headers, video: Video, name: str, length: str
    ) -> None:
        content = f'{{"kind": "cut_video", "video_id": "{video.id}", "{name}": {length}}}'
        headers = {**editor, "Content-Type": "application/json"}

        answer = await client.post("/jobs", headers=headers, content=content)

        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")

    @pytest.mark.parametrize(
        "body", [{}, {"kind": "publish"}, {"kind": "cut_video"}, {"kind": "ingest_video"}, []]
    )
    async def test_of_no_known_kind_are_refused(
        self, client: httpx.AsyncClient, editor: Headers, body: object
    ) -> None:
        assert (await client.post("/jobs", headers=editor, json=body)).status_code == 422

    async def test_are_cancelled_and_run_again(
        self, client: httpx.AsyncClient, editor: Headers
    ) -> None:
        body = {"kind": "ingest_video", "source": "talk.mp4"}
        job = (await client.post("/jobs", headers=editor, json=body)).json()
        path = f"/jobs/{job['id']}"

        cancelled = await client.post(f"{path}/cancel", headers=editor)
        again = await client.post(f"{path}/process", headers=editor)
        twice = await client.post(f"{path}/process", headers=editor)

        assert cancelled.json()["status"] == "cancelled"
        assert again.json()["status"] == "pending"
        assert (twice.status_code, twice.json()["code"]) == (409, "job_not_retryable")

    async def test_are_listed_by_status(
        self, client: httpx.AsyncClient, editor: Headers, services: Services
    ) -> None:
        async with services.world.uow() as tx:
            await tx.jobs.enqueue(a_new_job())

        pending = (await client.get("/jobs?status=pending", headers=editor)).json()
        failed = (await client.get("/jobs?status=failed", headers=editor)).json()

        assert (len(pending["items"]), len(failed["items"])) == (1, 0)

    async def test_say_what_went_wrong_in_the_persons_language(
        self, client: httpx.AsyncClient, people: People, services: Services
    ) -> None:
        async with services.world.uow() as tx:
            job = await tx.jobs.enqueue(a_new_job())
        async with services.world.uow() as tx:
            run = await tx.jobs.start(job.id, worker_id="w", at=services.world.clock.now())
        assert run
        async with services.world.uow() as tx:
            now = services.world.clock.now()
            await tx.jobs.fail(
                run,
                code="error.not_found",
                values={"what": "video", "ref": "x"},
                retry_at=None,
                at=now,
            )

        headers = await people.sign_in(Role.VIEWER, locale=Locale.ES)
        shown = (await client.get(f"/jobs/{job.id}", headers=headers)).json()

        assert shown["status"] == JobStatus.FAILED
        assert "vídeo" in shown["error"]


class TestClips:
    async def test_come_with_their_scores(
        self, client: httpx.AsyncClient, editor: Headers, clip: Clip
    ) -> None:
        listed = (await client.get(f"/clips?video_id={clip.video_id}", headers=editor)).json()
        page = (await client.get(f"/clips/{clip.id}", headers=editor)).json()

        assert listed["items"][0]["title"] == "El gol"
        score = page["explained"][0]
        assert page["scores"] == {"youtube": score["value"]}
        assert round(sum(part["points"] for part in score["parts"]), 1) == score["value"]

    async def test_give_their_bytes(
        self, client: httpx.AsyncClient, editor: Headers, clip: Clip
    ) -> None:
        file = await client.get(f"/clips/{clip.id}/file", headers=editor)
        poster = await client.get(f"/clips/{clip.id}/poster", headers=editor)

        assert (file.content, file.headers["content-type"]) == (PICTURE, "video/mp4")
        assert (poster.content, poster.headers["content-type"]) == (PICTURE, "image/jpeg")
        assert "El%20gol.mp4" in file.headers["content-disposition"]

    async def test_are_rendered_for_platforms(
        self, client: httpx.AsyncClient, editor: Headers, clip: Clip
    ) -> None:
        path, body = f"/clips/{clip.id}/variants", {"platforms": ["youtube"]}

        asked = await client.post(path, headers=editor, json=body)
        nothing = await client.post(path, headers=editor, json={"platforms": []})

        assert (asked.status_code, asked.json()["kind"]) == (202, "render_variants")
        assert nothing.status_code == 422

    async def test_have_variants_with_bytes_of_their_own(
        self,
        client: httpx.AsyncClient,
        editor: Headers,
        clip: Clip,
        blob: Blob,
        services: Services,
    ) -> None:
        variant = a_variant(clip_id=clip.id, blob=blob.key, sha256=blob.sha256, poster=blob.key)
        async with services.world.uow() as tx:
            await tx.clips.add_variant(variant)

        page = (await client.get(f"/clips/{clip.id}", headers=editor)).json()
        file = await client.get(f"/variants/{page['variants'][0]['id']}/file", headers=editor)

        assert file.content == PICTURE
        assert file.headers["etag"] == f'"{blob.sha256}"'


class TestCampaigns:
    async def test_start_as_drafts(
        self, client: httpx.AsyncClient, editor: Headers, clip: Clip, services: Services
    ) -> None:
        await connect_rehearsals(services.world, services.platforms)
        now = services.world.clock.now()
        body = {
            "name": "Black Friday",
            "platforms": ["youtube"],
            "clips": [clip.id],
            "starts_at": now.isoformat(),
            "ends_at": (now + timedelta(days=7)).isoformat(),
        }

        made = await client.post("/campaigns", headers=editor, json=body)

        assert made.status_code == 201, made.text
        page = (await client.get(f"/campaigns/{made.json()['id']}", headers=editor)).json()
        assert (page["status"], page["clip_ids"], page["slots"]) == ("draft", [clip.id], [])
        found = (await client.get("/campaigns?name=black", headers=editor)).json()
        assert [one["name"] for one in found["items"]] == ["Black Friday"]

    async def test_without_an_account_are_refused(
        self, client: httpx.AsyncClient, editor: Headers, clip: Clip, services: Services
    ) -> None:
        now = services.world.clock.now()
        body = {
            "name": "Black Friday",
            "platforms": ["tiktok"],
            "clips": [clip.id],
            "starts_at": now.isoformat(),
            "ends_at": (now + timedelta(days=7)).isoformat(),
        }

        answer = await client.post("/campaigns", headers=editor, json=body)

        assert (answer.status_code, answer.json()["code"]) == (409, "no_account")


class TestAccounts:
    async def test_say_that_they_are_for_rehearsal(
        self, client: httpx.AsyncClient, editor: Headers, services: Services
    ) -> None:
        await connect_rehearsals(services.world, services.platforms)

        items = (await client.get("/accounts?platform=youtube", headers=editor)).json()["items"]

        assert [one["rehearsal"] for one in items] == [True]


class TestPublications:
    async def test_are_none_at_first(self, client: httpx.AsyncClient, editor: Headers) -> None:
        empty = (await client.get("/publications?status=published", headers=editor)).json()
        missing = await client.get(f"/publications/{new_id()}", headers=editor)

        assert empty == {"items": [], "next_cursor": None}
        assert missing.status_code == 404


class TestSystem:
    async def test_is_alive(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/healthz")).json() == {"status": "ok"}

    async def test_is_not_ready_without_a_worker(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/readyz")

        assert answer.status_code == 503
        assert answer.json()["checks"] == {"database": True, "storage": True, "worker": False}

    async def test_counts_what_there_is(
        self, client: httpx.AsyncClient, editor: Headers, clip: Clip
    ) -> None:
        snapshot = (await client.get("/telemetry/snapshot", headers=editor)).json()
        summary = (await client.get("/debug/jobs/summary", headers=editor)).json()

        assert (snapshot["videos"], snapshot["clips"]) == (1, 1)
        assert summary["by_status"]["pending"] == 1
        assert summary["total"] == 1

    async def test_describes_itself(self, client: httpx.AsyncClient) -> None:
        document = (await client.get("/openapi.json")).json()

        assert document["paths"]["/upload"]["post"]["requestBody"]
        assert "HTTPBearer" in document["components"]["securitySchemes"]
