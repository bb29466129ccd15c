import os
import stat
from pathlib import Path

from entrypoints import local_session
from entrypoints.local_session import LocalSession

SESSION = LocalSession(url="http://here", pid=os.getpid(), email="a@b.c", access_token="t")


class TestLocalSession:
    def test_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        local_session.write(tmp_path / "run", SESSION)

        path = tmp_path / "run" / "session.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert local_session.read(tmp_path / "run") == SESSION

    def test_is_not_there_before_and_after(self, tmp_path: Path) -> None:
        assert local_session.read(tmp_path) is None

        local_session.write(tmp_path, SESSION)
        local_session.remove(tmp_path)

        assert local_session.read(tmp_path) is None
        assert list(tmp_path.iterdir()) == []

    def test_of_another_process_stays(self, tmp_path: Path) -> None:
        other = SESSION.model_copy(update={"pid": os.getpid() + 1})
        local_session.write(tmp_path, other)

        local_session.remove(tmp_path)

        assert local_session.read(tmp_path) == other

    def test_that_cannot_be_read_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "session.json").write_text("{")

        assert local_session.read(tmp_path) is None
