import os
from pathlib import Path

import pytest

from domain.texts import Locale
from entrypoints.sole import AlreadyRunning, held, held_alone
from integrations.runfile import Running, announce


class TestHeld:
    def test_refuses_a_second_holder_and_says_where_the_first_is(self, tmp_path: Path) -> None:
        announce(tmp_path, "api", Running(url="http://127.0.0.1:8123", pid=1))

        with (
            held(tmp_path, "serve"),
            pytest.raises(AlreadyRunning) as refusal,
            held(tmp_path, "serve"),
        ):
            pass

        for locale in Locale:
            assert f"http://127.0.0.1:8123 (pid {os.getpid()})" in refusal.value.text(locale)

    def test_is_free_again_afterwards_though_the_file_stays(self, tmp_path: Path) -> None:
        with held(tmp_path, "serve"):
            pass

        with held(tmp_path, "serve"):
            assert (tmp_path / "serve.lock").read_text() == str(os.getpid())

    def test_takes_over_what_nobody_holds(self, tmp_path: Path) -> None:
        (tmp_path / "api.lock").write_text("12345678901")

        with held(tmp_path, "api"):
            assert (tmp_path / "api.lock").read_text() == str(os.getpid())


class TestHeldAlone:
    async def test_leaves_the_other_lock_to_its_own_child(self, tmp_path: Path) -> None:
        async with held_alone(tmp_path, "serve", without="api", patience_s=0):
            with held(tmp_path, "api"):
                pass

    async def test_gives_up_while_the_other_one_lives(self, tmp_path: Path) -> None:
        with held(tmp_path, "api"), pytest.raises(AlreadyRunning):
            async with held_alone(tmp_path, "serve", without="api", patience_s=0.1):
                pass
