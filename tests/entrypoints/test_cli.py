import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from domain.platforms import Platform
from domain.texts import Locale, say
from entrypoints import local_session
from entrypoints.supervisor import GAVE_UP
from integrations.rehearsal.cast import CAST
from integrations.runfile import look_up

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90.0
ADMIN, PASSWORD = "ana@example.org", "a long enough password"
HEAVY = ("langchain_core", "sqlalchemy", "fastapi", "rich.console", "av", "numpy", "pydantic")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "STAKAZO_DATA": str(tmp_path / "data"),
        "STAKAZO_PORT": "0",
        "STAKAZO_ADMIN_EMAIL": ADMIN,
        "STAKAZO_ADMIN_PASSWORD": PASSWORD,
    }


def cli(
    *words: str, environment: Mapping[str, str], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "entrypoints.cli", *words]
    return subprocess.run(
        command,
        env=dict(environment),
        cwd=environment["STAKAZO_DATA"] if Path(environment["STAKAZO_DATA"]).is_dir() else "/",
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + PATIENCE_S
    while not holds():
        assert process.poll() is None, f"it ended with {process.returncode}"
        assert monotonic() < deadline, "it took too long"
        sleep(0.05)


@pytest.fixture
def api(environment: dict[str, str], database_url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment["DATABASE_URL"] = database_url
    run = Path(environment["STAKAZO_DATA"]) / "run"
    command = [sys.executable, "-m", "entrypoints.cli", "api", "--quiet"]
    with subprocess.Popen(command, env=environment, cwd="/") as process:
        try:
            until(lambda: local_session.read(run) is not None, process)
            yield process
        finally:
            process.kill()


def start(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "entrypoints.cli", "api", "--quiet"]
    return subprocess.Popen(command, env=environment, cwd="/", stderr=subprocess.PIPE)


@contextlib.contextmanager
def a_model_that_never_answers() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


class TestHelp:
    def test_needs_nothing_heavy(self) -> None:
        script = f"import sys, entrypoints.cli; print([m for m in {HEAVY} if m in sys.modules])"

        found = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
        )

        assert found.stdout.strip() == "[]"


class TestWhenNothingRuns:
    @pytest.mark.parametrize("language", list(Locale))
    def test_says_how_to_start_it(self, environment: dict[str, str], language: Locale) -> None:
        environment["STAKAZO_LOCALE"] = language

        said = cli("say", "hello", environment=environment)

        assert (said.returncode, said.stderr.strip()) == (1, say("cli.not_running", language))

    def test_names_the_setting_that_cannot_be_used(self, environment: dict[str, str]) -> None:
        environment["STAKAZO_PORT"] = "many"

        said = cli("say", "hello", environment=environment)

        assert said.returncode == 1
        assert "STAKAZO_PORT" in said.stderr
        assert "Traceback" not in said.stderr

    @pytest.mark.parametrize("command", [("say", "hello"), ("demo",)])
    @pytest.mark.parametrize(
        ("name", "value", "why"),
        [
            ("STAKAZO_TRANSCRIBER", "openai", "settings.openai_key_missing"),
            ("STAKAZO_TIMEZONE", "Atlantis", "settings.timezone_unknown"),
        ],
    )
    def test_says_why_in_both_languages_and_shows_no_secret(
        self,
        environment: dict[str, str],
        command: tuple[str, ...],
        name: str,
        value: str,
        why: str,
    ) -> None:
        environment[name] = value

        said = cli(*command, environment=environment)

        assert said.returncode == 1
        assert said.stderr.splitlines() == [
            *(say("cli.settings_wrong", language) for language in Locale),
            *(f"  {name}: {say(why, language)}" for language in Locale),
        ]
        assert PASSWORD not in said.stdout

    def test_names_the_languages_of_the_demo(self, environment: dict[str, str]) -> None:
        said = cli("demo", "--locale", "xx", environment=environment)

        assert said.returncode == 1
        assert said.stdout.strip() == f"✗ {say('invalid.locale', Locale.EN, choices='en, es')}"


class TestApi:
    def test_serves_its_owner_without_a_password_and_cleans_up(
        self, api: subprocess.Popen[bytes], environment: dict[str, str]
    ) -> None:
        run = Path(environment["STAKAZO_DATA"]) / "run"
        running = look_up(run, "api")
        assert running

        plain = cli("say", "list videos", environment=environment)
        as_json = cli("say", "list videos", "--json", environment=environment)
        by_password = cli(
            *("say", "hello", "--url", running.url, "--email", "ANA@example.org"),
            environment=environment,
            typed=f"{PASSWORD}\n",
        )
        stranger = cli(
            *("say", "hello", "--email", "eva@example.org"),
            environment=environment,
            typed="a wrong password\n",
        )
        elsewhere = {
            **environment,
            "STAKAZO_DATA": f"{environment['STAKAZO_DATA']}-2",
            "STAKAZO_PORT": running.url.rsplit(":", 1)[1],
        }
        same_port = cli("api", environment=elsewhere)
        same_folder = cli("api", environment=environment)
        served_twice = cli("serve", environment=environment)
        still_said = look_up(run, "api")
        api.send_signal(signal.SIGTERM)

        assert (plain.returncode, plain.stderr) == (0, "")
        answer = json.loads(as_json.stdout)
        assert set(answer) == {"thread", "reply", "actions", "approvals", "model"}
        assert answer["reply"] == plain.stdout.strip()
        assert by_password.returncode == 0, by_password.stderr
        assert stranger.returncode == 1
        assert same_port.returncode == GAVE_UP
        assert "STAKAZO_PORT" in same_port.stderr
        for refused in (same_folder, served_twice):
            assert refused.returncode == GAVE_UP
            assert f"{running.url} (pid {api.pid})" in refused.stderr
        assert still_said == running
        assert api.wait(timeout=PATIENCE_S) == 0
        assert sorted(one.name for one in run.iterdir()) == ["api.lock", "serve.lock"]

    def test_lets_people_be_added_beside_it(
        self, api: subprocess.Popen[bytes], environment: dict[str, str]
    ) -> None:
        added = cli(
            *("user", "add", "eva@example.org", "--role", "editor"),
            environment=environment,
            typed="another long password\n",
        )
        wrong = cli(
            *("user", "add", "eva2@example.org", "--role", "boss"),
            environment=environment,
            typed="another long password\n",
        )
        spoke = cli(
            *("say", "hello", "--email", "eva@example.org"),
            environment=environment,
            typed="another long password\n",
        )

        assert (added.returncode, added.stdout.strip()) == (
            0,
            say("cli.user_added", Locale.EN, email="eva@example.org", role="editor"),
        )
        assert wrong.returncode == 1
        assert "viewer, editor, admin" in wrong.stderr
        assert spoke.returncode == 0, spoke.stderr

    @pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
    def test_ends_soon_though_somebody_waits_for_an_answer(
        self, environment: dict[str, str], database_url: str, accept: str
    ) -> None:
        run = Path(environment["STAKAZO_DATA"]) / "run"
        with a_model_that_never_answers() as url:
            environment |= {"OPENAI_API_KEY": "a-key", "OPENAI_BASE_URL": url}
            environment["DATABASE_URL"] = database_url
            with start(environment) as process:
                try:
                    until(lambda: local_session.read(run) is not None, process)
                    told, seconds = stopped_while_asked(process, run, accept)
                    assert process.stderr
                    log = process.stderr.read().decode()
                finally:
                    process.kill()

        assert process.returncode == 0
        assert seconds < 5
        assert '"code":"restarting"' in told.replace(": ", ":")
        assert "Traceback" not in log
        assert "timeout graceful shutdown exceeded" not in log


def stopped_while_asked(
    process: subprocess.Popen[bytes], run: Path, accept: str
) -> tuple[str, float]:
    """What the one who waited was told, and how long the process took to end."""
    session = local_session.read(run)
    assert session
    headers = {"Authorization": f"Bearer {session.access_token}", "Accept": accept}
    with (
        httpx.Client(base_url=session.url, headers=headers, timeout=PATIENCE_S) as client,
        ThreadPoolExecutor() as pool,
    ):
        asked = pool.submit(client.post, "/chat", json={"message": "list videos"})
        until(lambda: bool(client.get("/threads").json()["items"]), process)
        process.send_signal(signal.SIGTERM)
        began = monotonic()
        process.wait(timeout=PATIENCE_S)
        return asked.result().text, monotonic() - began


class TestTheRehearsal:
    def test_sends_its_webhooks_where_the_settings_say(self, environment: dict[str, str]) -> None:
        """In a container nobody is announced on the same machine."""
        account = CAST[Platform.TIKTOK][0].external_id
        run = Path(environment["STAKAZO_DATA"]) / "run"
        command = [sys.executable, "-m", "entrypoints.cli", "rehearsal", "--quiet"]
        with socket.create_server(("127.0.0.1", 0)) as api:
            api.settimeout(PATIENCE_S)
            port = api.getsockname()[1]
            environment["STAKAZO_REHEARSAL_CALLBACK_URL"] = f"http://127.0.0.1:{port}/"
            with subprocess.Popen(command, env=environment, cwd="/") as process:
                try:
                    until(lambda: look_up(run, "rehearsal") is not None, process)
                    found = look_up(run, "rehearsal")
                    assert found is not None
                    revoke = f"{found.url}/tiktok/rehearsal/accounts/{account}/revoke"
                    httpx.post(revoke, trust_env=False).raise_for_status()
                    called, _ = api.accept()
                    with called:
                        said = called.recv(1000)
                finally:
                    process.kill()

        assert said.startswith(b"POST /webhook/tiktok ")
