import pytest

from tests.agent.interpreter.asking import EFFECTS, calls
from tests.agent.interpreter.sentences import NOTHING_DONE, UNDERSTOOD, Calls
from tools import ALL_TOOLS

ARGS_OF = {tool.name: tool.args for tool in ALL_TOOLS}


@pytest.mark.parametrize(("sentence", "expected"), UNDERSTOOD, ids=[s for s, _ in UNDERSTOOD])
def test_a_sentence_becomes_its_calls(sentence: str, expected: Calls) -> None:
    understood = calls(sentence)

    assert understood == expected
    for name, args in understood:
        ARGS_OF[name].model_validate(args)


@pytest.mark.parametrize("sentence", NOTHING_DONE)
def test_what_is_no_plain_command_has_no_effect(sentence: str) -> None:
    assert not [name for name, _ in calls(sentence) if name in EFFECTS]


def test_the_same_sentence_always_means_the_same() -> None:
    first = [calls(sentence) for sentence, _ in UNDERSTOOD]

    assert [calls(sentence) for sentence, _ in UNDERSTOOD] == first
