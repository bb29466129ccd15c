from collections.abc import Mapping
from pathlib import Path
from typing import Any

from integrations.rehearsal.truth import TruthLog, count_posts

POST = {"event": "published", "post_id": "1"}


def test_who_listens_is_told_once_the_line_is_on_the_disk(tmp_path: Path) -> None:
    truth = TruthLog(tmp_path / "truth.jsonl")
    heard: list[tuple[Mapping[str, Any], str]] = []
    truth.listen(lambda line: heard.append((line, (tmp_path / "truth.jsonl").read_text())))

    truth.append(POST)

    assert heard == [(POST, '{"event": "published", "post_id": "1"}\n')]


def test_half_a_line_that_a_crash_left_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    TruthLog(path).append(POST)
    with path.open("a") as file:
        file.write('{"event": "publ')

    again = TruthLog(path)
    again.append({"event": "deleted", "post_id": "1"})

    assert [line["event"] for line in again.lines()] == ["published", "deleted"]


def test_a_post_that_was_deleted_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    before = count_posts(path)
    truth = TruthLog(path)
    for line in (POST, {**POST, "post_id": "2"}, {"event": "deleted", "post_id": "1"}):
        truth.append(line)

    assert (before, count_posts(path)) == (0, 1)
