from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.texts import Locale
from integrations.rehearsal.texts import TEXTS, locale_of
from tests.integrations.rehearsal.playing import Play, playing, some_bytes


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


async def page(play: Play, path: str, language: str = "en") -> str:
    answer = await play.http.get(play.url + path, headers={"Accept-Language": language})
    return answer.text


async def test_every_page_says_that_it_is_a_rehearsal_in_the_readers_language(
    play: Play,
) -> None:
    video_id = await play.a_video()

    for path in ("/", f"/watch?v={video_id}", "/watch?v=nothingHere"):
        assert "Nothing here is on YouTube" in await page(play, path)
        assert "Nada de esto está en YouTube" in await page(play, path, "es-MX,es;q=0.9")


async def test_an_empty_rehearsal_says_what_will_appear(play: Play) -> None:
    assert "Todavía no hay nada publicado" in await page(play, "/", "es")


async def test_a_title_is_shown_as_text(play: Play) -> None:
    await play.a_video(caption="""Tom & "Jerry" 'n' co""")

    shown = await page(play, "/")

    assert "Tom &amp; &quot;Jerry&quot; &#x27;n&#x27; co" in shown
    assert """Tom & "Jerry""" not in shown


async def test_a_page_lets_nothing_run(play: Play) -> None:
    answer = await play.http.get(play.url + "/")

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text


async def test_the_video_plays_from_any_point(play: Play) -> None:
    video_id = await play.a_video()
    address = f"/media/{video_id}"

    part = await play.http.get(play.url + address, headers={"Range": "bytes=10-19"})

    assert f'src="/youtube{address}' in await page(play, "/")
    assert part.status_code == 206
    assert part.headers["Content-Range"] == "bytes 10-19/1000"
    assert part.headers["Content-Type"] == "video/mp4"
    assert part.content == some_bytes(1000)[10:20]


@pytest.mark.parametrize("name", ["nothingHere", "..%2Ftruth.jsonl", "..%2f..%2fetc%2fpasswd"])
async def test_no_address_leads_to_a_file_that_is_no_video(play: Play, name: str) -> None:
    answer = await play.http.get(f"{play.url}/media/{name}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", Locale.EN),
        ("es", Locale.ES),
        ("fr, es;q=0.5, en;q=0.8", Locale.EN),
        ("es-419,en;q=0.9", Locale.ES),
        ("en;q=0, es;q=0.1", Locale.ES),
        ("es;q=nonsense", Locale.EN),
        ("de", Locale.EN),
    ],
)
def test_the_language_is_the_one_that_the_browser_prefers(header: str, locale: Locale) -> None:
    assert locale_of(header) is locale


def test_both_languages_say_everything() -> None:
    for pair in TEXTS.values():
        assert pair.en
        assert pair.es
        assert ("{count}" in pair.en) == ("{count}" in pair.es)
