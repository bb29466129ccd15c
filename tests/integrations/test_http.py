from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from integrations.http import NoAnswer, Request, open_client, send
from tests.integrations.rehearsal.playing import Play, playing


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path) as play:
        yield play


async def test_a_call_has_a_deadline_even_while_the_other_side_keeps_the_line(play: Play) -> None:
    await play.order("channels_list", "stall")
    request = Request(
        call="a.call", method="GET", url=f"{play.url}/youtube/v3/channels", deadline_s=0.2
    )

    with pytest.raises(NoAnswer):
        await send(play.http, request)


async def test_nobody_there_is_no_answer() -> None:
    request = Request(call="a.call", method="GET", url="http://127.0.0.1:1/")

    async with open_client() as client:
        with pytest.raises(NoAnswer):
            await send(client, request)


async def test_loopback_is_reached_without_the_proxy_of_the_environment(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")

    async with open_client() as client:
        answer = await send(client, Request(call="a.call", method="GET", url=f"{play.url}/"))

    assert answer.status == 200


async def test_a_log_line_tells_the_call_and_no_address(play: Play) -> None:
    request = Request(
        call="a.call",
        method="GET",
        url=f"{play.url}/watch",
        params={"v": "secret-in-query"},
        headers={"Authorization": "Bearer secret-in-header"},
    )

    with structlog.testing.capture_logs() as lines:
        await send(play.http, request)

    [line] = lines
    assert (line["call"], line["host"], line["status"]) == ("a.call", "127.0.0.1", 404)
    assert "secret" not in str(lines)
