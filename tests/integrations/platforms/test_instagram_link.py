from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.responses import RedirectResponse, Response

from domain.publication import Remedy, Setback
from tests.integrations.platforms.instagram_playing import Team, team
from tests.integrations.rehearsal.instagram_stage import tiny_mp4


@pytest.fixture
async def a_team(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as a_team:
        yield a_team


class TestTheFileThatIsFetched:
    @pytest.mark.parametrize(
        ("instead", "fault"),
        [
            (Response(status_code=404), "HTTP 404"),
            (RedirectResponse("https://example.org/clip.mp4"), "HTTP 307"),
            (Response(b"<html>", media_type="text/html"), "text/html"),
            (Response(b"short", media_type="video/mp4"), "length"),
            (Response(tiny_mp4(), media_type="video/mp4"), "part of the file"),
        ],
    )
    async def test_is_looked_at_before_instagram_is_told(
        self, a_team: Team, instead: Response, fault: str
    ) -> None:
        a_team.links.instead = instead

        with pytest.raises(Setback, match=fault) as setback:
            await a_team.publisher.begin(a_team.post())

        assert setback.value.code == "media_link_unreachable"
        assert setback.value.remedy is Remedy.RETRY
        assert "signature" not in str(setback.value)
        assert "container" not in await a_team.calls()
        assert a_team.spent == []

    async def test_has_an_address_that_really_answers(self, a_team: Team) -> None:
        a_team.links.url = "http://127.0.0.1:9"

        with pytest.raises(Setback, match="does not answer") as setback:
            await a_team.publisher.begin(a_team.post())

        assert setback.value.code == "media_link_unreachable"
