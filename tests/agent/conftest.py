"""A conversation over real Postgres with a scripted model in the LLM's place."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent.events import Reply, TurnEvent
from agent.graph import build_graph
from agent.limits import Limits
from agent.memory import memory, memory_pool, prepare_memory
from agent.model import Candidate
from agent.run import Conversation
from agent.toolbelt import Pace
from domain.access import Principal, Role, User, principal_of
from domain.approval import Decision
from domain.ids import ApprovalId, ThreadId
from domain.ports import World
from domain.texts import Locale
from tests.agent.workbench import TOOLS
from tests.build import a_link, a_user, new_id
from tests.fakes.scripted_model import Script, ScriptedModel
from tools.context import Outside


@pytest.fixture
async def saver(database_url: str) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    pool = memory_pool(database_url, size=4)
    await pool.open()
    await prepare_memory(pool)
    yield memory(pool)
    await pool.close()


class Stage:
    """One person, one thread, and processes that come and go."""

    def __init__(self, world: World, saver: BaseCheckpointSaver[Any]) -> None:
        self.world = world
        self.saver = saver
        self.thread: ThreadId | None = None
        self.events: list[TurnEvent] = []
        self._open: list[Conversation] = []

    async def person(self, role: Role = Role.EDITOR, locale: Locale = Locale.EN) -> Principal:
        user = a_user(role=role, locale=locale)
        async with self.world.uow() as tx:
            await tx.users.add(user)
        return principal_of(user)

    async def become(self, principal: Principal, **changes: Any) -> None:
        async with self.world.uow() as tx:
            user: User = await tx.users.get(principal.user_id)
            await tx.users.save(replace(user, **changes))

    def process(
        self,
        script: Script | BaseChatModel,
        *,
        limits: Limits | None = None,
        pace: Pace | None = None,
        others: tuple[Candidate, ...] = (),
    ) -> Conversation:
        """Another process of ours, as far as the database can tell."""
        model = script if isinstance(script, BaseChatModel) else ScriptedModel(script=script)
        graph = build_graph(
            tools=TOOLS,
            candidates=[*others, Candidate(name="interpreter", model=model)],
            checkpointer=self.saver,
            limits=limits,
            pace=pace,
        )
        conversation = Conversation(
            world=self.world,
            graph=graph,
            zone=ZoneInfo("Europe/Madrid"),
            outside=Outside(links=a_link),
            holder_id=new_id(),
            patience_s=30,
        )
        self._open.append(conversation)
        return conversation

    async def say(
        self, conversation: Conversation, principal: Principal, text: str, *, origin: str = ""
    ) -> Reply:
        """In the one thread of this stage."""
        return await self.last(
            conversation.say(
                principal=principal,
                thread_id=self.thread,
                text=text,
                origin=origin or new_id(),
            )
        )

    async def decide(
        self,
        conversation: Conversation,
        principal: Principal,
        approval_id: ApprovalId,
        decision: Decision = Decision.APPROVE,
        note: str | None = None,
    ) -> Reply:
        return await self.last(
            conversation.decide(
                principal=principal, approval_id=approval_id, decision=decision, note=note
            )
        )

    async def last(self, turn: AsyncIterator[TurnEvent]) -> Reply:
        self.events = [event async for event in turn]
        reply = self.events[-1]
        assert isinstance(reply, Reply), reply
        self.thread = reply.thread
        return reply

    def told(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    async def close(self) -> None:
        for conversation in self._open:
            await conversation.drain(grace_s=0)


@pytest.fixture
async def stage(world: World, saver: BaseCheckpointSaver[Any]) -> AsyncIterator[Stage]:
    stage = Stage(world, saver)
    yield stage
    await stage.close()
