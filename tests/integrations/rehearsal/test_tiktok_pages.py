"""The pages show what was "published" on TikTok, to people of both languages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integrations.rehearsal.tiktok_stage import (
    MODERATION_S,
    PROCESSING_S,
    SMALL,
    TikTok,
    a_video,
    tiktok,
)

VIDEO = a_video(SMALL)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TikTok]:
    async with tiktok(tmp_path) as stage:
        yield stage


async def published(stage: TikTok, **settings: object) -> str:
    """The address of its page."""
    await stage.handed_in(settings=settings)
    stage.clock.forward(seconds=PROCESSING_S + MODERATION_S)
    (line,) = await stage.truth()
    return f"{stage.app}/@stakazo.rehearsal/video/{line['post_id']}"


class TestList:
    async def test_says_that_there_is_nothing_yet(self, stage: TikTok) -> None:
        english = await stage.http.get(f"{stage.app}/")
        spanish = await stage.http.get(f"{stage.app}/", headers={"Accept-Language": "es-MX"})

        assert "Nothing published yet" in english.text
        assert "Nothing here is on TikTok" in english.text
        assert "Todavía no hay nada publicado" in spanish.text

    async def test_leads_to_the_post_in_the_same_language(self, stage: TikTok) -> None:
        page = await published(stage, title="Gol")

        listing = await stage.http.get(f"{stage.app}/", params={"lang": "es"})

        assert f'href="{page.removeprefix(stage.root)}?lang=es"' in listing.text
        assert "Todos" in listing.text

    async def test_shows_also_what_only_its_owner_sees(self, stage: TikTok) -> None:
        await published(stage, title="Mine", privacy_level="SELF_ONLY")

        listing = await stage.http.get(f"{stage.app}/")

        assert "Mine" in listing.text
        assert "Only me" in listing.text


class TestPost:
    async def test_shows_all_that_was_sent(self, stage: TikTok) -> None:
        page = await stage.http.get(await published(stage, title="A goal\n#goal", is_aigc=True))
        (line,) = await stage.truth()

        known = (line["sha256"], line["post_id"], line["handle_ref"])
        shown = (*known, "#goal", "@stakazo.rehearsal", "is_aigc")
        assert [text for text in shown if text not in page.text] == []

    async def test_escapes_what_came_from_outside(self, stage: TikTok) -> None:
        page = await stage.http.get(await published(stage, title='<script>"x"</script>'))

        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text

    async def test_allows_the_browser_nothing_but_itself(self, stage: TikTok) -> None:
        page = await stage.http.get(await published(stage))
        policy = page.headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"

    async def test_plays_the_video_and_any_part_of_it(self, stage: TikTok) -> None:
        page = await stage.http.get(await published(stage))
        source = page.text.split('<video src="')[1].split("#")[0]

        whole = await stage.http.get(stage.root + source)
        part = await stage.http.get(stage.root + source, headers={"Range": "bytes=10-19"})

        assert whole.content == VIDEO
        assert (part.status_code, part.content) == (206, VIDEO[10:20])

    async def test_counts_who_watched(self, stage: TikTok) -> None:
        address = await published(stage)
        for _ in range(3):
            await stage.http.get(address)

        (video,) = (await stage.videos())["videos"]

        assert video["view_count"] == 3

    async def test_is_gone_when_it_was_removed(self, stage: TikTok) -> None:
        address = await published(stage)
        await stage.control(f"posts/{address.rpartition('/')[2]}/remove")

        page = await stage.http.get(address, params={"lang": "es"})

        assert page.status_code == 404
        assert "Aquí no existe ese vídeo." in page.text


async def test_a_video_that_is_not_out_cannot_be_watched(stage: TikTok) -> None:
    publish_id = await stage.handed_in()

    answer = await stage.http.get(f"{stage.app}/media/{publish_id.rpartition('.')[2]}")

    assert answer.status_code == 404


async def test_the_style_is_that_of_all_rehearsals(stage: TikTok) -> None:
    style = await stage.http.get(f"{stage.app}/style.css")

    assert style.headers["Content-Type"].startswith("text/css")
