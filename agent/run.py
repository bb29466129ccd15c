"""The one way in to the conversation, for HTTP, the terminal and Slack alike."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final
from zoneinfo import ZoneInfo

from agent.desk import Desk
from agent.events import Failed, Queued, Reply, TurnEvent
from agent.flow import Flow
from agent.graph import Agent
from agent.held import wake_settled
from agent.hub import Hub, Listener
from agent.intake import Intake
from agent.language import language_of
from agent.turns import Turns
from agent.writers import Writers
from domain.access import Principal
from domain.approval import Approval, Decision
from domain.ids import ApprovalId, MessageId, ThreadId
from domain.ports import World
from domain.texts import Locale, say
from domain.thread import Message, MessageStatus
from domain.usecases.decide_approval import decide_approval
from tools.context import Outside

_PATIENCE_S: Final = 960.0
_LOOK_EVERY_S: Final = 0.5
_MAX_PICKED_UP: Final = 16
_GRACE_S: Final = 10.0


class Conversation:
    """``holder_id`` names this process in the threads' leases: a new one at every start.

    The events of one turn end with ``Reply`` or ``Failed``. The turn itself does not depend on
    who listens: it goes on when the events are not read any further.
    """

    def __init__(
        self,
        *,
        world: World,
        graph: Agent,
        zone: ZoneInfo,
        outside: Outside,
        holder_id: str,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._world = world
        self._patience_s = patience_s
        self._hub = Hub()
        self._desk = Desk(world, holder=holder_id)
        self._flow = Flow(graph, self._hub)
        self._intake = Intake(world)
        turns = Turns(
            world=world,
            flow=self._flow,
            desk=self._desk,
            hub=self._hub,
            zone=zone,
            outside=outside,
        )
        self._writers = Writers(desk=self._desk, flow=self._flow, turns=turns)

    async def say(
        self,
        *,
        principal: Principal,
        thread_id: ThreadId | None,
        text: str,
        origin: str,
        tokens: bool = True,
    ) -> AsyncIterator[TurnEvent]:
        """The message is stored before anything else happens; the same ``origin`` of the same
        person twice is one message. Raises Invalid, NotFound."""
        message = await self._intake.store(
            principal=principal, thread_id=thread_id, text=text, origin=origin
        )
        locale = language_of(text, principal.locale)
        with self._hub.listening(message.id, tokens=tokens) as listener:
            if self._writers.is_busy(message.thread_id):
                yield Queued(message_id=message.id)
            async for event in self._attend(message.id, message.thread_id, listener, locale):
                yield event

    async def decide(
        self,
        *,
        principal: Principal,
        approval_id: ApprovalId,
        decision: Decision,
        note: str | None,
        tokens: bool = True,
    ) -> AsyncIterator[TurnEvent]:
        """Records the decision and goes on with the turn that waited for it. Raises Forbidden,
        NotFound, ApprovalNotPending."""
        approval = await decide_approval(
            world=self._world,
            principal=principal,
            approval_id=approval_id,
            decision=decision,
            note=note,
        )
        message_id = await self._turn_of(approval)
        if message_id is None:
            text = say("agent.turn_gone", principal.locale)
            yield Failed(thread=approval.thread_id, message=text)
            return
        with self._hub.listening(message_id, tokens=tokens) as listener:
            await wake_settled(approval.thread_id, flow=self._flow, desk=self._desk)
            async for event in self._attend(
                message_id, approval.thread_id, listener, principal.locale
            ):
                yield event

    async def recover(self) -> int:
        """Picks up threads that a process left behind, a limited number at a time; to be called
        again and again. Returns how many were picked up."""
        async with self._world.uow() as tx:
            abandoned = await tx.messages.abandoned(now=self._world.clock.now())
        mine = [one for one in abandoned if self._writers.may_begin(one)]
        room = max(0, _MAX_PICKED_UP - self._writers.count)
        for thread_id in mine[:room]:
            self._writers.ensure(thread_id, abandoned=True)
        return len(mine[:room])

    async def idle(self) -> None:
        """Until this process answers nothing any more."""
        await self._writers.idle()

    async def drain(self, *, grace_s: float = _GRACE_S) -> None:
        """For a process that is told to stop. What was begun goes on where it is picked up."""
        await self._writers.drain(grace_s=grace_s)

    async def _turn_of(self, approval: Approval) -> MessageId | None:
        standing = await self._flow.standing(approval.thread_id)
        if standing is None:
            return None
        message_id, calls = standing
        return message_id if approval.tool_call_id in calls else None

    async def _attend(
        self, message_id: MessageId, thread_id: ThreadId, listener: Listener, locale: Locale
    ) -> AsyncIterator[TurnEvent]:
        """Events as they come; when another process answers, its stored reply in the end."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience_s
        told = False
        self._writers.ensure(thread_id)
        while loop.time() < deadline:
            event = await _next(listener)
            if event is None and not self._writers.is_busy(thread_id):
                message = await self._stored(message_id)
                event = self._verdict(message, locale) if listener.empty() else None
                if message.status is MessageStatus.QUEUED and not told:
                    told = True
                    yield Queued(message_id=message_id)
                self._writers.ensure(thread_id)
            if event is None:
                continue
            yield event
            if isinstance(event, Reply | Failed):
                return
        yield Reply(thread=thread_id, reply=say("agent.still_working", locale))

    def _verdict(self, message: Message, locale: Locale) -> TurnEvent | None:
        """What can be said of a message that this process does not work on now."""
        if ended := _ended(message):
            return ended
        if self._writers.is_draining:
            return Failed(thread=message.thread_id, message=say("agent.restarting", locale))
        if refusal := self._writers.refusal(message.thread_id):
            return Failed(thread=message.thread_id, message=refusal.text(locale))
        return None

    async def _stored(self, message_id: MessageId) -> Message:
        async with self._world.uow() as tx:
            return await tx.messages.get(message_id)


async def _next(listener: Listener) -> TurnEvent | None:
    try:
        return await asyncio.wait_for(listener.get(), timeout=_LOOK_EVERY_S)
    except TimeoutError:
        return None


def _ended(message: Message) -> TurnEvent | None:
    if message.reply is None:
        return None
    match message.status:
        case MessageStatus.DONE | MessageStatus.WAITING:
            return Reply.from_json(message.reply)
        case MessageStatus.FAILED:
            return Failed(thread=message.thread_id, message=str(message.reply["reply"]))
        case MessageStatus.QUEUED | MessageStatus.RUNNING:
            return None
