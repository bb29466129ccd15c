from domain.texts import Locale
from tests.build import a_transcript
from tests.tools.stage import Stage, use


async def hear(stage: Stage, text: str) -> None:
    async with stage.database() as tx:
        await tx.transcripts.save(stage.video.id, a_transcript(text))


class TestFindMoments:
    async def test_gives_passages_with_their_times(self, stage: Stage) -> None:
        await hear(stage, "Hello there. Prices went up. Bye now.")

        found = await use("find_moments", stage.context(), query="prices")

        assert found.has_words
        assert "Prices went up." in found.moments[0].text
        assert found.moments[0].end_ms > found.moments[0].start_ms
        assert "0:00–0:03.4" in found.summary

    async def test_says_that_nobody_talks_about_it(self, stage: Stage) -> None:
        await hear(stage, "Hello there.")

        found = await use("find_moments", stage.context(locale=Locale.ES), query="precios")

        assert (found.has_words, found.moments) == (True, [])
        assert "nadie habla" in found.summary

    async def test_says_that_nobody_knows_the_words(self, stage: Stage) -> None:
        found = await use("find_moments", stage.context(), query="prices")

        assert (found.has_words, found.moments) == (False, [])
        assert "OPENAI_API_KEY" in found.summary
