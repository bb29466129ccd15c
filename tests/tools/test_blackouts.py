from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.platforms import Platform
from domain.texts import Locale
from tests.tools.stage import Stage, use
from tools.blackouts import (
    RemoveBlackout,
    period,
    prepare,
    remove_blackout,
    summarise,
)

MADRID = ZoneInfo("Europe/Madrid")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestPeriod:
    @pytest.mark.parametrize(
        ("start", "end", "starts_at", "ends_at"),
        [
            ("2030-12-24T00:00+01:00", None, "2030-12-23T23:00", "2030-12-24T23:00"),
            (
                "2030-12-24T00:00+01:00",
                "2030-12-26T23:59+01:00",
                "2030-12-23T23:00",
                "2030-12-26T23:00",
            ),
            (
                "2030-12-24T10:00+01:00",
                "2030-11-20T18:00+01:00",
                "2030-12-24T09:00",
                "2030-12-24T17:00",
            ),
            (
                "2030-12-24T22:00+01:00",
                "2030-11-20T06:00+01:00",
                "2030-12-24T21:00",
                "2030-12-25T05:00",
            ),
            ("2030-03-31T00:00", None, "2030-03-30T23:00", "2030-03-31T22:00"),
        ],
        ids=["a day", "whole days", "from ten to six", "over night", "a day of 23 hours"],
    )
    def test_is_what_people_mean(
        self, start: str, end: str | None, starts_at: str, ends_at: str
    ) -> None:
        found = period(at(start), at(end) if end else None, zone=MADRID)

        assert found == tuple(at(one).replace(tzinfo=UTC) for one in (starts_at, ends_at))


class TestBlackouts:
    async def test_are_added_listed_and_removed(self, stage: Stage) -> None:
        context = stage.context()

        added = await use(
            "add_blackout",
            context,
            start=at("2030-12-24T00:00"),
            platform=Platform.TIKTOK,
            reason="Christmas",
        )
        listed = await use("list_blackouts", context)
        prepared = await prepare(RemoveBlackout(blackout="last"), context)
        removed = await remove_blackout.run(prepared, context)
        empty = await use("list_blackouts", context)

        line = "from Tue 24 Dec, 00:00 to Wed 25 Dec, 00:00, TikTok (Christmas)"
        told = (added.summary, listed.summary, summarise(prepared, Locale.EN), removed.summary)
        assert [text for text in told if line not in text] == []
        assert [one.id for one in listed.blackouts] == [added.blackout.id]
        assert empty.summary == "Nothing is stopped and no blackout is set."

    async def test_are_listed_with_what_is_stopped(self, stage: Stage) -> None:
        context = stage.context()
        await use("stop_publishing", context, account="@show", reason="a storm")

        listed = await use("list_blackouts", context)

        assert "stopped, @show, since Tue 1 Jan, 13:00: a storm" in listed.summary
