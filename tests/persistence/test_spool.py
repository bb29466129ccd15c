import resource
import signal
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.ledger import LedgerUnavailable
from persistence.spool import Spool


class TestSpool:
    def test_gives_back_what_it_kept_oldest_first(self, tmp_path: Path) -> None:
        spool = Spool(tmp_path / "spool")
        spool.keep([b"{}", "ñ".encode()], xid="7", cluster="8")
        spool.keep([b"second"])

        first, second = spool

        assert (first.entries, first.xid, first.cluster) == ((b"{}", "ñ".encode()), "7", "8")
        assert (second.entries, second.xid) == ((b"second",), None)
        assert len(spool) == 2

    def test_forgets_what_was_recorded_also_twice(self, tmp_path: Path) -> None:
        spool = Spool(tmp_path)
        spool.keep([b"{}"])
        (kept,) = spool

        kept.forget()
        kept.forget()

        assert len(spool) == 0

    def test_is_empty_before_anything_went_wrong(self, tmp_path: Path) -> None:
        assert list(Spool(tmp_path / "not-there")) == []

    def test_is_for_its_owner_only(self, tmp_path: Path) -> None:
        spool = Spool(tmp_path / "spool")
        spool.keep([b"{}"])

        assert (tmp_path / "spool").stat().st_mode & 0o077 == 0

    def test_refuses_when_the_disk_takes_nothing_and_leaves_no_half_file(
        self, tmp_path: Path
    ) -> None:
        spool = Spool(tmp_path)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
        try:
            with pytest.raises(LedgerUnavailable):
                spool.keep([b"more than ten bytes"])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, ignored)

        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"entries": ["{}"]}', '{"entries": [7]}'])
    def test_passes_over_a_file_that_is_no_file_of_its_own(
        self, tmp_path: Path, content: str
    ) -> None:
        (tmp_path / "strange.json").write_text(content)

        assert list(Spool(tmp_path)) == []

    def test_reports_once_and_by_name_only_what_it_cannot_read(self, tmp_path: Path) -> None:
        spool = Spool(tmp_path)
        spool.keep([b"{}"])
        (tmp_path / "folder.json").mkdir()
        (tmp_path / "strange.json").write_text("a secret")

        with capture_logs() as logs:
            first, second = spool.find(), spool.find()

        assert [(len(found.kept), found.stuck) for found in (first, second)] == [(1, 2), (1, 2)]
        assert {(log["event"], log["file"], log["error"]) for log in logs} == {
            ("ledger_spool_stuck", "folder.json", "IsADirectoryError"),
            ("ledger_spool_stuck", "strange.json", "JSONDecodeError"),
        }
        assert len(logs) == 2
        assert "secret" not in str(logs)

    def test_reports_a_file_again_that_was_looked_after_and_broke_again(
        self, tmp_path: Path
    ) -> None:
        spool = Spool(tmp_path)
        folder = tmp_path / "folder.json"

        with capture_logs() as logs:
            folder.mkdir()
            spool.find()
            folder.rmdir()
            mended = spool.find()
            folder.mkdir()
            spool.find()

        assert mended.stuck == 0
        assert len(logs) == 2
