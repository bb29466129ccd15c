from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import NotFound
from domain.platforms import Platform
from domain.publication import PublicationStatus, Remedy, Setback, TooLate, WrongMove
from domain.texts import Locale
from domain.usecases.delete_publication import DeletionNotOffered
from tests.build import NOON, a_link
from tests.fakes.outside import FakePlatform
from tests.tools.stage import Stage, use
from tools.context import Outside, ToolContext
from tools.taking_back import (
    DeletePublication,
    ReleasePublication,
    TakeDownClip,
    ask_deletion,
    ask_release,
    ask_taking_down,
    delete_publication,
    prepare_deletion,
    prepare_release,
    prepare_taking_down,
    release_publication,
    take_down_clip,
)


def context_with(stage: Stage, platform: FakePlatform) -> ToolContext:
    publishers = {stage.account.platform: platform}
    return replace(stage.context(), outside=Outside(links=a_link, publishers=publishers))


class TestCancelPublication:
    @pytest.mark.parametrize(
        ("locale", "says"),
        [(Locale.EN, "It is cancelled already."), (Locale.ES, "Ya está cancelada.")],
    )
    async def test_says_in_words_that_it_was_cancelled_before(
        self, stage: Stage, locale: Locale, says: str
    ) -> None:
        gone = await stage.put(status=PublicationStatus.CANCELLED)

        with pytest.raises(WrongMove) as refused:
            await use("cancel_publication", stage.context(), publication=gone.id)

        assert refused.value.text(locale) == says

    async def test_takes_it_back_before_it_goes(self, stage: Stage) -> None:
        waiting = await stage.put(status=PublicationStatus.SCHEDULED)

        answer = await use("cancel_publication", stage.context(), publication=waiting.id)

        assert answer.publication.status == "cancelled"
        assert answer.summary == "Cancelled: clip 2 will not go out on YouTube (rehearsal)."

    @pytest.mark.parametrize(
        ("status", "offers"),
        [
            (PublicationStatus.PUBLISHED, "delete the publication"),
            (PublicationStatus.WAITING, "discard the draft"),
            (PublicationStatus.SCHEDULED_THERE, "delete the publication"),
            (PublicationStatus.UNKNOWN, "may be public any moment"),
            (PublicationStatus.PROCESSING, "Once it is live"),
        ],
    )
    async def test_says_truthfully_when_it_is_too_late_and_what_is_left(
        self, stage: Stage, status: PublicationStatus, offers: str
    ) -> None:
        there = await stage.put(status=status)

        with pytest.raises(TooLate, match=offers):
            await use("cancel_publication", stage.context(), publication=there.id)


class TestByTheClip:
    async def test_its_publication_on_a_platform_is_taken_back(self, stage: Stage) -> None:
        waiting = await stage.put(status=PublicationStatus.SCHEDULED)

        answer = await use("unschedule_clip", stage.context(), clip="2", platform=Platform.YOUTUBE)

        assert (answer.publication.id, answer.publication.status) == (waiting.id, "cancelled")

    async def test_where_it_never_went_there_is_nothing_to_take_back(self, stage: Stage) -> None:
        await stage.put(status=PublicationStatus.SCHEDULED)

        with pytest.raises(NotFound):
            await use("unschedule_clip", stage.context(), clip="2", platform=Platform.TIKTOK)

    async def test_its_post_is_taken_down_once_a_person_saw_which(self, stage: Stage) -> None:
        platform = FakePlatform(stage.database)
        context = context_with(stage, platform)
        live = await stage.put(
            status=PublicationStatus.PUBLISHED, external_id="v1", url="https://watch.example/v1"
        )

        prepared = await prepare_taking_down(
            TakeDownClip(clip="2", platform=Platform.YOUTUBE), context
        )
        answer = await take_down_clip.run(prepared, context)

        assert "https://watch.example/v1" in ask_taking_down(prepared, Locale.EN)
        assert (answer.publication.id, answer.publication.status) == (live.id, "removed")


class TestDeletePublication:
    async def test_takes_the_post_down_once_a_person_saw_which(self, stage: Stage) -> None:
        platform = FakePlatform(stage.database)
        context = context_with(stage, platform)
        live = await stage.put(
            status=PublicationStatus.PUBLISHED, external_id="v1", url="https://watch.example/v1"
        )

        prepared = await prepare_deletion(DeletePublication(publication=live.id), context)
        answer = await delete_publication.run(prepared, context)

        assert "account @show, for good. https://watch.example/v1" in ask_deletion(
            prepared, Locale.EN
        )
        assert platform.calls == ["delete"]
        assert answer.publication.status == "removed"
        assert "(rehearsal)" in answer.summary

    async def test_says_where_a_person_has_to_do_it(self, stage: Stage) -> None:
        refusal = Setback("not_offered", "no such call", remedy=Remedy.HUMAN)
        platform = FakePlatform(stage.database, trouble={"delete 1": refusal})
        context = context_with(stage, platform)
        live = await stage.put(
            status=PublicationStatus.PUBLISHED, external_id="v1", url="https://watch.example/v1"
        )
        prepared = await prepare_deletion(DeletePublication(publication=live.id), context)

        with pytest.raises(DeletionNotOffered, match=r"in its own app: https://watch"):
            await delete_publication.run(prepared, context)


class TestReleasePublication:
    async def test_lets_a_held_one_go_at_the_time_that_was_approved(self, stage: Stage) -> None:
        held = await stage.put(status=PublicationStatus.HELD, held_reason="missed")
        context = stage.context()
        at = NOON + timedelta(hours=2)

        prepared = await prepare_release(ReleasePublication(publication=held.id, at=at), context)
        answer = await release_publication.run(prepared, context)

        asked = ask_release(prepared, Locale.EN)
        assert "on Tue 1 Jan, 15:00. It was held: its time passed" in asked
        assert answer.publication.due_at == at
        assert answer.publication.status == "scheduled"

    async def test_refuses_what_is_not_held_before_anybody_is_asked(self, stage: Stage) -> None:
        going = await stage.put(status=PublicationStatus.QUEUED)

        with pytest.raises(WrongMove):
            await prepare_release(ReleasePublication(publication=going.id), stage.context())
