"""The bootstrap script, run for real in a tree of its own whose locks are empty: no network."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "bootstrap.py"
BASE_PYTHON = str(getattr(sys, "_base_executable", sys.executable))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    shutil.copy(SCRIPT, tmp_path / "deploy")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / lock).touch()
    return tmp_path


def _start(tree: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [BASE_PYTHON, "deploy/bootstrap.py", "--no-uv", *arguments],
        cwd=tree,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _set_up(tree: Path, *arguments: str) -> str:
    started = _start(tree, *arguments)
    shown, _ = started.communicate(timeout=120)
    assert started.returncode == 0, shown
    return shown


def _stamp(tree: Path) -> dict[str, str]:
    stamp: dict[str, str] = json.loads((tree / ".venv" / ".installed.json").read_text())
    return stamp


def test_makes_an_environment_that_runs(tree: Path) -> None:
    _set_up(tree, "runtime")

    show = [str(tree / ".venv/bin/python"), "-c", "import sys; print(sys.prefix)"]
    assert subprocess.check_output(show, text=True).strip() == str(tree / ".venv")


def test_does_nothing_the_second_time(tree: Path) -> None:
    _set_up(tree, "runtime")

    assert _set_up(tree, "runtime") == ""


def test_what_developers_have_is_enough_to_run(tree: Path) -> None:
    _set_up(tree, "dev")

    assert _set_up(tree, "runtime") == ""


def test_what_running_needs_is_not_enough_for_developers(tree: Path) -> None:
    _set_up(tree, "runtime")

    _set_up(tree, "dev")

    assert _stamp(tree)["profile"] == "dev"


def test_installs_again_when_the_lock_changed(tree: Path) -> None:
    _set_up(tree, "runtime")
    (tree / "requirements.lock").write_text("# one more line\n")

    assert "installing" in _set_up(tree, "runtime")


def test_starts_again_after_an_install_that_was_interrupted(tree: Path) -> None:
    _set_up(tree, "runtime")
    stamp = _stamp(tree)
    (tree / ".venv" / ".installed.json").write_text(json.dumps({**stamp, "key": ""}))
    half_installed = tree / ".venv" / "half-installed"
    half_installed.touch()

    _set_up(tree, "runtime")

    assert _stamp(tree) == stamp
    assert not half_installed.exists()


def test_makes_a_new_environment_when_the_folder_was_moved(tree: Path) -> None:
    _set_up(tree, "runtime")
    moved = tree.with_name(f"{tree.name}-moved it's")
    tree.rename(moved)

    _set_up(moved, "runtime")

    assert _stamp(moved)["root"] == str(moved)


def test_several_at_once_install_one_after_the_other(tree: Path) -> None:
    started = [_start(tree, "runtime") for _ in range(3)]

    shown = [process.communicate(timeout=120)[0] for process in started]

    assert [process.returncode for process in started] == [0, 0, 0]
    assert sum("installing" in text for text in shown) == 1


def test_an_old_python_can_read_it_as_far_as_the_sentence_that_it_is_too_old() -> None:
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 7))

    annotations = [
        annotation
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for annotation in (node.returns, *(argument.annotation for argument in node.args.args))
    ]
    unreadable = [a for a in annotations if isinstance(a, ast.Subscript | ast.BinOp)]
    assert unreadable == []
