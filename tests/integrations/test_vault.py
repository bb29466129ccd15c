import pytest

from domain.ports import Unsealable
from integrations.vault import FernetVault

SECRET = "act.a-very-secret-token-ñ"


class TestFernetVault:
    def test_opens_what_it_sealed(self) -> None:
        vault = FernetVault(["a"])

        sealed = vault.seal(SECRET, about="account-1")

        assert vault.open(sealed, about="account-1") == SECRET

    def test_shows_nothing_of_the_secret(self) -> None:
        sealed = FernetVault(["a"]).seal(SECRET, about="account-1")

        assert b"secret" not in sealed
        assert FernetVault(["a"]).seal(SECRET, about="account-1") != sealed

    def test_opens_after_a_newer_key_was_put_in_front(self) -> None:
        sealed = FernetVault(["old"]).seal(SECRET, about="account-1")

        assert FernetVault(["new", "old"]).open(sealed, about="account-1") == SECRET

    def test_seals_with_the_newest_key(self) -> None:
        sealed = FernetVault(["new", "old"]).seal(SECRET, about="account-1")

        assert FernetVault(["new"]).open(sealed, about="account-1") == SECRET
        with pytest.raises(Unsealable):
            FernetVault(["old"]).open(sealed, about="account-1")

    def test_does_not_open_for_somebody_else(self) -> None:
        vault = FernetVault(["a"])
        sealed = vault.seal(SECRET, about="account-1")

        with pytest.raises(Unsealable):
            vault.open(sealed, about="account-2")

    @pytest.mark.parametrize("at", [0, 5, 20, 60, -1])
    def test_does_not_open_what_was_changed(self, at: int) -> None:
        vault = FernetVault(["a"])
        changed = bytearray(vault.seal(SECRET, about="account-1"))
        changed[at] ^= 1

        with pytest.raises(Unsealable):
            vault.open(bytes(changed), about="account-1")

    @pytest.mark.parametrize("garbage", [b"", b"x", b"\xff" * 200])
    def test_does_not_open_what_it_never_sealed(self, garbage: bytes) -> None:
        with pytest.raises(Unsealable):
            FernetVault(["a"]).open(garbage, about="account-1")
