import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from domain.ids import BlobKey
from integrations.clock import SystemClock, new_id
from integrations.http import open_client
from integrations.platforms.parts import Parts, fixed_token
from integrations.platforms.youtube import YouTubePublisher, rehearsal
from integrations.rehearsal.server import RUN_FILE, running
from integrations.storage import ObjectStore
from tests.integrations.rehearsal.playing import GRAIN, MovableClock, a_post, some_bytes

PROGRAM = """
import asyncio, sys
from pathlib import Path
from integrations.clock import SystemClock
from integrations.rehearsal.server import serve
folder = Path(sys.argv[1])
asyncio.run(serve(folder, run_dir=folder / "run", clock=SystemClock()))
"""


@contextmanager
def served(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def put(store: ObjectStore, content: bytes) -> BlobKey:
    async def whole() -> AsyncIterator[bytes]:
        yield content

    return (await store.put(whole(), max_bytes=len(content))).key


def announced(folder: Path, *, within_s: float = 30) -> dict[str, object]:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if (path := folder / "run" / RUN_FILE).exists():
            return dict(json.loads(path.read_text()))
        time.sleep(0.05)
    raise AssertionError("no run file came")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_served_rehearsal_says_where_it_is_and_leaves_no_trace_of_running(
    tmp_path: Path, ending: signal.Signals
) -> None:
    with served(tmp_path) as process:
        told = announced(tmp_path)
        answer = httpx.get(f"{told['url']}/rehearsal/truth", trust_env=False)

        process.send_signal(ending)
        code = process.wait(timeout=20)

    assert told["pid"] == process.pid
    assert answer.json() == []
    assert code == 0
    assert list((tmp_path / "run").iterdir()) == []


async def test_an_upload_survives_a_server_that_is_killed_halfway(tmp_path: Path) -> None:
    content, post = some_bytes(), a_post()
    store = ObjectStore(f"file:{tmp_path / 'store'}", new_id=new_id)
    media = await put(store, content)
    with served(tmp_path) as first, ExitStack() as later:
        url = str(announced(tmp_path)["url"])

        async def kill(share: float) -> None:
            if share > 0.4 and first.poll() is None:
                first.kill()
                first.wait()
                later.enter_context(served(tmp_path))

        async with open_client() as http:
            parts = Parts(
                http=http, store=store, token=fixed_token("rehearsal"), clock=SystemClock()
            )
            publisher = YouTubePublisher(parts, rehearsal(url), chunk_bytes=GRAIN)
            handle = await publisher.begin(post)
            receipt = await publisher.upload(handle, post, media, on_progress=kill)
            truth = (await http.get(f"{url}/rehearsal/truth")).json()

    [video] = truth
    assert video["video_id"] == receipt.external_id
    assert video["sha256"] == hashlib.sha256(content).hexdigest()


async def test_a_port_that_was_taken_meanwhile_is_given_up(tmp_path: Path) -> None:
    clock = MovableClock()
    async with running(tmp_path, run_dir=tmp_path / "run", clock=clock) as url:
        port = int(url.rpartition(":")[2])

    with socket.create_server(("127.0.0.1", port)):
        async with running(tmp_path, run_dir=tmp_path / "run", clock=clock) as other:
            assert other != url


async def test_a_run_file_of_another_server_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "run" / RUN_FILE
    async with running(tmp_path, run_dir=tmp_path / "run", clock=MovableClock()):
        path.write_text(json.dumps({"url": "http://127.0.0.1:1", "pid": os.getpid()}))

    assert path.exists()
