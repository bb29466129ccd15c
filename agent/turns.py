"""One turn: from a claimed message to its stored answer, however often it has to start over."""

import asyncio
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import structlog
from langchain_core.messages import AnyMessage
from langgraph.errors import GraphDrained

from agent.desk import Claim, Desk
from agent.events import Failed, Reply
from agent.flow import Flow
from agent.held import answer_while_held, maybe_settled, wake_settled
from agent.history import open_calls
from agent.hub import Hub
from agent.language import language_of
from agent.records import turn_completed, turn_failed
from agent.reply import cost_of, reply_of
from agent.turn import TurnContext
from domain.approval import Approval
from domain.errors import DomainError
from domain.ids import short
from domain.ports import World
from domain.texts import say
from domain.thread import MessageStatus
from tools.context import Outside

logger = structlog.get_logger()


class Turns:
    def __init__(
        self,
        *,
        world: World,
        flow: Flow,
        desk: Desk,
        hub: Hub,
        zone: ZoneInfo,
        outside: Outside,
    ) -> None:
        self._world = world
        self._flow = flow
        self._desk = desk
        self._hub = hub
        self._zone = zone
        self._outside = outside

    async def run(self, claim: Claim) -> None:
        """Ends with a stored answer, unless the process is told to stop. Raises GraphDrained,
        CancelledError."""
        locale = language_of(claim.message.text, claim.author.locale)
        try:
            await self._answer(claim, self._context(claim))
        except DomainError as refusal:
            await self._fail(claim, refusal.text(locale), code=refusal.code)
        except (GraphDrained, asyncio.CancelledError):
            self._tell_failed(claim, say("agent.restarting", locale))
            raise
        except Exception as error:
            reference = short(self._world.new_id())
            logger.exception("turn broke", reference=reference)
            text = say("agent.turn_broke", locale, reference=reference)
            await self._fail(claim, text, reference=reference, fault=type(error).__name__)

    def _context(self, claim: Claim) -> TurnContext:
        """Raises NotSignedIn."""
        principal = claim.principal()
        return TurnContext(
            principal=principal,
            locale=language_of(claim.message.text, principal.locale),
            thread_id=claim.message.thread_id,
            message_id=claim.message.id,
            zone=self._zone,
            world=self._world,
            outside=self._outside,
        )

    async def _answer(self, claim: Claim, turn: TurnContext) -> None:
        started = asyncio.get_running_loop().time()
        if claim.resumes and await self._was_begun(turn):
            messages = await self._flow.run(turn, None)
        elif await self._stands_aside(claim, turn):
            return
        else:
            messages = await self._flow.run(turn, claim.message.text)
        await self._close(turn, messages, started=started)

    async def _was_begun(self, turn: TurnContext) -> bool:
        messages = await self._flow.messages(turn.thread_id)
        return any(message.id == turn.message_id for message in messages)

    async def _stands_aside(self, claim: Claim, turn: TurnContext) -> bool:
        """True when an earlier turn of the thread waits for a person, or has to end first."""
        held = self._desk.still_open(claim.approvals)
        if held:
            reply = await answer_while_held(
                claim.message.text, turn, held, flow=self._flow, desk=self._desk
            )
            await self._desk.finish(turn.message_id, MessageStatus.DONE, reply=reply.as_json())
            self._hub.tell(turn.message_id, reply)
            return True
        if not maybe_settled(claim.approvals):
            return False
        if await wake_settled(turn.thread_id, flow=self._flow, desk=self._desk):
            await self._desk.put_back(turn.message_id)
            return True
        return False

    async def _close(
        self, turn: TurnContext, messages: Sequence[AnyMessage], *, started: float
    ) -> None:
        calls = [call["id"] or "" for call in open_calls(messages)]
        waiting = await self._desk.open_approvals(turn.thread_id, calls)
        reply = reply_of(messages, turn, waiting=waiting)
        if waiting:
            await self._desk.finish(turn.message_id, MessageStatus.WAITING, reply=reply.as_json())
            if await self._decided_meanwhile(turn, calls, waiting):
                return
        else:
            spent_s = asyncio.get_running_loop().time() - started
            entry = turn_completed(turn, reply, cost_of(messages), spent_s=spent_s)
            await self._desk.finish(
                turn.message_id, MessageStatus.DONE, reply=reply.as_json(), entry=entry
            )
        self._hub.tell(turn.message_id, reply)

    async def _decided_meanwhile(
        self, turn: TurnContext, calls: Sequence[str], waiting: Sequence[Approval]
    ) -> bool:
        """Whoever decided before the turn was marked as waiting could not wake it."""
        still_open = await self._desk.open_approvals(turn.thread_id, calls)
        return len(still_open) < len(waiting) and await self._desk.wake(turn.message_id)

    async def _fail(self, claim: Claim, text: str, **facts: str) -> None:
        message = claim.message
        await self._desk.finish(
            message.id,
            MessageStatus.FAILED,
            reply=Reply(thread=message.thread_id, reply=text).as_json(),
            entry=turn_failed(message, facts),
        )
        self._tell_failed(claim, text)

    def _tell_failed(self, claim: Claim, text: str) -> None:
        event = Failed(thread=claim.message.thread_id, message=text)
        self._hub.tell(claim.message.id, event)
