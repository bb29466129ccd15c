from datetime import datetime

import pytest

from domain.platforms import Platform
from domain.publication import Misfire, Privacy
from domain.texts import Locale
from tests.tools.stage import Stage
from tools.orders import PublishClip
from tools.publishing import prepare, summarise


async def shown(stage: Stage, args: PublishClip, locale: Locale = Locale.EN) -> str:
    prepared = await prepare(args, stage.context(locale=locale))
    return summarise(prepared, locale)


class TestCard:
    async def test_names_what_goes_where_and_that_it_is_a_rehearsal(self, stage: Stage) -> None:
        told = await shown(stage, PublishClip(clip="2", caption="The goal"))

        assert told.startswith(
            "Publish clip 2 (15 s) of “Morning show” on YouTube (rehearsal), account @show, now."
        )
        assert "Who can see it: public." in told
        assert "Title: “The goal”" in told

    async def test_shows_the_first_characters_of_the_very_file(self, stage: Stage) -> None:
        prepared = await prepare(PublishClip(clip="2"), stage.context())
        assert prepared.exact is not None

        assert f"SHA-256 {prepared.exact.medium.sha256[:12]}…" in summarise(prepared, Locale.EN)

    async def test_tells_the_time_in_both_zones(self, stage: Stage) -> None:
        args = PublishClip(
            clip="2", at=datetime.fromisoformat("2030-07-01T09:00"), if_late=Misfire.ASK
        )

        told = await shown(stage, args)

        assert "on Mon 1 Jul, 09:00 (Europe/Madrid; Mon 1 Jul, 07:00 UTC)." in told
        assert "If its time passes, you are asked." in told

    async def test_says_who_declared_what(self, stage: Stage) -> None:
        context = stage.context()
        args = PublishClip(clip="2", ai_generated=True, made_for_kids=True)

        told = summarise(await prepare(args, context), Locale.EN)

        who = context.principal.email
        assert f"Declared by {who}: AI-generated and made for kids." in told

    async def test_gives_youtube_a_title_and_a_description(self, stage: Stage) -> None:
        told = await shown(stage, PublishClip(clip="2", caption="A title\nAnd the\nrest"))

        assert "Title: “A title”\nDescription: “And the\nrest”" in told

    async def test_warns_of_more_hashtags_than_instagram_counts(self, stage: Stage) -> None:
        await stage.reach(Platform.INSTAGRAM)
        caption = "Hi #a #b #c #d #e #f"

        told = await shown(
            stage, PublishClip(clip="2", platform=Platform.INSTAGRAM, caption=caption)
        )

        assert "6 hashtags" in told


class TestCardForTiktok:
    @pytest.mark.parametrize(
        ("locale", "says"),
        [
            (
                Locale.EN,
                [
                    "as the creator @on_tiktok",
                    "Comments, duet and stitch are off.",
                    "By posting, you agree to TikTok's Music Usage Confirmation.",
                ],
            ),
            (
                Locale.ES,
                [
                    "como el creador @on_tiktok",
                    "Comentarios, dúo y stitch están desactivados.",
                    "Al publicar, aceptas la Confirmación de uso de música de TikTok.",
                ],
            ),
        ],
    )
    async def test_shows_all_that_its_guidelines_want_seen(
        self, stage: Stage, locale: Locale, says: list[str]
    ) -> None:
        await stage.reach(Platform.TIKTOK)
        args = PublishClip(clip="2", platform=Platform.TIKTOK, privacy=Privacy.PUBLIC)

        told = await shown(stage, args, locale)

        assert [line for line in says if line not in told] == []

    async def test_tells_the_label_that_a_declaration_leads_to(self, stage: Stage) -> None:
        await stage.reach(Platform.TIKTOK)
        args = PublishClip(
            clip="2",
            platform=Platform.TIKTOK,
            privacy=Privacy.PUBLIC,
            paid_partnership=True,
            allow_comments=True,
        )

        told = await shown(stage, args)

        assert "“Paid partnership”" in told
        assert "Branded Content Policy" in told
        assert "Others may use: comments. The rest is off." in told

    async def test_says_that_an_inbox_is_finished_by_a_person(self, stage: Stage) -> None:
        await stage.reach(Platform.TIKTOK)

        told = await shown(stage, PublishClip(clip="2", platform=Platform.TIKTOK, inbox=True))

        assert "@on_tiktok finishes it there and chooses" in told
        assert "Who can see it: private" not in told
