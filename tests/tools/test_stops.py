import pytest

from domain.access import Forbidden, Role
from domain.platforms import Platform
from domain.publication import PublicationStatus
from domain.texts import Locale
from tests.tools.stage import Stage, use
from tools.stops import (
    EverythingStopped,
    NotStopped,
    ResumePublishing,
    prepare,
    resume_publishing,
    summarise,
)


class TestStopPublishing:
    async def test_stops_everything(self, stage: Stage) -> None:
        answer = await use("stop_publishing", stage.context())

        async with stage.database() as tx:
            (stop,) = await tx.stops.stops()
        assert stop.account_id is None
        assert answer.summary.startswith("Stopped: nothing goes out any more")

    async def test_stops_one_account(self, stage: Stage) -> None:
        answer = await use("stop_publishing", stage.context(), account="@show", reason="a storm")

        assert [stop.account_id for stop in answer.stops] == [stage.account.id]
        assert answer.stops[0].reason == "a storm"

    async def test_stops_every_account_of_a_platform_and_no_other(self, stage: Stage) -> None:
        tiktok = await stage.reach(Platform.TIKTOK)

        answer = await use("stop_publishing", stage.context(), platform=Platform.TIKTOK)

        assert [stop.account_id for stop in answer.stops] == [tiktok.id]
        assert "@on_tiktok" in answer.summary

    async def test_is_not_for_viewers(self, stage: Stage) -> None:
        with pytest.raises(Forbidden):
            await use("stop_publishing", stage.context(role=Role.VIEWER))


class TestResumePublishing:
    async def test_lets_what_was_held_go_on(self, stage: Stage) -> None:
        context = stage.context()
        await use("stop_publishing", context, reason="a storm")
        held = await stage.put(status=PublicationStatus.HELD, held_reason="stopped")

        prepared = await prepare(ResumePublishing(), context)
        answer = await resume_publishing.run(prepared, context)

        assert "It was stopped: a storm" in summarise(prepared, Locale.EN)
        assert answer.summary == "Publishing goes on. One held publication follows."
        async with stage.database() as tx:
            assert (await tx.publications.get(held.id)).status is not PublicationStatus.HELD
            assert not await tx.stops.stops()

    async def test_does_not_lift_the_stop_of_everything_for_one_account(self, stage: Stage) -> None:
        await use("stop_publishing", stage.context())

        with pytest.raises(EverythingStopped, match="resume publishing"):
            await prepare(ResumePublishing(account="@show"), stage.context())

    async def test_says_that_everything_is_stopped_still(self, stage: Stage) -> None:
        context = stage.context()
        await use("stop_publishing", context, account="@show")
        await use("stop_publishing", context)

        prepared = await prepare(ResumePublishing(account="@show"), context)
        answer = await resume_publishing.run(prepared, context)

        assert answer.summary.startswith("The stop of @show is lifted, but nothing goes out yet")

    async def test_says_who_is_stopped_still(self, stage: Stage) -> None:
        context = stage.context()
        await use("stop_publishing", context, account="@show")
        await use("stop_publishing", context)

        prepared = await prepare(ResumePublishing(), context)
        answer = await resume_publishing.run(prepared, context)

        assert answer.summary == "Publishing goes on. Still stopped: @show."

    async def test_names_only_those_that_were_stopped(self, stage: Stage) -> None:
        context = stage.context()
        await stage.reach(Platform.YOUTUBE, handle="@second")
        await use("stop_publishing", context, account="@show")

        prepared = await prepare(ResumePublishing(platform=Platform.YOUTUBE), context)

        told = summarise(prepared, Locale.EN)
        assert told == "Let publications go out to @show again. It was stopped: stopped by hand"

    async def test_says_in_each_language_that_nobody_gave_a_reason(self, stage: Stage) -> None:
        await use("stop_publishing", stage.context())
        spanish = stage.context(locale=Locale.ES)

        assert "parada a mano" in (await use("list_blackouts", spanish)).summary
        assert "parada (parada a mano)" in (await use("list_accounts", spanish)).summary

    async def test_has_nothing_to_lift_where_nothing_is_stopped(self, stage: Stage) -> None:
        with pytest.raises(NotStopped):
            await prepare(ResumePublishing(account="@show"), stage.context())
