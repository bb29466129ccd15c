"""Makes `.venv` from the locks on a machine that has nothing but Python and pip.

    python3 deploy/bootstrap.py [runtime|dev|whisper] [--no-uv]
    python3 deploy/bootstrap.py lock [--upgrade]

Standard library only. Some annotations are quoted: a Python that is too old has to get as far
as the sentence that says so.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NEEDED = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
TOOLS = ROOT / ".tools"
STAMP = VENV / ".installed.json"
UV_PIN = ROOT / "deploy" / "uv.txt"
LOCKS = {
    "runtime": ROOT / "requirements.lock",
    "dev": ROOT / "requirements-dev.lock",
    "whisper": ROOT / "requirements-whisper.lock",
}
COVERED_BY = {"runtime": {*LOCKS}, "dev": {"dev"}, "whisper": {"whisper"}}
COMPILE = (
    "pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url"
    f" --python-version {NEEDED[0]}.{NEEDED[1]} --quiet pyproject.toml"
).split()


class StepFailed(Exception):
    """A command of the set-up did not work; the text says which and shows its last lines."""


def main() -> None:
    if sys.version_info[:2] < NEEDED:
        sys.exit(_too_old())
    if Path(sys.prefix) == VENV:
        # This run may replace .venv, so it must not live in it.
        os.execv(_base_python(), [_base_python(), *sys.argv])
    try:
        _carry_out(_arguments())
    except StepFailed as failure:
        sys.exit(str(failure))
    except PermissionError as failure:
        sys.exit(f"The set-up cannot write to {failure.filename}: make it writable and try again.")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The next run repairs what is half done.")


def _carry_out(asked: argparse.Namespace) -> None:
    if asked.what != "lock" and _is_installed(asked.what):
        return
    with _alone() as commands:
        if asked.what == "lock":
            _compile_locks(commands, upgrade=asked.upgrade)
        elif not _is_installed(asked.what):
            _install(asked.what, commands, use_uv=not asked.no_uv)


def _too_old() -> str:
    here = ".".join(map(str, sys.version_info[:3]))
    return (
        f"Stakazo needs Python {NEEDED[0]}.{NEEDED[1]} or newer, and {sys.executable} is {here}. "
        "Install a newer Python and name it, for example: make run PYTHON=python3.11"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make .venv from the locks.")
    parser.add_argument("what", nargs="?", default="runtime", choices=[*LOCKS, "lock"])
    parser.add_argument("--no-uv", action="store_true", help="install with pip alone (slower)")
    parser.add_argument("--upgrade", action="store_true", help="with lock: take newer versions")
    return parser.parse_args()


def _base_python() -> str:
    """The interpreter itself, also when a virtual environment is active."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _key(profile: str) -> str:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return hashlib.sha256(LOCKS[profile].read_bytes() + version.encode()).hexdigest()


def _stamp() -> "dict[str, str] | None":
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return None
    return stamp


def _write_stamp(*, profile: str, key: str) -> None:
    half = STAMP.with_suffix(".half")
    half.write_text(json.dumps({"profile": profile, "key": key, "root": str(ROOT)}))
    half.replace(STAMP)


def _is_installed(wanted: str) -> bool:
    """Whether .venv holds exactly a lock that covers `wanted`."""
    stamp = _stamp()
    return (
        stamp is not None
        and stamp["profile"] in COVERED_BY[wanted]
        and stamp["root"] == str(ROOT)
        and VENV_PYTHON.exists()
        and stamp["key"] == _key(stamp["profile"])
    )


def _can_be_kept(commands: "Commands") -> bool:
    """Whether the packages in .venv may be trusted and only brought up to date.

    Scripts hold the path of the folder they were installed in, and an interrupted install
    leaves packages that look whole: both start again from an empty environment.
    """
    stamp = _stamp()
    if stamp is not None and (stamp["key"] == "" or stamp["root"] != str(ROOT)):
        return False
    show = "import sys; print(sys.prefix, *sys.version_info[:2])"
    try:
        found = commands.run([str(VENV_PYTHON), "-c", show])
    except StepFailed:
        return False
    return found.strip() == f"{VENV} {sys.version_info[0]} {sys.version_info[1]}"


