"""Real clients of the providers against a local server: who answers, and who answers instead."""

from collections.abc import AsyncIterator

import pytest

from agent.events import Failed, ModelSwitched, Token
from agent.model import Candidate, ModelSettings, Provider, candidates
from domain.ledger import Kind, Question
from domain.ports import World
from tests.agent.conftest import Stage
from tests.agent.workbench import effects
from tests.fakes.llm_server import LlmServer, Mood, llm_server
from tests.fakes.scripted_model import ScriptedModel, says


@pytest.fixture
async def llm() -> AsyncIterator[LlmServer]:
    async with llm_server() as server:
        server.args = {"subject": "the news"}
        yield server


def _both(llm: LlmServer, primary: Provider = Provider.OPENAI) -> tuple[Candidate, ...]:
    settings = ModelSettings(
        openai_key="sk-test",
        openai_base_url=f"{llm.url}/v1",
        openai_model="gpt-x",
        google_key="g-test",
        google_base_url=llm.url,
        google_model="gemini-x",
        primary=primary,
        call_time_s=5,
    )
    last_resort = ScriptedModel(script=lambda _: says("the interpreter speaks"))
    return tuple(candidates(settings, last_resort=last_resort))[:-1]


def _interpreter() -> ScriptedModel:
    return ScriptedModel(script=lambda _: says("the interpreter speaks"))


def test_without_keys_only_the_interpreter_answers() -> None:
    found = candidates(ModelSettings(), last_resort=_interpreter())

    assert [one.name for one in found] == ["interpreter"]


def test_the_primary_is_asked_first() -> None:
    settings = ModelSettings(openai_key="a", google_key="b", primary=Provider.GOOGLE)

    found = candidates(settings, last_resort=_interpreter())

    assert [one.name for one in found] == [
        "google:gemini-3.5-flash",
        "openai:gpt-5.5",
        "interpreter",
    ]


@pytest.mark.parametrize("tokens", [True, False])
@pytest.mark.parametrize(
    ("primary", "name"), [(Provider.OPENAI, "openai:gpt-x"), (Provider.GOOGLE, "google:gemini-x")]
)
async def test_a_provider_calls_tools_and_answers(
    stage: Stage, llm: LlmServer, primary: Provider, name: str, tokens: bool
) -> None:
    editor = await stage.person()
    process = stage.process(_interpreter(), others=_both(llm, primary))

    reply = await stage.last(
        process.say(principal=editor, thread_id=None, text="look at it", origin="1", tokens=tokens)
    )

    assert reply.model == name
    assert reply.actions[0].result == {"summary": "Looked at the news.", "heard": "the news"}
    assert "Looked at the news." in reply.reply
    assert "".join(token.text for token in stage.told(Token)) == (reply.reply if tokens else "")
    async with stage.world.uow() as tx:
        (turn,) = await tx.ledger.ask(Question(kinds=(Kind.CHAT_TURN_COMPLETED,)))
    assert turn.entry.metadata["model"] == name
    assert int(str(turn.entry.metadata["output_tokens"])) > 0


async def test_tools_are_described_to_both_providers(stage: Stage, llm: LlmServer) -> None:
    editor = await stage.person()
    llm.openai = Mood.BROKEN

    await stage.say(stage.process(_interpreter(), others=_both(llm)), editor, "look at it")

    function = llm.asked["openai"][0]["tools"][0]["function"]
    assert function["name"] == "look"
    assert function["description"] == "Look at something."
    assert function["parameters"]["required"] == ["subject"]
    declared = llm.asked["google"][0]["tools"][0]["functionDeclarations"][0]
    assert set(declared["parameters"]["properties"]) == {"subject", "count", "platform"}
    assert "runtime" not in str(llm.asked)


@pytest.mark.parametrize("tokens", [True, False])
@pytest.mark.parametrize("mood", [Mood.RATE_LIMITED, Mood.BROKEN, Mood.WRONG_KEY])
async def test_the_next_provider_answers_when_one_fails(
    stage: Stage, llm: LlmServer, mood: Mood, tokens: bool
) -> None:
    editor = await stage.person()
    llm.openai = mood
    process = stage.process(_interpreter(), others=_both(llm))

    reply = await stage.last(
        process.say(principal=editor, thread_id=None, text="look at it", origin="1", tokens=tokens)
    )

    assert reply.model == "google:gemini-x"
    assert "google heard" in reply.reply
    assert stage.told(ModelSwitched)[0].gave_up == "openai:gpt-x"


async def test_a_sentence_that_was_cut_off_is_not_part_of_the_answer(
    stage: Stage, llm: LlmServer
) -> None:
    editor = await stage.person()
    llm.openai, llm.google = Mood.CUT_OFF, Mood.CUT_OFF

    reply = await stage.say(stage.process(_interpreter(), others=_both(llm)), editor, "look")

    assert reply.model == "interpreter"
    assert reply.reply == "the interpreter speaks"
    assert [event.gave_up for event in stage.told(ModelSwitched)] == [
        "openai:gpt-x",
        "google:gemini-x",
    ]


async def test_the_chat_never_goes_dark(stage: Stage, llm: LlmServer) -> None:
    editor = await stage.person()
    llm.openai, llm.google = Mood.BROKEN, Mood.RATE_LIMITED

    reply = await stage.say(stage.process(_interpreter(), others=_both(llm)), editor, "look")

    assert reply.model == "interpreter"


async def test_a_provider_that_keeps_failing_is_left_alone(stage: Stage, llm: LlmServer) -> None:
    editor = await stage.person()
    llm.openai = Mood.WRONG_KEY
    llm.google = Mood.WRONG_KEY
    process = stage.process(_interpreter(), others=_both(llm))

    for _ in range(5):
        await stage.say(process, editor, "look")

    assert len(llm.asked["openai"]) == 3
    assert len(llm.asked["google"]) == 3


async def test_a_request_that_is_wrong_in_itself_fails_the_turn(
    stage: Stage, llm: LlmServer, world: World
) -> None:
    editor = await stage.person()
    llm.openai = Mood.WRONG_REQUEST
    process = stage.process(_interpreter(), others=_both(llm))

    turn = process.say(principal=editor, thread_id=None, text="look", origin="1")
    events = [event async for event in turn]

    assert isinstance(events[-1], Failed)
    assert llm.asked["google"] == []
    assert await effects(world) == []
