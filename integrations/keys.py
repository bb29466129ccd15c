"""The service's secret keys: given, or made once and kept where only their owner can read them."""

import os
import secrets
from pathlib import Path

_BYTES = 32


def secret_keys(given: str | None, folder: Path) -> tuple[str, ...]:
    """Newest first. Several processes that start at once end up with the same key."""
    if given:
        return tuple(key.strip() for key in given.split(",") if key.strip())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "secret_keys"
    if not path.exists():
        _make(path)
    return tuple(path.read_text(encoding="ascii").split())


def _make(path: Path) -> None:
    """Written aside and linked into place: whoever is first wins, and nobody reads half a key."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink()
