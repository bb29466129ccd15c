"""Seals tokens with keys that are not in the database, so that a copy of it opens nothing."""

import base64
import json
from collections.abc import Sequence
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.ports import Unsealable

_PURPOSE: Final = b"stakazo vault v1"
_KEY_BYTES: Final = 32


class FernetVault:
    """``secrets`` are the service's keys, newest first: the first seals, all of them open."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_key(secret)) for secret in secrets])

    def seal(self, secret: str, *, about: str) -> bytes:
        return self._fernet.encrypt(json.dumps([about, secret]).encode())

    def open(self, sealed: bytes, *, about: str) -> str:
        try:
            whose, secret = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise Unsealable from error
        if whose != about:
            raise Unsealable
        return str(secret)


def _key(secret: str) -> bytes:
    """One secret serves several purposes; each has a key of its own (RFC 5869)."""
    derivation = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
