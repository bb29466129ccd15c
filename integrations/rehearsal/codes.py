"""Authorisation codes: what a person agreed to, on its way to the app, good once."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.ports.world import Clock

LIFE: Final = timedelta(hours=1)
ODD_ENDING: Final = "*3!5012.e1"
"""Real codes of TikTok hold characters that have to be decoded out of the query."""


class BadCode(Exception):
    """``reason``: unknown (also used or run out), redirect, verifier."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """``asked`` is the query that the app sent the person with."""

    account: str
    scopes: tuple[str, ...]
    asked: Mapping[str, str]
    until: datetime


@dataclass
class Codes:
    clock: Clock
    _waiting: dict[str, Agreed] = field(default_factory=dict)

    def issue(self, *, account: str, scopes: tuple[str, ...], asked: Mapping[str, str]) -> str:
        code = secrets.token_urlsafe(24) + ODD_ENDING
        until = self.clock.now() + LIFE
        self._waiting[code] = Agreed(account=account, scopes=scopes, asked=asked, until=until)
        return code

    def spend(self, code: str, *, redirect_uri: str, verifier: str | None) -> Agreed:
        """Whatever comes of it, the code is used up. Raises BadCode."""
        agreed = self._waiting.pop(code, None)
        if agreed is None or agreed.until <= self.clock.now():
            raise BadCode("unknown")
        if agreed.asked["redirect_uri"] != redirect_uri:
            raise BadCode("redirect")
        challenge = agreed.asked.get("code_challenge")
        if challenge is not None and not _answers(verifier or "", challenge):
            raise BadCode("verifier")
        return agreed


def _answers(verifier: str, challenge: str) -> bool:
    """As RFC 7636 has it, or in hexadecimal digits as TikTok's page for desktop apps does."""
    digest = hashlib.sha256(verifier.encode()).digest()
    spellings = (base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), digest.hex())
    return any(hmac.compare_digest(one.encode(), challenge.encode()) for one in spellings)
