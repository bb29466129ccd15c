"""What every transaction promises about what is said in videos."""

import pytest

from domain.errors import NotFound
from domain.ids import VideoId
from domain.media import Span, Word
from domain.ports import Transaction, World
from domain.transcript import Transcript
from tests.build import a_video, new_id

ENGLISH = """
Welcome to our little bakery by the river. | | |
We began with two ovens and a lot of hope. | | |
Now about prices. Everything costs more than a year ago. | | |
The price of a loaf went up by half. | | |
People talk a lot about bread. | | |
My grandmother taught me how to bake it. | | |
Thank you for coming to see us today.
"""
SPANISH = """
Bienvenidos a nuestra panadería junto al río. | | |
Empezamos con dos hornos y mucha ilusión. | | |
Hablemos del precio de la harina. | | |
Mi abuela me enseñó la canción del pan. | | |
Gracias por venir a vernos hoy.
"""


@pytest.fixture
def world(either_world: World) -> World:
    return either_world


def a_transcript(text: str = ENGLISH, language: str = "en") -> Transcript:
    """Every word lasts 300 ms, and ``|`` is a pause of a second."""
    words: list[Word] = []
    at_ms = 0
    for part in text.split():
        at_ms += 1_000 if part == "|" else 350
        if part != "|":
            words.append(Word(span=Span(start_ms=at_ms - 350, end_ms=at_ms - 50), text=part))
    return Transcript(language=language, transcriber="somebody", words=tuple(words))


async def add(tx: Transaction, *texts: tuple[str, str]) -> list[VideoId]:
    ids = []
    for text, language in texts:
        video = a_video()
        await tx.videos.add(video)
        await tx.transcripts.save(video.id, a_transcript(text, language))
        ids.append(video.id)
    return ids


class TestTranscripts:
    async def test_come_back_as_they_were_saved(self, world: World) -> None:
        async with world.uow() as tx:
            (video_id,) = await add(tx, (ENGLISH, "en"))

        async with world.uow() as tx:
            assert await tx.transcripts.find(video_id) == a_transcript()

    async def test_of_videos_where_nobody_speaks_are_empty(self, world: World) -> None:
        async with world.uow() as tx:
            (video_id,) = await add(tx, ("", "und"))

        async with world.uow() as tx:
            assert await tx.transcripts.find(video_id) == a_transcript("", "und")
            assert await tx.transcripts.search("anything") == ()

    async def test_replace_the_one_that_was_there(self, world: World) -> None:
        async with world.uow() as tx:
            (video_id,) = await add(tx, (ENGLISH, "en"))
            await tx.transcripts.save(video_id, a_transcript("Sólo esto.", "es"))

        async with world.uow() as tx:
            assert await tx.transcripts.find(video_id) == a_transcript("Sólo esto.", "es")
            assert await tx.transcripts.search("bakery") == ()

    async def test_belong_to_videos_that_are_there(self, world: World) -> None:
        async with world.uow() as tx:
            with pytest.raises(NotFound):
                await tx.transcripts.save(VideoId(new_id()), a_transcript())
            assert await tx.transcripts.find(VideoId(new_id())) is None


class TestSearch:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("price", "Now about prices"),
            ("the part where she talks about PRICES", "Now about prices"),
            ("oven", "We began with two ovens"),
            ("river bakery", "Welcome to our little bakery"),
            ("precios", "Hablemos del precio"),
            ("la canción", "Mi abuela me enseñó la canción"),
            ("cancion", "Mi abuela me enseñó la canción"),
            ("CANCIONES de la abuela", "Mi abuela me enseñó la canción"),
            ("panaderia", "Bienvenidos a nuestra panadería"),
        ],
    )
    async def test_finds_the_words_in_any_form_and_order(
        self, world: World, query: str, expected: str
    ) -> None:
        async with world.uow() as tx:
            await add(tx, (ENGLISH, "en"), (SPANISH, "es"))

            best, *_ = await tx.transcripts.search(query)

        assert best.text.startswith(expected)

    async def test_gives_neighbouring_lines_as_one_passage(self, world: World) -> None:
        speech = "Prices went up in spring. " * 5 + "| | | | " + "Nothing else happened then. " * 5
        async with world.uow() as tx:
            (video_id,) = await add(tx, (speech, "en"))

            (passage,) = await tx.transcripts.search("price")

        assert passage.video_id == video_id
        assert passage.span == Span(start_ms=0, end_ms=25 * 350 - 50)
        assert passage.text.count("Prices") == 5

    async def test_puts_first_what_covers_most_of_the_query(self, world: World) -> None:
        async with world.uow() as tx:
            await add(tx, (ENGLISH, "en"))

            found = await tx.transcripts.search("the price of bread, a loaf")

        assert found[0].text == "The price of a loaf went up by half."

    async def test_stays_inside_the_video_that_was_named(self, world: World) -> None:
        async with world.uow() as tx:
            first, second = await add(tx, (ENGLISH, "en"), (ENGLISH, "en"))

            both = await tx.transcripts.search("grandmother")
            one = await tx.transcripts.search("grandmother", video_id=second)

        assert {passage.video_id for passage in both} == {first, second}
        assert [passage.video_id for passage in one] == [second]

    async def test_gives_no_more_than_was_asked_for(self, world: World) -> None:
        async with world.uow() as tx:
            await add(tx, *[(ENGLISH, "en")] * 3)

            assert len(await tx.transcripts.search("grandmother", limit=2)) == 2

    @pytest.mark.parametrize("query", ["zeppelin", "", "the", "de la", "?!", "' OR 1=1 --", "\x00"])
    async def test_finds_nothing_where_nobody_says_it(self, world: World, query: str) -> None:
        async with world.uow() as tx:
            await add(tx, (ENGLISH, "en"), (SPANISH, "es"))

            assert await tx.transcripts.search(query) == ()

    @pytest.mark.parametrize(
        "query",
        [
            "grandmother' & !bake:* | (",
            "'; DROP TABLE transcripts; -- grandmother",
            "grandmother \\ <-> %s $1 :word",
            "grandmother\x00\ud800",
            "grandmother " + "word " * 10_000,
        ],
    )
    async def test_takes_operators_and_quotes_as_nothing(self, world: World, query: str) -> None:
        async with world.uow() as tx:
            (video_id,) = await add(tx, (ENGLISH, "en"))

            (passage, *_) = await tx.transcripts.search(query)

            assert passage.text == "My grandmother taught me how to bake it."
            assert await tx.transcripts.find(video_id) == a_transcript()

    async def test_works_in_languages_without_rules(self, world: World) -> None:
        async with world.uow() as tx:
            await add(tx, ("Kyllä kahvi maistuu. | | | Hyvää huomenta.", "xx"))

            (passage,) = await tx.transcripts.search("kahvi")

        assert passage.text == "Kyllä kahvi maistuu."

    async def test_leaves_the_block_usable_after_any_query(self, world: World) -> None:
        async with world.uow() as tx:
            await tx.transcripts.search("anything at all")
            await add(tx, (ENGLISH, "en"))
