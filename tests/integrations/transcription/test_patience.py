from time import monotonic
from typing import Any

import httpx
import openai
import pytest

from integrations.transcription.patience import NO_CREDIT, Patience

REQUEST = httpx.Request("POST", "http://localhost/v1/audio/transcriptions")


def refused(
    status: int, *, retry_after: str = "0.01", code: str | None = None
) -> openai.APIStatusError:
    response: Any = httpx.Response(status, headers={"retry-after": retry_after}, request=REQUEST)
    return openai.APIStatusError("no", response=response, body={"code": code})


class TestLasts:
    @pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
    async def test_for_what_passes(self, status: int) -> None:
        assert await Patience(1.0).lasts(refused(status), since=monotonic(), tries=0)

    @pytest.mark.parametrize(
        "error",
        [refused(400), refused(401), refused(413), refused(429, code=NO_CREDIT)],
        ids=["audio", "key", "size", "credit"],
    )
    async def test_not_for_what_stays(self, error: openai.APIError) -> None:
        assert not await Patience(1000.0).lasts(error, since=monotonic(), tries=0)

    async def test_not_longer_than_it_is(self) -> None:
        patience, late = Patience(120.0), refused(429, retry_after="130")

        assert not await patience.lasts(late, since=monotonic(), tries=0)

    async def test_no_longer_when_the_attempt_itself_took_it_all(self) -> None:
        patience = Patience(120.0)

        assert not await patience.lasts(refused(502), since=monotonic() - 600, tries=0)

    async def test_for_several_that_wait_at_once(self) -> None:
        patience, since = Patience(120.0), monotonic() - 100

        assert await patience.lasts(refused(503), since=since, tries=0)
        assert await patience.lasts(refused(503), since=since, tries=0)
        assert patience.left_s == pytest.approx(20, abs=1)

    @pytest.mark.parametrize("wish", ["nan", "inf", "-5", "0", "soon"])
    async def test_by_its_own_measure_where_the_server_wishes_nonsense(self, wish: str) -> None:
        patience = Patience(3.0)

        assert not await patience.lasts(refused(503, retry_after=wish), since=monotonic(), tries=3)
        assert patience.left_s == 3.0
