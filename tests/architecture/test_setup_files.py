"""The files that install and run Stakazo agree with each other and with the program."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROCESSES = {"app": "api", "worker": "worker", "scheduler": "scheduler", "rehearsal": "rehearsal"}
SETTINGS = """
    STAKAZO_DATA STAKAZO_HOST STAKAZO_PORT STAKAZO_ADMIN_EMAIL STAKAZO_ADMIN_PASSWORD
    STAKAZO_LOCALE STAKAZO_TIMEZONE STAKAZO_SECRET_KEYS STAKAZO_PUBLIC_URL
    DATABASE_URL STORAGE_URL
    OPENAI_API_KEY OPENAI_BASE_URL OPENAI_MODEL
    GOOGLE_API_KEY GOOGLE_BASE_URL GOOGLE_MODEL LLM_PRIMARY
    SLACK_BOT_TOKEN SLACK_SIGNING_SECRET SLACK_APP_TOKEN SLACK_API_URL SLACK_REPORT_CHANNEL
    INSTAGRAM_APP_ID INSTAGRAM_APP_SECRET INSTAGRAM_GRAPH_URL INSTAGRAM_OAUTH_URL
    INSTAGRAM_RUPLOAD_URL FACEBOOK_GRAPH_URL
    TIKTOK_CLIENT_KEY TIKTOK_CLIENT_SECRET TIKTOK_API_URL TIKTOK_AUTH_URL
    YOUTUBE_CLIENT_ID YOUTUBE_CLIENT_SECRET YOUTUBE_API_URL YOUTUBE_UPLOAD_URL
    GOOGLE_OAUTH_URL GOOGLE_TOKEN_URL
    E2B_API_KEY E2B_API_URL E2B_SANDBOX_URL
    SENTRY_DSN OTEL_EXPORTER_OTLP_ENDPOINT
"""


def _compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return parsed


def _pins(lock: str) -> dict[str, str]:
    """Requirement (name and marker) to the pinned version."""
    pins = re.findall(r"^([\w.-]+)==([^\s;\\]+)(.*?)\s*\\?$", (ROOT / lock).read_text(), re.M)
    return {f"{name} {marker.strip()}": version for name, version, marker in pins}


def _explained_settings() -> set[str]:
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^(?:# ?)?([A-Z][A-Z0-9_]+)=", text, re.M))


class TestCompose:
    def test_runs_postgres_and_the_four_processes(self) -> None:
        services = _compose()["services"]

        without_profile = {name for name, service in services.items() if "profiles" not in service}
        assert without_profile == {"postgres", *PROCESSES}

    @pytest.mark.parametrize(("service", "command"), PROCESSES.items())
    def test_starts_each_process_by_its_command(self, service: str, command: str) -> None:
        started = _compose()["services"][service]["command"]

        assert started == ["python", "-m", "entrypoints.cli", command]

    @pytest.mark.parametrize("command", ["serve", "demo", "migrate", *PROCESSES.values()])
    def test_the_commands_it_and_make_use_exist(self, command: str) -> None:
        shown = subprocess.run(
            [sys.executable, "-m", "entrypoints.cli", command, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert shown.returncode == 0, shown.stderr

    @pytest.mark.parametrize("service", ["postgres", *PROCESSES])
    def test_every_service_is_watched_and_comes_back(self, service: str) -> None:
        described = _compose()["services"][service]

        assert described["healthcheck"]["test"][0] == "CMD"
        assert described["restart"] == "unless-stopped"
        assert "stop_grace_period" in described

    @pytest.mark.parametrize("service", PROCESSES)
    def test_our_processes_have_no_rights_to_spare(self, service: str) -> None:
        described = _compose()["services"][service]

        assert described["user"] == "10001:10001"
        assert described["read_only"] is True
        assert described["init"] is True
        assert described["cap_drop"] == ["ALL"]

    def test_only_the_app_is_published_and_only_to_this_machine(self) -> None:
        services = _compose()["services"]

        published = {name: s["ports"] for name, s in services.items() if "ports" in s}
        assert published == {"app": ["127.0.0.1:8000:8000"]}

    def test_the_database_password_has_to_be_given(self) -> None:
        services = _compose()["services"]

        assert services["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith(
            "${POSTGRES_PASSWORD:?"
        )
        assert services["app"]["environment"]["PGPASSWORD"].startswith("${POSTGRES_PASSWORD:?")

    def test_sets_only_settings_that_the_example_explains(self) -> None:
        environment = _compose()["services"]["app"]["environment"]

        ours = {name for name in environment if name.startswith("STAKAZO_")}
        assert ours - _explained_settings() == set()


class TestLocks:
    @pytest.mark.parametrize(
        "lock", ["requirements.lock", "requirements-dev.lock", "deploy/uv.txt"]
    )
    def test_names_no_host(self, lock: str) -> None:
        assert re.search(r"https?://|--(?:extra-)?index-url", (ROOT / lock).read_text()) is None

    @pytest.mark.parametrize(
        "lock", ["requirements.lock", "requirements-dev.lock", "deploy/uv.txt"]
    )
    def test_every_pin_has_a_hash(self, lock: str) -> None:
        text = (ROOT / lock).read_text().replace("\\\n", " ")

        assert [line for line in text.splitlines() if "--hash=sha256:" not in line] == []

    def test_the_runtime_lock_is_part_of_the_dev_lock(self) -> None:
        runtime, dev = _pins("requirements.lock"), _pins("requirements-dev.lock")

        assert len(runtime) > 50
        assert runtime.items() - dev.items() == set()


class TestMakefile:
    def test_every_target_says_what_it_does(self) -> None:
        rules = re.findall(r"^([a-z][\w-]*):(?!=)(.*)$", (ROOT / "Makefile").read_text(), re.M)

        assert {"run", "demo", "test", "check", "bench"} <= {target for target, _ in rules}
        assert [target for target, rest in rules if " ## " not in rest] == []

    @pytest.mark.parametrize("title", ["""it's "our" $HOME `talk`; 1.mp4""", "a b.mp4"])
    def test_a_title_reaches_the_demo_untouched(self, title: str) -> None:
        shown = subprocess.run(
            ["make", "--eval", 'shown: ; @printf %s "$$VIDEO"', "shown", f"VIDEO={title}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )

        assert shown.stdout == title


class TestExampleEnvironment:
    def test_explains_every_setting(self) -> None:
        assert set(SETTINGS.split()) - _explained_settings() == set()

    def test_holds_no_secret(self) -> None:
        text = (ROOT / ".env.example").read_text()

        named = re.findall(r"^(\w*(?:SECRET|TOKEN|KEY|KEYS|PASSWORD))=(\S+)", text, re.M)
        assert named == []
