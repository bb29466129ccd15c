"""House rules that no linter knows: sizes, names, paths, and who commits."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "domain", "entrypoints", "integrations", "persistence", "prompts", "tools")
WITH_TESTS = (*PACKAGES, "tests", "benchmarks", "deploy")
BAGS = {"service", "services", "manager", "managers", "util", "utils", "helper", "helpers", "flows"}
MADE_HERE = ("var", "node_modules", "__pycache__", "results")
SHOWN = (".env.example", ".github", ".ci", ".gitignore", ".dockerignore")
# In pieces, so that this file does not hold what it looks for.
ELSEWHERE = ("/" + "work/", "/" + "root/", "/" + "Users/", "py" + "pi.org", "python" + "hosted.org")


def _python(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def _is_ours(path: Path) -> bool:
    first, *rest = path.relative_to(ROOT).parts
    hidden = first.startswith(".") and first not in SHOWN
    return not hidden and not any(part in MADE_HERE for part in (first, *rest))


def _texts() -> Iterator[tuple[Path, str]]:
    for path in ROOT.iterdir():
        if not _is_ours(path):
            continue
        for file in path.rglob("*") if path.is_dir() else (path,):
            if file.is_file() and _is_ours(file):
                content = file.read_bytes()
                if b"\0" not in content:
                    yield file, content.decode(errors="replace")


def test_no_file_is_longer_than_500_lines() -> None:
    long = [p for p in _python(*WITH_TESTS) if len(p.read_text().splitlines()) > 500]

    assert long == []


def test_no_file_is_a_bag() -> None:
    bags = [p for p in _python(*WITH_TESTS) if BAGS & set(p.stem.split("_"))]

    assert bags == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path.relative_to(ROOT)
        for path in _python(*PACKAGES, "benchmarks", "deploy")
        if (text := path.read_text()).strip() and not text.lstrip().startswith(('"""', 'r"""'))
    ]

    assert silent == []


def test_only_the_unit_of_work_commits() -> None:
    committing = {
        str(path.relative_to(ROOT))
        for path in _python("agent", "domain", "entrypoints", "persistence", "tools")
        if re.search(r"\bcommit\(", path.read_text())
    }

    assert committing == {"persistence/unit_of_work.py"}


@pytest.mark.parametrize("stranger", ELSEWHERE)
def test_no_file_names_another_machine(stranger: str) -> None:
    naming = [path.relative_to(ROOT) for path, text in _texts() if stranger in text]

    assert naming == []
