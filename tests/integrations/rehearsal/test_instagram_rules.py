"""What a container may hold. One server serves all of these tests: none leaves a trace that another
one sees."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from starlette.responses import RedirectResponse, Response, StreamingResponse

from tests.integrations.media.making import lavfi, make
from tests.integrations.rehearsal.instagram_stage import (
    ME,
    InstagramPlay,
    error_of,
    on_stage,
    tiny_mp4,
)

JPEG = b"\xff\xd8\xff\xe0" + bytes(500)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def play(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[InstagramPlay]:
    async with on_stage(tmp_path_factory.mktemp("stage")) as play:
        yield play


async def ending(play: InstagramPlay, *, account: str = ME, **data: Any) -> str:
    """The status of a container once nothing more comes of it."""
    container = (await play.open(account=account, **data)).raise_for_status().json()["id"]
    await play.status(container, account=account)
    play.clock.forward(minutes=5)
    return str((await play.status(container, account=account))["status"])


class TestOpening:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            ({"media_type": "VIDEO"}, (100, 2207023)),
            ({"media_type": None}, (100, 2207023)),
            ({"video_url": None}, (100, None)),
            ({"video_url": "https://example.com/ñ.mp4"}, (9004, 2207052)),
            ({"video_url": "ftp://example.com/a.mp4"}, (9004, 2207052)),
            ({"video_url": "http://127.0.0.1:99999/a.mp4"}, (9004, 2207052)),
            ({"video_url": "http://xn--/a.mp4"}, (9004, 2207052)),
            ({"video_url": "https://[::1/a.mp4"}, (9004, 2207052)),
            ({"upload_type": "resumable"}, (100, None)),
            ({"upload_type": "streamed"}, (100, None)),
            ({"caption": "x" * 2201}, (36004, 2207010)),
            ({"caption": "🎬" * 1101}, (36004, 2207010)),
            ({"caption": "#tag " * 31}, (100, 2207040)),
            ({"caption": "@someone " * 21}, (100, 2207040)),
            ({"share_to_feed": "maybe"}, (100, None)),
            ({"is_ai_generated": "maybe"}, (100, None)),
            ({"thumb_offset": "-1"}, (1, 2207057)),
            ({"thumb_offset": "soon"}, (100, None)),
            ({"cover_url": "nowhere"}, (9004, 2207052)),
            ({"collaborators": '["a","b","c","d"]'}, (100, None)),
            ({"collaborators": "a,b"}, (100, None)),
            ({"branded_content_sponsor_ids": '["1","2","3"]'}, (100, None)),
            ({"user_tags": '[{"username":"a","x":0.5,"y":0.5}]'}, (100, None)),
            ({"location_id": "7640348500"}, (100, None)),
            ({"trial_params": '{"graduation_strategy":"SOON"}'}, (100, None)),
        ],
    )
    async def test_refuses_what_instagram_refuses(
        self, play: InstagramPlay, data: dict[str, Any], expected: tuple[int, int | None]
    ) -> None:
        answer = await play.open(**data)

        assert answer.status_code == 400
        assert error_of(answer) == expected

    @pytest.mark.parametrize(
        "data",
        [
            {"caption": "🎬" * 1100},
            {"caption": "#tag " * 30},
            {"is_ai_generated": "true", "is_paid_partnership": "false", "audio_name": "Ours"},
            {"collaborators": '["a","b","c"]', "user_tags": '[{"username":"a"}]'},
            {"trial_params": '{"graduation_strategy":"MANUAL"}', "thumb_offset": "4000"},
        ],
    )
    async def test_takes_what_instagram_takes(
        self, play: InstagramPlay, data: dict[str, str]
    ) -> None:
        assert (await ending(play, **data)).startswith("Finished")


class TestFetching:
    async def test_takes_a_real_video(self, play: InstagramPlay, tmp_path: Path) -> None:
        picture, sound = lavfi("testsrc=s=180x320:r=30"), lavfi("sine=frequency=440")
        codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
        ready = ("-t", "4", "-movflags", "+faststart")
        file = make(tmp_path / "real.mp4", *picture, *sound, *codecs, *ready)

        status = await ending(play, video_url=play.site.put("real.mp4", file.read_bytes()))

        assert status.startswith("Finished")

    @pytest.mark.parametrize(
        "response",
        [
            Response(tiny_mp4(), status_code=403, media_type="video/mp4"),
            Response(tiny_mp4(), status_code=206, media_type="video/mp4"),
            Response(tiny_mp4(), media_type="application/octet-stream"),
            Response(b"<html></html>", media_type="text/html"),
            RedirectResponse("/clip.mp4"),
            Response(tiny_mp4(), media_type="video/mp4", headers={"Content-Length": "9"}),
        ],
    )
    async def test_fails_for_an_address_that_does_not_give_the_file(
        self, play: InstagramPlay, response: Response
    ) -> None:
        play.site.put("clip.mp4", tiny_mp4())
        play.site.files["bad"] = response

        status = await ending(play, video_url=f"{play.site.url}/bad")

        assert "2207052" in status or "2207026" in status
        assert status.startswith("Error")

    async def test_fails_without_a_length(self, play: InstagramPlay) -> None:
        async def endless() -> AsyncIterator[bytes]:
            yield tiny_mp4()

        play.site.files["endless"] = StreamingResponse(endless(), media_type="video/mp4")

        unmeasured = await ending(play, video_url=f"{play.site.url}/endless")

        assert "2207052" in unmeasured

    async def test_fails_where_nobody_is(self, play: InstagramPlay) -> None:
        assert "2207052" in await ending(play, video_url="http://127.0.0.1:9/clip.mp4")

    @pytest.mark.parametrize(
        "content",
        [
            tiny_mp4(seconds=2.9),
            tiny_mp4(seconds=901),
            tiny_mp4(moov_first=False),
            b"this is no video at all, whatever its name says",
            tiny_mp4()[:-1],
            b"",
        ],
    )
    async def test_fails_for_a_file_that_is_no_reel(
        self, play: InstagramPlay, content: bytes
    ) -> None:
        status = await ending(play, video_url=play.site.put("odd.mp4", content))

        assert status == "Error: Media upload has failed with error code 2207026"

    async def test_refuses_a_cover_outside_of_the_film(self, play: InstagramPlay) -> None:
        status = await ending(play, thumb_offset="5001")

        assert "2207057" in status

    @pytest.mark.parametrize(
        ("content", "kind", "code"),
        [
            (JPEG, "image/jpeg", None),
            (JPEG, "image/png", 2207052),
            (b"not a picture", "image/jpeg", 2207005),
            (JPEG + bytes(8 * 10**6), "image/jpeg", 2207004),
        ],
    )
    async def test_wants_a_small_jpeg_for_a_cover(
        self, play: InstagramPlay, content: bytes, kind: str, code: int | None
    ) -> None:
        cover = play.site.put("cover.jpg", content, kind=kind)

        # The cover wins over a frame, even over one that is not there.
        status = await ending(play, cover_url=cover, thumb_offset="999999")

        assert status.startswith("Finished") if code is None else str(code) in status
