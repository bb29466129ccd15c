import asyncio

import pytest

from domain.usecases import log_in
from integrations.security import Argon2PasswordHasher


@pytest.fixture
def hasher() -> Argon2PasswordHasher:
    return Argon2PasswordHasher(memory_kib=1_024)


class TestArgon2PasswordHasher:
    async def test_knows_the_password_again(self, hasher: Argon2PasswordHasher) -> None:
        hashed = await hasher.hash("contraseña larga 🎬")

        assert hashed.startswith("$argon2id$")
        assert await hasher.verify("contraseña larga 🎬", hashed)
        assert not await hasher.verify("contraseña larga", hashed)

    async def test_never_gives_one_password_the_same_hash(
        self, hasher: Argon2PasswordHasher
    ) -> None:
        assert await hasher.hash("the same one") != await hasher.hash("the same one")

    @pytest.mark.parametrize("broken", ["", "x", "$argon2id$", "$argon2id$v=19$m=1024,t=3,p=4$a"])
    async def test_takes_a_hash_that_is_none_for_a_wrong_password(
        self, hasher: Argon2PasswordHasher, broken: str
    ) -> None:
        assert not await hasher.verify("anything", broken)

    async def test_leaves_the_event_loop_free(self) -> None:
        hasher = Argon2PasswordHasher()
        hashing = asyncio.gather(*(hasher.hash("a password") for _ in range(3)))
        turns = 0
        while not hashing.done():
            await asyncio.sleep(0)
            turns += 1

        assert turns > 10

    async def test_can_read_the_hash_that_stands_for_nobody(self) -> None:
        """With the parameters of real ones, so that it takes as long."""
        hashed = await Argon2PasswordHasher().hash("x")

        assert hashed.rsplit("$", 2)[0] == log_in._NOBODYS_HASH.rsplit("$", 2)[0]
        assert not await Argon2PasswordHasher().verify("x", log_in._NOBODYS_HASH)
