"""What import-linter cannot say: the domain waits for nothing and touches nothing outside."""

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "domain"
# Modules of the standard library that reach outside the process, wait, or are not repeatable.
OUTSIDE = """
    asyncio bz2 concurrent ctypes dbm fcntl fileinput ftplib getpass glob gzip http imaplib
    importlib io logging lzma mailbox mmap multiprocessing netrc nntplib os pathlib pickle pkgutil
    platform poplib posix pty queue random resource runpy sched secrets select selectors shelve
    shutil signal site smtplib socket socketserver sqlite3 ssl subprocess sys syslog tarfile
    telnetlib tempfile termios threading time tkinter tty urllib uuid webbrowser wsgiref xmlrpc
    zipfile
"""
# Parts of those that only compute.
PURE_PARTS = frozenset({"urllib.parse"})
ALLOWED = (sys.stdlib_module_names | {"domain", "numpy"}) - set(OUTSIDE.split())


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def _is_plain(module: str) -> bool:
    return module in PURE_PARTS or module.split(".")[0] in ALLOWED


def _may_wait(path: Path) -> bool:
    place = path.relative_to(DOMAIN)
    return place.parts[0] in {"usecases", "ports"} or place.name == "ports.py"


def test_the_domain_imports_only_what_computes() -> None:
    strangers = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in DOMAIN.rglob("*.py")
        for module in _imported(ast.parse(path.read_text()))
        if not _is_plain(module)
    ]

    assert strangers == []


def test_only_use_cases_and_ports_wait() -> None:
    waiting = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in DOMAIN.rglob("*.py")
        if not _may_wait(path)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AsyncFunctionDef)
    ]

    assert waiting == []


@pytest.mark.parametrize(
    "package",
    ["agent", "domain", "entrypoints", "integrations", "persistence", "prompts", "tools"],
)
def test_the_package_is_the_one_of_this_repository(package: str) -> None:
    """A name such as `tools` is common: an installed package could take its place."""
    found = importlib.import_module(package).__file__

    assert found is not None
    assert Path(found).parent == ROOT / package
