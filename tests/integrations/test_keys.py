import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from integrations.keys import secret_keys


class TestSecretKeys:
    def test_are_the_given_ones_newest_first(self, tmp_path: Path) -> None:
        assert secret_keys(" new, old ,", tmp_path / "keys") == ("new", "old")
        assert not (tmp_path / "keys").exists()

    def test_are_made_once_for_their_owner_alone(self, tmp_path: Path) -> None:
        (made,) = secret_keys(None, tmp_path / "keys")

        assert len(made) >= 32
        assert secret_keys(None, tmp_path / "keys") == (made,)
        (file,) = (tmp_path / "keys").iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_are_the_same_for_all_who_start_at_once(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda _: secret_keys(None, tmp_path / "keys"), range(16)))

        assert len(set(made)) == 1
