import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from entrypoints import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def written() -> io.StringIO:
    stream = io.StringIO()
    logs.configure(process="api", as_json=True, stream=stream)
    return stream


def last(stream: io.StringIO) -> dict[str, Any]:
    return dict(json.loads(stream.getvalue().splitlines()[-1]))


class TestLogs:
    def test_are_one_json_object_a_line(self, written: io.StringIO) -> None:
        structlog.get_logger("here").info("request", path="/videos", note="line one\nline two")

        line = last(written)
        assert (line["event"], line["level"], line["process"]) == ("request", "info", "api")
        assert line["note"] == "line one\nline two"
        assert line["timestamp"].endswith("Z")

    def test_carry_what_is_bound(self, written: io.StringIO) -> None:
        with structlog.contextvars.bound_contextvars(trace_id="t", job_id="j", actor="user:a"):
            structlog.get_logger().info("inside")
            logging.getLogger("library").warning("theirs too")

        assert {"t"} == {json.loads(one)["trace_id"] for one in written.getvalue().splitlines()}
        assert last(written)["job_id"] == "j"

    @pytest.mark.parametrize(
        "name",
        ["password", "authorization", "Cookie", "api_key", "access_token", "secret", "handle"],
    )
    def test_hide_what_is_named_like_a_secret(self, written: io.StringIO, name: str) -> None:
        structlog.get_logger().info("x", nested=[{name: "hunter2"}], **{name: "hunter2"})

        assert "hunter2" not in written.getvalue()

    @pytest.mark.parametrize(
        "text",
        [
            "GET https://bucket.example/file?X-Amz-Signature=hunter2&x=1",
            "postgresql://stakazo:hunter2@db.example/stakazo",
            "Authorization: Bearer hunter2hunter2",
            "stk_hunter2hunter2",
            "sent eyJhbGciOi.hunter2.hunter2",
            "xoxb-hunter2-hunter2",
            "AIzahunter2hunter2",
        ],
    )
    def test_hide_secrets_inside_of_text(self, written: io.StringIO, text: str) -> None:
        structlog.get_logger().warning(text, also=text)
        logging.getLogger("library").warning("said %s", text)
        try:
            raise ValueError(text)
        except ValueError:
            structlog.get_logger().exception("broke")

        assert "hunter2" not in written.getvalue()

    def test_keep_what_is_no_secret(self, written: io.StringIO) -> None:
        structlog.get_logger().info("x", tokens_in=7, url="https://a.example/b", none=None)

        line = last(written)
        assert (line["tokens_in"], line["url"], line["none"]) == (7, "https://a.example/b", None)

    def test_can_be_quiet(self) -> None:
        stream = io.StringIO()
        logs.configure(process="api", quiet=True, stream=stream)

        structlog.get_logger().info("not this")
        structlog.get_logger().warning("but this")

        assert "not this" not in stream.getvalue()
        assert "but this" in stream.getvalue()
