"""What our conversation costs around one tool call, against a bare StateGraph with a ToolNode.

Both answer "echo" with one tool call and one sentence, with the same instant model. The bare loop
keeps nothing; ours stores the message, reads the role, passes the gate, writes the ledger and keeps
checkpoints in Postgres. Goal: at most 3.5x the CPU of this process.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import tool as langchain_tool
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from agent.events import Reply
from agent.graph import build_graph
from agent.memory import memory, memory_pool, prepare_memory
from agent.model import Candidate
from agent.run import Conversation
from domain.access import Principal, Role, User, principal_of
from domain.ids import UserId
from domain.ports import World
from domain.texts import Locale
from integrations.clock import SystemClock, new_id
from persistence.embedded import EmbeddedPostgres
from persistence.engine import make_engine
from persistence.migrate import migrate
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork
from tools.context import Outside, ToolContext
from tools.spec import Answer, Risk, tool

GOAL = 3.5
MOST_CHECKPOINTS = 6
WARM_UP = 10
ROUNDS = 60

Turn = Callable[[], Awaitable[None]]


class InstantModel(BaseChatModel):
    """Calls ``echo`` once per message of a person, then answers."""

    @property
    def _llm_type(self) -> str:
        return "instant"

    def bind_tools(self, tools: Sequence[Any], **options: Any) -> Runnable[Any, AIMessage]:
        return self.model_copy()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **options: Any,
    ) -> ChatResult:
        if isinstance(messages[-1], ToolMessage):
            answer = AIMessage("done")
        else:
            call = {"name": "echo", "args": {"text": "hello"}, "id": new_id()}
            answer = AIMessage("", tool_calls=[{**call, "type": "tool_call"}])
        return ChatResult(generations=[ChatGeneration(message=answer)])


class Echo(BaseModel):
    text: str


class Echoed(Answer):
    text: str


@tool(risk=Risk.READ, examples=("echo {text}",))
async def echo(args: Echo, context: ToolContext) -> Echoed:
    """Say it back."""
    return Echoed(summary=args.text, text=args.text)


@langchain_tool("echo")
async def bare_echo(text: str) -> str:
    """Say it back."""
    return text


def bare_turn() -> Turn:
    model = InstantModel()

    async def call_model(state: MessagesState) -> dict[str, list[BaseMessage]]:
        return {"messages": [await model.ainvoke(state["messages"])]}

    def onwards(state: MessagesState) -> str:
        return "tools" if getattr(state["messages"][-1], "tool_calls", None) else END

    graph: StateGraph[MessagesState, None, MessagesState, MessagesState] = StateGraph(MessagesState)
    graph.add_node("model", call_model)
    graph.add_node("tools", ToolNode([bare_echo]))
    graph.add_edge(START, "model")
    graph.add_conditional_edges("model", onwards)
    graph.add_edge("tools", "model")
    compiled = graph.compile()

    async def turn() -> None:
        state = await compiled.ainvoke({"messages": [HumanMessage("echo")]})
        assert state["messages"][-1].text == "done"

    return turn


def our_turn(conversation: Conversation, principal: Principal, *, streamed: bool) -> Turn:
    async def turn() -> None:
        last = None
        async for event in conversation.say(
            principal=principal, thread_id=None, text="echo", origin=new_id(), tokens=streamed
        ):
            last = event
        assert isinstance(last, Reply) and last.reply == "done", last

    return turn


async def cost(turn: Turn) -> float:
    """CPU milliseconds of this process for one turn."""
    started = time.process_time()
    await turn()
    return (time.process_time() - started) * 1000


async def an_editor(world: World) -> Principal:
    user = User(
        id=UserId(new_id()),
        email="editor@benchmark.example",
        role=Role.EDITOR,
        locale=Locale.EN,
        password_hash="",
        created_at=world.clock.now(),
    )
    async with world.uow() as tx:
        await tx.users.add(user)
    return principal_of(user)


async def measure(dsn: str, spool: Path) -> None:
    await migrate(dsn)
    engine = make_engine(dsn)
    clock = SystemClock()
    uow = PostgresUnitOfWork(engine, spool=Spool(spool), clock=clock, new_id=new_id)
    world = World(uow=uow, clock=clock, new_id=new_id)
    async with memory_pool(dsn) as pool:
        await prepare_memory(pool)
        saver = memory(pool)
        graph = build_graph(
            tools=[echo],
            candidates=[Candidate(name="instant", model=InstantModel())],
            checkpointer=saver,
        )
        ours = Conversation(
            world=world,
            graph=graph,
            zone=ZoneInfo("UTC"),
            outside=Outside(links=lambda shown, id_: f"https://stakazo.example/{shown}-{id_}"),
            holder_id="benchmark",
        )
        editor = await an_editor(world)
        turns = {
            "bare StateGraph + ToolNode": bare_turn(),
            "ours": our_turn(ours, editor, streamed=False),
            "ours, streamed": our_turn(ours, editor, streamed=True),
        }
        for turn in turns.values():
            for _ in range(WARM_UP):
                await turn()
        costs: dict[str, list[float]] = {name: [] for name in turns}
        for _ in range(ROUNDS):
            for name, turn in turns.items():
                costs[name].append(await cost(turn))
        report({name: statistics.median(values) for name, values in costs.items()})
        await report_checkpoints(saver, world, editor)
    await engine.dispose()


def report(medians: dict[str, float]) -> None:
    base = medians["bare StateGraph + ToolNode"]
    table = Table("one tool turn", "CPU ms", "ratio")
    for name, value in medians.items():
        verdict = "" if name != "ours" else f" ({'meets' if value / base <= GOAL else 'misses'})"
        table.add_row(name, f"{value:.1f}", f"{value / base:.2f}x{verdict}")
    Console().print(f"Chat overhead, medians of {ROUNDS} interleaved turns", table, sep="\n")


async def report_checkpoints(saver: AsyncPostgresSaver, world: World, editor: Principal) -> None:
    async with world.uow() as tx:
        (thread, *_) = await tx.messages.threads(editor.user_id, limit=1)
    kept = [one async for one in saver.alist({"configurable": {"thread_id": thread.id}})]
    verdict = "meets" if len(kept) <= MOST_CHECKPOINTS else "misses"
    Console().print(f"Checkpoints of one tool turn: {len(kept)} ({verdict} {MOST_CHECKPOINTS})")


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        with EmbeddedPostgres(root / "postgres").join() as lease:
            asyncio.run(measure(lease.dsn, root / "spool"))


if __name__ == "__main__":
    main()
