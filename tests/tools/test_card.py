from datetime import datetime
from typing import Any

import pytest

from domain.platforms import Platform
from domain.publication import Misfire, Privacy
from domain.texts import Locale
from tests.tools.stage import Stage, use
from tools.card import set_in
from tools.orders import PublishClip
from tools.publishing import prepare, publish_clip, summarise


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

    async def test_names_the_year_when_it_is_another(self, stage: Stage) -> None:
        args = PublishClip(clip="2", at=datetime.fromisoformat("2031-07-01T09:00"))

        told = await shown(stage, args, Locale.ES)

        assert "mar 1 jul 2031, 09:00 (Europe/Madrid; mar 1 jul 2031, 07:00 UTC)" in told

    @pytest.mark.parametrize(
        ("at", "says"),
        [
            ("2030-03-31T02:30", "The clocks skip 02:30 that night, so it goes at 03:00."),
            ("2030-03-31T02:30+01:00", "The clocks skip 02:30 that night, so it goes at 03:00."),
            ("2030-10-27T02:30", "twice that night: this is the first time."),
            ("2030-10-27T02:30+01:00", "twice that night: this is the second time."),
        ],
    )
    async def test_tells_what_a_clock_change_does_to_its_time(
        self, stage: Stage, at: str, says: str
    ) -> None:
        told = await shown(stage, PublishClip(clip="2", at=datetime.fromisoformat(at)))

        assert says in told

    async def test_says_nothing_of_clocks_that_do_not_change(self, stage: Stage) -> None:
        args = PublishClip(clip="2", at=datetime.fromisoformat("2030-10-27T03:30:20"))

        assert "clocks" not in await shown(stage, args)

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({}, "nothing goes out at that time, so it goes on Thu 4 Jul, 00:00."),
            ({"end": "2030-07-20T00:00"}, "until Sat 20 Jul, 00:00. That is too late for it"),
            (
                {"end": "2030-07-20T00:00", "if_late": Misfire.SKIP},
                "until Sat 20 Jul, 00:00, so it does not go at all.",
            ),
            ({"on_platform": True}, "but YouTube keeps it by itself"),
        ],
    )
    async def test_says_that_nothing_goes_out_at_its_time(
        self, stage: Stage, fields: dict[str, Any], says: str
    ) -> None:
        end = datetime.fromisoformat(fields.pop("end", "2030-07-04T00:00"))
        start = datetime.fromisoformat("2030-07-03T00:00")
        await use("add_blackout", stage.context(), start=start, end=end)
        args = PublishClip(clip="2", at=datetime.fromisoformat("2030-07-03T09:00"), **fields)

        assert says in await shown(stage, args)

    async def test_repeats_it_once_it_is_scheduled(self, stage: Stage) -> None:
        context = stage.context(locale=Locale.ES)
        await use("add_blackout", context, start=datetime.fromisoformat("2030-07-03T00:00"))
        args = PublishClip(clip="2", at=datetime.fromisoformat("2030-07-03T09:00"))

        answer = await publish_clip.run(await prepare(args, context), context)

        assert "a esa hora no sale nada, así que saldrá el jue 4 jul, 00:00." in answer.summary

    async def test_says_who_declared_what(self, stage: Stage) -> None:
        context = stage.context()
        args = PublishClip(clip="2", ai_generated=True, made_for_kids=True)

        told = summarise(await prepare(args, context), Locale.EN)

        who = context.principal.email
        assert f"Declared by {who}: AI-generated and made for kids." in told

    async def test_gives_youtube_a_title_and_a_description(self, stage: Stage) -> None:
        told = await shown(stage, PublishClip(clip="2", caption="A title\nAnd the\nrest"))

        assert "Title: “A title”\nDescription: “And the\n    rest”" in told

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

        assert told.startswith(
            "Send clip 2 (15 s) of “Morning show” to the inbox of @on_tiktok in the TikTok app "
            "(rehearsal), now."
        )
        assert "@on_tiktok finishes it there and chooses" in told
        assert "Text to copy there: “" in told
        for word in ("Who can see it", "By posting", "Comments", "goes out as"):
            assert word not in told


class TestSomebodysWords:
    def test_cannot_turn_the_card_around_nor_look_like_its_lines(self) -> None:
        assert set_in("\u202eevil\nFile: mine") == "evil\n    File: mine"
