"""A thread whose turn waits for a person: when it may go on, and what new messages are told."""

from collections.abc import Sequence
from dataclasses import replace

from agent.desk import Desk
from agent.events import Reply, view
from agent.flow import Flow
from agent.history import tool_calls
from agent.language import is_cancel
from agent.reply import reply_of
from agent.turn import TurnContext
from domain.approval import Approval, ApprovalNotPending, ApprovalStatus
from domain.ids import ThreadId, short
from domain.texts import say
from domain.usecases.withdraw_approval import withdraw_approval


async def wake_settled(thread_id: ThreadId, *, flow: Flow, desk: Desk) -> bool:
    """Lets a waiting turn go on when one of its approvals was decided or ran out."""
    standing = await flow.standing(thread_id)
    if standing is None:
        return False
    message_id, calls = standing
    still_open = await desk.open_approvals(thread_id, calls)
    return len(still_open) < len(calls) and await desk.wake(message_id)


def maybe_settled(approvals: Sequence[Approval]) -> bool:
    """Whether it is worth a look into the graph: a yes that was used has had its turn."""
    return any(
        one.carried_out_at is None or one.status is not ApprovalStatus.APPROVED for one in approvals
    )


async def answer_while_held(
    text: str, turn: TurnContext, held: Sequence[Approval], *, flow: Flow, desk: Desk
) -> Reply:
    """A message approves nothing. What reads or holds back is carried out meanwhile; "cancel"
    drops what waits; to anything else it is told of it."""
    views = [view(approval) for approval in held]
    if (aside := await _aside(text, turn, flow=flow)) is not None:
        return replace(aside, approvals=views)
    if is_cancel(text):
        dropped = await _drop(turn, held)
        await wake_settled(turn.thread_id, flow=flow, desk=desk)
        return Reply(thread=turn.thread_id, reply=say("agent.dropped", turn.locale, count=dropped))
    first = held[0]
    told = say("agent.held", turn.locale, summary=first.summary, approval=short(first.id))
    return Reply(thread=turn.thread_id, reply=told, approvals=views)


async def _aside(text: str, turn: TurnContext, *, flow: Flow) -> Reply | None:
    """None when the message asks for nothing that may be done while an action waits."""
    messages = await flow.run(replace(turn, aside=True), text)
    return reply_of(messages, turn, waiting=()) if tool_calls(messages) else None


async def _drop(turn: TurnContext, held: Sequence[Approval]) -> int:
    dropped = 0
    for approval in held:
        try:
            await withdraw_approval(
                world=turn.world,
                principal=turn.principal,
                approval_id=approval.id,
                note=say("agent.dropped_note", turn.locale),
            )
        except ApprovalNotPending:
            continue
        dropped += 1
    return dropped
