"""A process of ours that a test kills: ``<database> say|decide <user> <tool> <marker> [approval]``.

Its clock is the tests' clock, so that its lease runs out when they say so.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.graph import build_graph
from agent.memory import memory, memory_pool
from agent.model import Candidate
from agent.run import Conversation
from domain.access import principal_of
from domain.approval import Decision
from domain.ids import ApprovalId, UserId
from domain.ports import World
from persistence.engine import make_engine
from persistence.spool import Spool
from persistence.unit_of_work import PostgresUnitOfWork
from tests.agent.workbench import TOOLS
from tests.build import a_link, new_id
from tests.fakes.clock import FixedClock
from tests.fakes.scripted_model import ScriptedModel, obeys
from tools.context import Outside


async def main(url: str, verb: str, user: str, tool: str, marker: str, *more: str) -> None:
    clock = FixedClock()
    uow = PostgresUnitOfWork(
        make_engine(url, pool_size=4),
        spool=Spool(Path(tempfile.mkdtemp())),
        clock=clock,
        new_id=new_id,
    )
    world = World(uow=uow, clock=clock, new_id=new_id)
    async with world.uow() as tx:
        principal = principal_of(await tx.users.get(UserId(user)))
    sibling = [("write", {"text": "sibling"}, "c0")] if verb == "say" else []
    script = obeys(*sibling, (tool, {"marker": marker}, "c1"))
    async with memory_pool(url, size=4) as pool:
        conversation = Conversation(
            world=world,
            graph=build_graph(
                tools=TOOLS,
                candidates=[Candidate(name="interpreter", model=ScriptedModel(script=script))],
                checkpointer=memory(pool),
            ),
            zone=ZoneInfo("Europe/Madrid"),
            outside=Outside(links=a_link),
            holder_id=new_id(),
        )
        if verb == "say":
            turn = conversation.say(
                principal=principal, thread_id=None, text=f"{tool} now", origin="1"
            )
        else:
            turn = conversation.decide(
                principal=principal,
                approval_id=ApprovalId(more[0]),
                decision=Decision.APPROVE,
                note=None,
            )
        async for _ in turn:
            pass


asyncio.run(main(*sys.argv[1:]))
