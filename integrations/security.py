"""Passwords: Argon2id, a few at a time, beside the event loop."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

# Each takes 64 MiB while it runs: a burst of logins waits in line instead of filling the memory.
_AT_ONCE: Final = min(4, os.cpu_count() or 1)


class Argon2PasswordHasher:
    """The library's recommended parameters; raise ``memory_kib`` only together with _AT_ONCE."""

    def __init__(self, *, memory_kib: int = 65_536) -> None:
        self._passwords = PasswordHash((Argon2Hasher(memory_cost=memory_kib),))
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")

    async def hash(self, password: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._passwords.hash, password)

    async def verify(self, password: str, hash_: str) -> bool:
        """False also for a hash that this program cannot read."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._matches, password, hash_)

    def _matches(self, password: str, hash_: str) -> bool:
        try:
            return self._passwords.verify(password, hash_)
        except PwdlibError:
            return False
