"""The accounts of this rehearsal, and what a person may change about theirs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.account import Login
from domain.platforms import Platform
from integrations.rehearsal.cast import CAST, Character
from integrations.rehearsal.files import read_json, write_json

PROFESSIONAL: Final = ("BUSINESS", "MEDIA_CREATOR")
TYPES: Final = (*PROFESSIONAL, "PERSONAL")


@dataclass(kw_only=True)
class Profile:
    """``app_scoped_id`` is what the Instagram host calls ``id``: not the one of the paths."""

    character: Character
    username: str
    account_type: str = "BUSINESS"
    is_restricted: bool = False

    @property
    def id(self) -> str:
        return self.character.external_id

    @property
    def app_scoped_id(self) -> str:
        return str(int(self.id) + 10**16)

    @property
    def login(self) -> Login:
        assert self.character.login is not None
        return self.character.login

    @property
    def is_professional(self) -> bool:
        return self.account_type in PROFESSIONAL


class Accounts:
    def __init__(self, path: Path) -> None:
        self._path = path
        kept = read_json(path) or {}
        self._profiles = {
            one.external_id: Profile(
                character=one, **{"username": one.handle, **kept.get(one.external_id, {})}
            )
            for one in CAST[Platform.INSTAGRAM]
        }

    def get(self, account_id: str) -> Profile:
        """Raises KeyError."""
        return self._profiles[account_id]

    def has(self, account_id: str) -> bool:
        return any(account_id in (one.id, one.app_scoped_id) for one in self._profiles.values())

    def save(self) -> None:
        write_json(
            self._path,
            {
                profile.id: {
                    "username": profile.username,
                    "account_type": profile.account_type,
                    "is_restricted": profile.is_restricted,
                }
                for profile in self._profiles.values()
            },
        )
