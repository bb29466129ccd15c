"""The agent: LangChain's loop of model and tools, with our middleware around each of the two."""

from collections.abc import Sequence
from typing import Any

from langchain.agents import create_agent
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph

import prompts
from agent.briefing import Briefing
from agent.fallback import Fallback
from agent.gate import Gate
from agent.limits import Limits, StopInTime
from agent.model import Candidate
from agent.toolbelt import Pace, dress
from agent.turn import TurnContext
from tools.spec import AnyTool

Agent = CompiledStateGraph[Any, TurnContext, Any, Any]


def build_graph(
    *,
    tools: Sequence[AnyTool],
    candidates: Sequence[Candidate],
    checkpointer: BaseCheckpointSaver[Any],
    limits: Limits | None = None,
    pace: Pace | None = None,
) -> Agent:
    """Only hooks that wrap a call are used: each other kind would cost a checkpoint per step.

    Around a tool: the gate, then the tool's own time limit (in the toolbelt). Around a model: the
    limits, then what it is shown, then who answers when it fails.
    """
    limits, pace = limits or Limits(), pace or Pace()
    graph: Agent = create_agent(
        candidates[0].model,
        [dress(one, pace) for one in tools],
        middleware=[
            Gate(tools, limits=limits, pace=pace),
            StopInTime(limits),
            Briefing(tools, instructions=prompts.load("system")),
            Fallback(candidates),
        ],
        context_schema=TurnContext,
        checkpointer=checkpointer,
    )
    return graph
