from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integrations.rehearsal.instagram_stage import InstagramPlay, on_stage, tiny_mp4


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[InstagramPlay]:
    async with on_stage(tmp_path) as play:
        yield play


async def told(play: InstagramPlay, media_id: str) -> dict[str, str]:
    params = {"fields": "permalink,media_url,thumbnail_url"}
    return dict((await play.call("GET", f"/{media_id}", params=params)).json())


async def test_the_list_shows_what_was_published(play: InstagramPlay) -> None:
    empty = await play.http.get(f"{play.url}/")
    await play.published(caption="A goal & <more>")

    page = await play.http.get(f"{play.url}/", headers={"Accept-Language": "es"})

    assert "Nothing published yet" in empty.text
    assert "Ensayo de Instagram" in page.text
    assert "A goal &amp; &lt;more&gt;" in page.text
    assert "@stakazo.rehearsal" in page.text
    assert "script" not in page.headers["Content-Security-Policy"]


async def test_a_reel_shows_everything_that_was_sent(play: InstagramPlay) -> None:
    media_id = await play.published(caption="<script>alert(1)</script>")
    [line] = await play.truth()

    page = await play.http.get((await told(play, media_id))["permalink"])

    assert page.status_code == 200
    assert line["sha256"] in page.text
    assert media_id in page.text
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text


async def test_the_film_plays_in_parts(play: InstagramPlay) -> None:
    address = (await told(play, await play.published()))["media_url"]

    whole = await play.http.get(address)
    part = await play.http.get(address, headers={"Range": "bytes=10-19"})

    assert whole.content == tiny_mp4()
    assert whole.headers["Content-Type"] == "video/mp4"
    assert (part.status_code, part.content) == (206, tiny_mp4()[10:20])


async def test_a_cover_is_shown_as_it_was_given(play: InstagramPlay) -> None:
    jpeg = b"\xff\xd8\xff\xe0" + bytes(100)
    cover = play.site.put("cover.jpg", jpeg, kind="image/jpeg")
    with_cover, without = await play.published(cover_url=cover), await play.published()

    shown = await play.http.get((await told(play, with_cover))["thumbnail_url"])

    assert shown.content == jpeg
    assert "thumbnail_url" not in await told(play, without)


async def test_whoever_looks_counts_as_a_view(play: InstagramPlay) -> None:
    media_id = await play.published()
    link = (await told(play, media_id))["permalink"]

    for _ in range(2):
        await play.http.get(link)

    params = {"metric": "views"}
    insights = await play.call("GET", f"/{media_id}/insights", params=params)
    assert insights.json()["data"][0]["values"] == [{"value": 2}]


@pytest.mark.parametrize("turn", ["remove", "restrict"])
async def test_nothing_is_shown_of_what_was_taken_away(play: InstagramPlay, turn: str) -> None:
    media_id = await play.published()
    known = await told(play, media_id)
    await play.http.post(f"{play.url}/rehearsal/posts/{media_id}/{turn}")

    for address in (known["permalink"], known["media_url"]):
        assert (await play.http.get(address)).status_code == 404
    assert media_id not in (await play.http.get(f"{play.url}/")).text


@pytest.mark.parametrize("name", ["nothing", "!!", "..%2Ftruth.jsonl"])
async def test_no_address_leads_anywhere_else(play: InstagramPlay, name: str) -> None:
    await play.published()

    for place in ("media", "cover", "reel"):
        answer = await play.http.get(f"{play.url}/{place}/{name}", follow_redirects=True)
        assert answer.status_code == 404
