"""A grammar of all the product's tools, read at one fixed moment."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from agent.interpreter.grammar import Grammar, learn
from agent.interpreter.outcome import Outcome, Plan
from agent.interpreter.reading import Reader
from tools import ALL_TOOLS
from tools.spec import Risk

ZONE: Final = ZoneInfo("Europe/Madrid")
NOW: Final = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
GRAMMAR: Final[Grammar] = learn(ALL_TOOLS)
EFFECTS: Final = frozenset(tool.name for tool in ALL_TOOLS if tool.risk is not Risk.READ)


def read(text: str) -> Outcome:
    return Reader(grammar=GRAMMAR, allowed=frozenset(GRAMMAR.tools), now=NOW).read(text)


def calls(text: str) -> list[tuple[str, dict[str, Any]]]:
    outcome = read(text)
    return [(c.tool, dict(c.args)) for c in outcome.calls] if isinstance(outcome, Plan) else []
