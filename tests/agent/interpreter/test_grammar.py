"""A tool that nobody thought of is understood from its examples alone."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel

from agent.interpreter.grammar import learn
from agent.interpreter.outcome import Ask, Outcome, Plan
from agent.interpreter.reading import Reader
from agent.interpreter.replies import example_of
from domain.texts import Locale
from tests.agent.interpreter.asking import NOW
from tools import ALL_TOOLS
from tools.context import ToolContext
from tools.spec import Answer, Risk, tool


class Flavour(StrEnum):
    SWEET = "sweet"
    SALTY = "salty"


class Order(BaseModel):
    dish: str
    count: int = 1
    flavour: Flavour | None = None
    city: str | None = None
    at: datetime | None = None


@tool(
    risk=Risk.WRITE,
    examples=(
        "order {count} portions of {dish}",
        "order {dish} in {city}",
        "pide {count} raciones de {dish}",
        "pide {dish} en {city}",
        "quiero {count} raciones de {dish}",
    ),
)
async def order_food(args: Order, context: ToolContext) -> Answer:
    """Order something to eat."""
    return Answer(summary=args.dish)


class Shout(BaseModel):
    message: str


@tool(risk=Risk.OUTWARD, examples=("shout {message}", "grita {message}"))
async def shout(args: Shout, context: ToolContext) -> Answer:
    """Shout."""
    return Answer(summary=args.message)


GRAMMAR = learn([*ALL_TOOLS, order_food, shout])


def read(text: str) -> Outcome:
    return Reader(grammar=GRAMMAR, allowed=frozenset(GRAMMAR.tools), now=NOW).read(text)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("order 3 portions of fried rice", {"count": 3, "dish": "fried rice"}),
        ("Please order two portions of soup!", {"count": 2, "dish": "soup"}),
        ('order "pad thai" in Bangkok', {"dish": "pad thai", "city": "Bangkok"}),
        ("pide tres raciones de arroz", {"count": 3, "dish": "arroz"}),
        ("quiero que pidas tres raciones de arroz", {"count": 3, "dish": "arroz"}),
        ("quiero 2 raciones de arroz", {"count": 2, "dish": "arroz"}),
        ("oder 3 portions of soup", {"count": 3, "dish": "soup"}),
        (
            'order "soup" in Madrid at 21:30',
            {"dish": "soup", "city": "Madrid", "at": "2026-11-20T21:30:00+01:00"},
        ),
        ('order salty "nuts"', {"dish": "nuts", "flavour": "salty"}),
    ],
)
def test_a_new_tool_is_understood(text: str, args: dict[str, Any]) -> None:
    outcome = read(text)

    assert isinstance(outcome, Plan)
    assert [(c.tool, dict(c.args)) for c in outcome.calls] == [("order_food", args)]


def test_a_new_tool_is_asked_for_what_it_needs() -> None:
    outcome = read("pide")

    assert isinstance(outcome, Ask)
    assert (outcome.drafts[0].tool, outcome.slot) == ("order_food", "dish")


def test_a_new_tool_leaves_the_others_as_they_were() -> None:
    outcome = read("cut 3 clips and order 2 portions of soup")

    assert isinstance(outcome, Plan)
    assert [c.tool for c in outcome.calls] == ["cut_video", "order_food"]


def test_an_example_is_shown_in_the_language_of_the_person() -> None:
    assert example_of(GRAMMAR.tools["order_food"], Locale.EN).startswith("order 4 portions")
    assert example_of(GRAMMAR.tools["order_food"], Locale.ES).startswith("pide 4 raciones")


def test_every_example_of_the_product_is_understood_as_its_own_tool() -> None:
    wrong = []
    for one in ALL_TOOLS:
        grammar = GRAMMAR.tools[one.name]
        for locale in Locale:
            for example in grammar.examples[locale]:
                alone = type(grammar)(
                    name=grammar.name,
                    risk=grammar.risk,
                    slots=grammar.slots,
                    patterns=grammar.patterns,
                    phrases=grammar.phrases,
                    examples={each: (example,) for each in Locale},
                )
                outcome = read(example_of(alone, locale))
                tools = _tools(outcome)
                if tools and tools != {one.name}:
                    wrong.append((example, tools))
                elif not tools:
                    wrong.append((example, {type(outcome).__name__}))

    assert wrong == []


def _tools(outcome: Outcome) -> set[str]:
    if isinstance(outcome, Plan):
        return {c.tool for c in outcome.calls}
    if isinstance(outcome, Ask):
        return {outcome.drafts[outcome.index].tool}
    return set()
