"""Addresses that open without signing in: what they show, and what they do not."""

import base64
import io
import json
import logging
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial

import httpx
import pytest
import structlog

from domain.clip import Clip, Variant
from domain.job import JobKind
from domain.media import Blob
from domain.ports.links import Links, Shown
from domain.video import Video
from entrypoints import logs
from entrypoints.http.links import LIFETIME, links, signed_links
from entrypoints.wiring import Services
from integrations.media.ffmpeg import find_ffmpeg
from integrations.tickets import Ticket, Tickets
from tests.build import NOON, a_clip, a_new_job, a_variant, a_video

EXPIRES = int((NOON + LIFETIME).timestamp())
A_TICKET = Ticket(shown=Shown.CLIP, id="018f-clip", expires=EXPIRES)
BODIES = {
    Shown.CLIP: b"the clip" * 100,
    Shown.CLIP_POSTER: b"\xff\xd8 poster",
    Shown.CLIP_PREVIEW: b"RIFF preview",
    Shown.VARIANT: b"the variant",
    Shown.VARIANT_POSTER: b"\xff\xd8 variant",
}


class TestTickets:
    def test_come_back_as_they_were_issued(self) -> None:
        tickets = Tickets(["secret"])

        assert tickets.read(tickets.issue(A_TICKET)) == A_TICKET

    def test_are_read_with_an_older_key_and_issued_with_the_newest(self) -> None:
        before, rotated, later = Tickets(["old"]), Tickets(["new", "old"]), Tickets(["new"])

        assert rotated.read(before.issue(A_TICKET)) == A_TICKET
        assert later.read(rotated.issue(A_TICKET)) == A_TICKET
        assert later.read(before.issue(A_TICKET)) is None

    def test_are_refused_with_any_one_letter_changed(self) -> None:
        tickets = Tickets(["secret"])
        text = tickets.issue(A_TICKET)

        for place, letter in enumerate(text):
            other = "A" if letter != "A" else "B"
            assert tickets.read(f"{text[:place]}{other}{text[place + 1 :]}") is None, place

    @pytest.mark.parametrize(
        "said",
        [
            ["clip", "018f-clip", EXPIRES + 1],
            ["clip_poster", "018f-clip", EXPIRES],
            ["clip", "another", EXPIRES],
            ["video", "018f-clip", EXPIRES],
            ["clip", 1, EXPIRES],
            ["clip", "018f-clip", True],
            ["clip", "018f-clip"],
            {"shown": "clip"},
            7,
        ],
    )
    def test_say_only_what_was_signed(self, said: object) -> None:
        header, _, signature = Tickets(["secret"]).issue(A_TICKET).split(".")
        payload = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")

        assert Tickets(["secret"]).read(f"{header}.{payload}.{signature}") is None

    @pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é.é.é", "a" * 10_000, "a." * 3])
    def test_are_refused_whatever_else_is_sent(self, text: str) -> None:
        assert Tickets(["secret"]).read(text) is None

    def test_are_refused_in_another_spelling_of_the_same_bytes(self) -> None:
        text = Tickets(["secret"]).issue(A_TICKET)

        assert Tickets(["secret"]).read(f"{text}=") is None

    def test_are_refused_without_a_signature(self) -> None:
        _, payload, _ = Tickets(["secret"]).issue(A_TICKET).split(".")
        none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")

        assert Tickets(["secret"]).read(f"{none}.{payload}.") is None


@cache
def a_jpeg() -> bytes:
    source = ["-f", "lavfi", "-i", "color=c=gray:size=64x36", "-frames:v", "1"]
    done = subprocess.run(
        [find_ffmpeg(), "-v", "error", *source, "-c:v", "mjpeg", "-f", "image2pipe", "-"],
        check=True,
        capture_output=True,
    )
    return done.stdout


async def put(services: Services, body: bytes) -> Blob:
    async def chunks() -> AsyncIterator[bytes]:
        yield body

    return await services.store.put(chunks(), max_bytes=10_000)


@pytest.fixture
async def video(services: Services) -> Video:
    video = a_video(title="El gol")
    async with services.world.uow() as tx:
        await tx.videos.add(video)
    return video


@pytest.fixture
async def clip(services: Services, video: Video) -> Clip:
    keys = {shown: (await put(services, body)).key for shown, body in BODIES.items()}
    async with services.world.uow() as tx:
        job = await tx.jobs.enqueue(a_new_job(kind=JobKind.CUT_VIDEO, video_id=video.id))
        clip = a_clip(
            video_id=video.id,
            job_id=job.id,
            title="El gol",
            blob=keys[Shown.CLIP],
            poster=keys[Shown.CLIP_POSTER],
            preview=keys[Shown.CLIP_PREVIEW],
        )
        await tx.clips.add(clip)
        await tx.clips.add_variant(
            a_variant(clip_id=clip.id, blob=keys[Shown.VARIANT], poster=keys[Shown.VARIANT_POSTER])
        )
    return clip


