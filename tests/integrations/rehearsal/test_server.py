import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest

from domain.platforms import Platform
from integrations.http import open_client
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.server import RUN_FILE, Conditions, running
from tests.fakes.clock import FixedClock

PROGRAM = """
import asyncio, sys
from pathlib import Path
from integrations.clock import SystemClock
from integrations.rehearsal.server import serve
folder = Path(sys.argv[1])
asyncio.run(serve(folder, run_dir=folder / "run", clock=SystemClock()))
"""
EACH = pytest.mark.parametrize("platform", list(Platform))


@contextmanager
def served(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def announced(folder: Path, *, within_s: float = 30) -> dict[str, object]:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if (path := folder / "run" / RUN_FILE).exists():
            return dict(json.loads(path.read_text()))
        time.sleep(0.05)
    raise AssertionError("no run file came")


@asynccontextmanager
async def playing(
    folder: Path, *, conditions: Conditions | None = None
) -> AsyncIterator[tuple[str, httpx.AsyncClient]]:
    """The address, and a client to ask it with."""
    server = running(
        folder,
        run_dir=folder / "run",
        clock=FixedClock(),
        conditions=conditions or Conditions(),
    )
    async with open_client() as http, server as url:
        yield url, http


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_served_rehearsal_says_where_it_is_and_leaves_no_trace_of_running(
    tmp_path: Path, ending: signal.Signals
) -> None:
    with served(tmp_path) as process:
        told = announced(tmp_path)
        truths = [
            httpx.get(f"{told['url']}/{platform}/rehearsal/truth", trust_env=False).json()
            for platform in Platform
        ]

        process.send_signal(ending)
        code = process.wait(timeout=20)

    assert told["pid"] == process.pid
    assert truths == [[], [], []]
    assert code == 0
    assert list((tmp_path / "run").iterdir()) == []


def test_a_server_that_was_killed_comes_back_where_it_was_and_knows_its_tokens(
    tmp_path: Path,
) -> None:
    minted = {}
    with served(tmp_path) as first:
        url = announced(tmp_path)["url"]
        for platform in Platform:
            account = {"account": CAST[platform][0].external_id}
            tokens = f"{url}/{platform}/rehearsal/tokens"
            answer = httpx.post(tokens, json=account, trust_env=False)
            minted[platform] = answer.json()["access_token"]
        first.kill()
        first.wait()
    (tmp_path / "run" / RUN_FILE).unlink()

    with served(tmp_path):
        again = announced(tmp_path)["url"]

    assert again == url
    for platform, token in minted.items():
        assert token in json.loads((tmp_path / platform / "grants.json").read_text())


async def test_the_first_page_leads_to_every_platform_in_both_languages(tmp_path: Path) -> None:
    async with playing(tmp_path) as (url, http):
        english = await http.get(url + "/", headers={"Accept-Language": "en"})
        spanish = await http.get(url + "/", headers={"Accept-Language": "es-MX,es"})
        style = await http.get(url + "/style.css")

    assert "0 posts" in english.text
    assert "0 publicaciones" in spanish.text
    assert all(f"/{platform}/?lang=es" in spanish.text for platform in Platform)
    assert "default-src 'none'" in english.headers["Content-Security-Policy"]
    assert style.status_code == 200


async def test_the_first_page_counts_what_is_published_and_was_not_deleted(tmp_path: Path) -> None:
    (tmp_path / "tiktok").mkdir()
    lines = [{"event": "published", "post_id": str(number)} for number in range(3)]
    lines.append({"event": "deleted", "post_id": "1"})
    async with playing(tmp_path) as (url, http):
        with (tmp_path / "tiktok" / "truth.jsonl").open("a") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
        page = (await http.get(url + "/?lang=en")).text

    assert "2 posts" in page


@EACH
async def test_every_platform_has_its_page_of_posts(tmp_path: Path, platform: Platform) -> None:
    async with playing(tmp_path) as (url, http):
        page = await http.get(f"{url}/{platform}/?lang=en")
        style = await http.get(f"{url}/{platform}/style.css")

    assert page.status_code == 200
    assert platform.label in page.text
    assert f'href="/{platform}/style.css"' in page.text
    assert (style.status_code, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


@EACH
async def test_a_fault_that_a_platform_does_not_know_cannot_be_ordered(
    tmp_path: Path, platform: Platform
) -> None:
    async with playing(tmp_path) as (url, http):
        faults = f"{url}/{platform}/rehearsal/faults"
        unknown = await http.post(faults, json={"call": "webhook", "fault": "explode"})
        known = await http.post(faults, json={"call": "webhook", "fault": "lost"})
        cleared = await http.delete(faults)

    assert (unknown.status_code, known.status_code, cleared.status_code) == (422, 201, 204)


async def test_a_port_that_was_taken_meanwhile_is_given_up(tmp_path: Path) -> None:
    async with playing(tmp_path) as (url, _):
        port = int(url.rpartition(":")[2])

    with socket.create_server(("127.0.0.1", port)):
        async with playing(tmp_path) as (other, _):
            assert other != url


async def test_a_run_file_of_another_server_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "run" / RUN_FILE
    async with playing(tmp_path):
        path.write_text(json.dumps({"url": "http://127.0.0.1:1", "pid": os.getpid()}))

    assert path.exists()
