"""A conversation's messages to the interpreter's next message: a pure function of them."""

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.messages.tool import tool_call

from agent.interpreter import following, replies
from agent.interpreter.grammar import Grammar
from agent.interpreter.outcome import Ask, Call, Outcome, Plan
from agent.interpreter.reading import Reader
from agent.language import language_of
from domain.texts import Locale, say

_LOCALE: Final = re.compile(r"\bwrites in: (en|es)\b")
"""How the briefing names the language of the turn."""
_REJECTED: Final = "approval_rejected"
_OPEN_QUESTIONS: Final = 4
"""How many questions in a row an answer may complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    messages: Sequence[BaseMessage]
    grammar: Grammar
    allowed: Collection[str]
    now: datetime
    locale: Locale

    def next_message(self, *, only: Collection[str] | None = None) -> AIMessage:
        """``only``: says nothing at all where anything else than these tools is asked for."""
        humans = [i for i, m in enumerate(self.messages) if isinstance(m, HumanMessage)]
        if not humans:
            return AIMessage(content=replies.abilities(self.grammar, self.allowed, self.locale))
        turn = self.messages[humans[-1] :]
        locale = _locale_of(self.messages, self.locale)
        results = [m for m in turn if isinstance(m, ToolMessage)]
        outcome = self._outcome(humans, depth=_OPEN_QUESTIONS)
        seed = _seed(self.messages, humans[-1])
        if only is not None and not _is_within(outcome, only):
            return AIMessage(content="")
        if not isinstance(outcome, Plan):
            text = replies.explain(outcome, self.grammar, self.allowed, locale)
            return AIMessage(content=_lines(results) or text)
        if not _goes_on(outcome, results, seed):
            return AIMessage(content=_stopped(results, _left(outcome, results, seed), locale))
        return self._step(outcome, results, seed)

    def _step(self, plan: Plan, results: Sequence[ToolMessage], seed: str) -> AIMessage:
        """The next call of the plan; when all were made, or when calls of another model stand in
        the turn, what came of them."""
        done = _done(plan, results, seed)
        if done < len(results) or done >= len(plan.calls):
            return AIMessage(content=_lines(results))
        earlier = [m for m in self.messages if isinstance(m, ToolMessage) and m not in results]
        call = following.completed(
            plan.calls,
            done,
            [_content(m) for m in results],
            self.grammar.tools,
            before=[_content(m) for m in earlier],
        )
        return AIMessage(content="", tool_calls=[_as_tool_call(call, seed, done)])

    def _outcome(self, humans: Sequence[int], *, depth: int) -> Outcome:
        """What the last of ``humans`` means, with the question before it in mind."""
        text = self.messages[humans[-1]].text
        reader = Reader(grammar=self.grammar, allowed=self.allowed, now=self.now)
        return reader.read(text, pending=self._pending(humans, depth=depth))

    def _pending(self, humans: Sequence[int], *, depth: int) -> Ask | None:
        if len(humans) < 2 or depth == 0:
            return None
        between = self.messages[humans[-2] + 1 : humans[-1]]
        if len(between) != 1 or not isinstance(between[0], AIMessage):
            return None
        before = self._outcome(humans[:-1], depth=depth - 1)
        if not isinstance(before, Ask):
            return None
        asked = {replies.explain(before, self.grammar, self.allowed, one) for one in Locale}
        return before if between[0].text in asked else None


def _locale_of(messages: Sequence[BaseMessage], default: Locale) -> Locale:
    """The language of the turn: as the briefing says, else by what the person wrote."""
    for message in messages:
        found = _LOCALE.search(message.text) if isinstance(message, SystemMessage) else None
        if found is not None:
            return Locale(found[1])
    locale = default
    for message in messages:
        if isinstance(message, HumanMessage):
            locale = language_of(message.text, locale)
    return locale


def _seed(messages: Sequence[BaseMessage], at: int) -> str:
    """One human message's own mark: its id, or without one its place and its words."""
    human = messages[at]
    if human.id:
        return human.id
    place = sum(isinstance(m, HumanMessage) for m in messages[:at])
    return f"{place}:{human.text}"


def _call_id(seed: str, number: int) -> str:
    return f"step_{hashlib.sha256(f'{seed}#{number}'.encode()).hexdigest()[:24]}"


def _as_tool_call(call: Call, seed: str, number: int) -> Any:
    return tool_call(name=call.tool, args=dict(call.args), id=_call_id(seed, number))


def _content(message: ToolMessage) -> dict[str, Any]:
    try:
        content = json.loads(message.text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _is_ok(message: ToolMessage) -> bool:
    return message.status != "error" and _content(message).get("ok") is not False


def _told(message: ToolMessage) -> str:
    content = _content(message)
    return str(content.get("summary") or content.get("message") or message.text)


def _lines(results: Sequence[ToolMessage]) -> str:
    return "\n\n".join(_told(m) for m in results)


def _done(plan: Plan, results: Sequence[ToolMessage], seed: str) -> int:
    """How many calls of the plan were made."""
    ours = {_call_id(seed, number) for number in range(len(plan.calls))}
    return sum(m.tool_call_id in ours for m in results)


def _is_within(outcome: Outcome, only: Collection[str]) -> bool:
    return isinstance(outcome, Plan) and all(call.tool in only for call in outcome.calls)


def _goes_on(plan: Plan, results: Sequence[ToolMessage], seed: str) -> bool:
    """What failed stops the steps behind it, but not the same for another platform or clip. A
    person's no stops those too."""
    failed = [m for m in results if not _is_ok(m)]
    if not failed:
        return True
    done = _done(plan, results, seed)
    if done < len(results) or done >= len(plan.calls) or any(map(_is_refusal, failed)):
        return False
    return plan.calls[done].goes_with(plan.calls[done - 1])


def _is_refusal(message: ToolMessage) -> bool:
    return _content(message).get("code") == _REJECTED


def _left(plan: Plan, results: Sequence[ToolMessage], seed: str) -> Sequence[str]:
    """The words of the steps that were not begun; of one that was, which parts of it."""
    done = _done(plan, results, seed)
    if not 0 < done == len(results):
        return ()
    last = plan.calls[done - 1]
    named = (f"{c.said} ({c.part})" if c.goes_with(last) else c.said for c in plan.calls[done:])
    return list(dict.fromkeys(named))


def _stopped(results: Sequence[ToolMessage], left: Sequence[str], locale: Locale) -> str:
    """What was done, the sentence of what failed, and what was not done for it."""
    told = _lines(results)
    if not left:
        return told
    steps = ", ".join(f"“{words}”" for words in left)
    return f"{told}\n\n{say('interpreter.not_done', locale, steps=steps)}"
