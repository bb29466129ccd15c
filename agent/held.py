"""A thread whose turn waits for a person: when it may go on, and what new messages are told."""

from collections.abc import Sequence

from agent.desk import Desk
from agent.events import Reply, view
from agent.flow import Flow
from agent.language import is_cancel
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
    """A message approves nothing. It drops what waits when it says so, else it is told of it."""
    if is_cancel(text):
        dropped = await _drop(turn, held)
        await wake_settled(turn.thread_id, flow=flow, desk=desk)
        return Reply(thread=turn.thread_id, reply=say("agent.dropped", turn.locale, count=dropped))
    first = held[0]
    told = say("agent.held", turn.locale, summary=first.summary, approval=short(first.id))
    views = [view(approval) for approval in held]
    return Reply(thread=turn.thread_id, reply=told, approvals=views)


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