@contextlib.contextmanager
def _alone() -> "Iterator[Commands]":
    """One set-up at a time; the commands it starts hold the lock too, should it be killed."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with _step("waiting for another set-up"):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield Commands(lock.fileno())


@contextlib.contextmanager
def _step(what: str) -> "Iterator[None]":
    print(f"{what}: ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(f"stopped after {time.monotonic() - start:.1f} s", flush=True)
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True)


class Commands:
    """Runs commands in the repository, in an environment no setting of the user's can bend."""

    def __init__(self, lock_fd: int) -> None:
        self._lock_fd = lock_fd
        self._environment = _environment()

    def run(self, argv: "list[str]", **extra: str) -> str:
        try:
            done = subprocess.run(
                argv,
                cwd=ROOT,
                env={**self._environment, **extra},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
                pass_fds=(self._lock_fd,),
            )
        except OSError as error:
            raise StepFailed(f"{argv[0]} does not run: {error}") from error
        if done.returncode != 0:
            tail = "\n".join(f"    {line[:300]}" for line in done.stdout.splitlines()[-5:])
            raise StepFailed(f"{' '.join(argv[:4])} ... ended with {done.returncode}:\n{tail}")
        return done.stdout

    def uv(self, *arguments: str) -> None:
        """Runs uv, a second time with the system's certificates when its own do not do."""
        argv = [str(_fetch_uv(self)), *arguments]
        try:
            self.run(argv)
        except StepFailed as failure:
            if "certificate" not in str(failure):
                raise
            self.run(argv, UV_SYSTEM_CERTS="1")


def _environment() -> "dict[str, str]":
    ignored = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX"}
    environment = {name: value for name, value in os.environ.items() if name not in ignored}
    environment.update(
        UV_PYTHON_DOWNLOADS="never",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_NO_INPUT="1",
        PIP_REQUIRE_VIRTUALENV="0",
        PIP_USER="0",
    )
    if not _home_takes_caches():
        environment.setdefault("UV_CACHE_DIR", str(TOOLS / "cache" / "uv"))
        environment.setdefault("PIP_CACHE_DIR", str(TOOLS / "cache" / "pip"))
    return environment


def _home_takes_caches() -> bool:
    caches = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    try:
        caches.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=caches):
            return True
    except OSError:
        return False


def _fetch_uv(commands: Commands) -> Path:
    """Where the pinned uv is; it is renamed into place, so that it is whole or not there."""
    place = TOOLS / f"uv-{hashlib.sha256(UV_PIN.read_bytes()).hexdigest()[:12]}"
    if not place.exists():
        for left_over in TOOLS.glob("half-*"):
            shutil.rmtree(left_over)
        half = Path(tempfile.mkdtemp(prefix="half-", dir=TOOLS))
        with _step("getting uv"):
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            pin = ["--require-hashes", "--only-binary", ":all:", "-r", str(UV_PIN)]
            commands.run([*pip, "--target", str(half / "uv"), *pin])
            (half / "uv").rename(place)
        half.rmdir()
    return place / "bin" / "uv"


def _install(wanted: str, commands: Commands, *, use_uv: bool) -> None:
    before = _stamp()
    covers = before is not None and before["profile"] in COVERED_BY[wanted]
    profile = before["profile"] if before is not None and covers else wanted
    if use_uv:
        try:
            _install_with_uv(profile, commands)
        except StepFailed as failure:
            print(f"uv could not do it, pip takes over.\n{failure}", flush=True)
        else:
            return
    _install_with_pip(profile, commands)


def _install_with_uv(profile: str, commands: Commands) -> None:
    uv = _fetch_uv(commands)
    if not _can_be_kept(commands):
        with _step("making .venv"):
            commands.run(
                [str(uv), "venv", "--quiet", "--clear", "--python", _base_python(), str(VENV)]
            )
    _write_stamp(profile=profile, key="")
    with _step(f"installing the {profile} packages"):
        options = ["--quiet", "--require-hashes", "--python", str(VENV_PYTHON)]
        commands.uv("pip", "sync", *options, str(LOCKS[profile]))
    _write_stamp(profile=profile, key=_key(profile))


def _install_with_pip(profile: str, commands: Commands) -> None:
    """The slow way; this Python's own pip installs, because ensurepip is often missing."""
    own_pip = importlib.util.find_spec("pip") is not None
    with _step("making .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        without = ["--without-pip"] if own_pip else []
        commands.run([_base_python(), "-m", "venv", *without, str(VENV)])
    _write_stamp(profile=profile, key="")
    with _step(f"installing the {profile} packages with pip"):
        python = str(VENV_PYTHON)
        pip = (
            [sys.executable, "-m", "pip", "--python", python] if own_pip else [python, "-m", "pip"]
        )
        commands.run(
            [*pip, "install", "--quiet", "--require-hashes", "--no-deps", "-r", str(LOCKS[profile])]
        )
    _write_stamp(profile=profile, key=_key(profile))


def _compile_locks(commands: Commands, *, upgrade: bool) -> None:
    newer = ["--upgrade"] if upgrade else []
    runtime, dev, whisper = (lock.name for lock in LOCKS.values())
    with _step(runtime):
        commands.uv(*COMPILE, *newer, "-o", runtime)
    with _step(dev):
        commands.uv(*COMPILE, *newer, "--group", "dev", "-c", runtime, "-o", dev)
    with _step(whisper):
        commands.uv(*COMPILE, *newer, "--extra", "whisper", "-c", runtime, "-o", whisper)


if __name__ == "__main__":
    main()
