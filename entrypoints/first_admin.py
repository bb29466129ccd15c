"""The first admin of an empty installation: made once, and the generated password shown once."""

import os
import secrets
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from domain.usecases.ensure_admin import ensure_admin
from entrypoints.wiring import Services

_NAME: Final = "first-admin.json"
_PASSWORD_BYTES: Final = 12


class FirstAdmin(BaseModel):
    email: str
    password: str


async def make_first_admin(services: Services) -> FirstAdmin | None:
    """What has to be shown to a person; None when there is nothing to show."""
    settings = services.settings
    given = settings.admin_password
    password = given.get_secret_value() if given else secrets.token_urlsafe(_PASSWORD_BYTES)
    made = await ensure_admin(
        world=services.world,
        hasher=services.hasher,
        email=settings.admin_email,
        password=password,
        locale=settings.locale,
    )
    return FirstAdmin(email=made.email, password=password) if made and not given else None


def leave(folder: Path, admin: FirstAdmin) -> None:
    """For the supervisor to show. It survives a crash before it was shown."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / _NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(admin.model_dump_json())


def take(folder: Path) -> FirstAdmin | None:
    """What was left, which is then gone."""
    path = folder / _NAME
    try:
        found = FirstAdmin.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None
    path.unlink(missing_ok=True)
    return found
