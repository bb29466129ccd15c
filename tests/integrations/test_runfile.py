import os
from pathlib import Path

import pytest

from integrations.runfile import Running, announce, look_up, withdraw


class TestRunfile:
    def test_says_where_a_process_is_until_it_ends(self, tmp_path: Path) -> None:
        here = Running(url="http://127.0.0.1:1", pid=os.getpid())

        announce(tmp_path / "run", "api", here)
        assert look_up(tmp_path / "run", "api") == here

        withdraw(tmp_path / "run", "api")
        assert look_up(tmp_path / "run", "api") is None

    def test_leaves_alone_what_a_later_process_said(self, tmp_path: Path) -> None:
        later = Running(url="http://127.0.0.1:2", pid=os.getpid() + 1)
        announce(tmp_path, "api", later)

        withdraw(tmp_path, "api")

        assert look_up(tmp_path, "api") == later

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 1}', '{"url": "x", "pid": "y"}'])
    def test_takes_a_broken_file_for_none(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "api.json").write_text(content)

        assert look_up(tmp_path, "api") is None