@pytest.fixture
async def variant(services: Services, clip: Clip) -> Variant:
    async with services.world.uow() as tx:
        return (await tx.clips.variants([clip.id]))[0]


@pytest.fixture
def link(services: Services) -> Links:
    return signed_links(services, "http://here")


def _at(moment: datetime) -> datetime:
    return moment


class TestOpenLink:
    @pytest.mark.parametrize("shown", list(BODIES))
    async def test_shows_one_file_to_whoever_has_it(
        self, client: httpx.AsyncClient, link: Links, clip: Clip, variant: Variant, shown: Shown
    ) -> None:
        id_ = variant.id if shown in (Shown.VARIANT, Shown.VARIANT_POSTER) else clip.id

        answer = await client.get(link(shown, id_))

        assert (answer.status_code, answer.content) == (200, BODIES[shown])
        assert answer.headers["content-disposition"].startswith("inline; ")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-robots-tag"] == "noindex"

    async def test_answers_those_who_only_look(
        self, client: httpx.AsyncClient, link: Links, clip: Clip
    ) -> None:
        answer = await client.head(link(Shown.CLIP, clip.id))

        assert (answer.status_code, answer.content) == (200, b"")
        assert int(answer.headers["Content-Length"]) > 0

    async def test_serves_ranges(self, client: httpx.AsyncClient, link: Links, clip: Clip) -> None:
        answer = await client.get(link(Shown.CLIP, clip.id), headers={"Range": "bytes=4-7"})

        assert (answer.status_code, answer.content) == (206, b"clip")

    async def test_runs_out_after_a_day(
        self, client: httpx.AsyncClient, services: Services, clip: Clip
    ) -> None:
        tickets, now = Tickets(services.secret_keys), services.world.clock.now()
        sent = [
            links(tickets, base_url="http://here", now=partial(_at, now - ago))(Shown.CLIP, clip.id)
            for ago in (LIFETIME - timedelta(minutes=1), LIFETIME)
        ]

        answers = [await client.get(url, headers={"Accept-Language": "es"}) for url in sent]

        assert [answer.status_code for answer in answers] == [200, 410]
        assert answers[1].headers["content-type"] == "application/problem+json"
        assert "caducado" in answers[1].json()["detail"]

    @pytest.mark.parametrize("shown", list(Shown))
    async def test_says_in_the_persons_language_that_nothing_is_there(
        self, client: httpx.AsyncClient, link: Links, shown: Shown
    ) -> None:
        answer = await client.get(
            link(shown, "018f0000-0000-7000-8000-000000000000"), headers={"Accept-Language": "es"}
        )

        assert (answer.status_code, answer.json()["code"]) == (404, "link_unknown")
        assert "enlace" in answer.json()["detail"]

    async def test_opens_nothing_that_others_signed(
        self, client: httpx.AsyncClient, clip: Clip
    ) -> None:
        forged = Tickets(["somebody else's"]).issue(replace(A_TICKET, id=clip.id))

        assert (await client.get(f"/media/{forged}")).status_code == 404

    async def test_never_stands_in_a_log_line(
        self, client: httpx.AsyncClient, link: Links, clip: Clip
    ) -> None:
        written = io.StringIO()
        before = logging.getLogger().handlers
        logs.configure(process="test", as_json=True, stream=written)
        url = link(Shown.CLIP, clip.id)
        try:
            await client.get(url)
        finally:
            logging.getLogger().handlers = before
            structlog.reset_defaults()

        token = url.rpartition("/")[2]
        assert '"path": "/media/[hidden]"' in written.getvalue()
        assert not [part for part in token.split(".") if part in written.getvalue()]


class TestAddresses:
    async def test_begin_where_the_outside_reaches_us(self, services: Services) -> None:
        settings = services.settings.model_copy(update={"public_url": "https://clips.example/"})

        public = signed_links(replace(services, settings=settings), "http://127.0.0.1:8000")

        assert public(Shown.CLIP, "x").startswith("https://clips.example/media/")
        assert signed_links(services, "http://127.0.0.1:8000")(Shown.CLIP, "x").startswith(
            "http://127.0.0.1:8000/media/"
        )


class TestContactSheet:
    async def test_shows_the_clips_of_a_video(
        self, client: httpx.AsyncClient, services: Services, link: Links, clip: Clip
    ) -> None:
        async with services.world.uow() as tx:
            await tx.clips.save(replace(clip, poster=(await put(services, a_jpeg())).key))

        answer = await client.get(link(Shown.CONTACT_SHEET, clip.video_id))

        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.content[:2] == b"\xff\xd8"
        assert len(answer.content) > len(a_jpeg())

    async def test_is_not_there_for_a_video_without_clips(
        self, client: httpx.AsyncClient, link: Links, video: Video
    ) -> None:
        assert (await client.get(link(Shown.CONTACT_SHEET, video.id))).status_code == 404
