import pytest

from entrypoints.terminal.oneshot import DONE, FAILED, WAITS, exit_code


@pytest.mark.parametrize(
    ("statuses", "approvals", "code"),
    [
        ([], [], DONE),
        (["done"], [], DONE),
        (["done", "failed"], [], FAILED),
        (["denied"], [], FAILED),
        (["waiting"], [{"id": "a"}], WAITS),
        (["waiting", "failed"], [{"id": "a"}], FAILED),
    ],
)
def test_a_script_can_tell_what_was_not_done(
    statuses: list[str], approvals: list[dict[str, str]], code: int
) -> None:
    reply = {"actions": [{"status": status} for status in statuses], "approvals": approvals}

    assert exit_code(reply) == code
