"""The built-in interpreter as a chat model: the same messages always give the same answer."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

from agent.interpreter.grammar import Grammar, learn
from agent.interpreter.turns import Conversation
from domain.texts import Locale
from tools.spec import AnyTool, Risk


class InterpreterModel(BaseChatModel):
    """``specs`` are all tools there are; binding tools narrows what may be called, not what is
    understood, so that a command beyond a person's role is recognised and refused.

    ``locale`` serves until the conversation tells the person's language.
    """

    specs: Sequence[AnyTool] = Field(repr=False)
    now: Callable[[], datetime]
    zone: ZoneInfo
    locale: Locale = Locale.EN
    bound: frozenset[str] | None = None
    modest: bool = False
    """Whether it only does what reads or holds back, and says nothing of anything else."""

    @property
    def _llm_type(self) -> str:
        return "interpreter"

    @cached_property
    def grammar(self) -> Grammar:
        return learn(self.specs)

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[Any, AIMessage]:
        names = frozenset(convert_to_openai_tool(one)["function"]["name"] for one in tools)
        return self._sharing_grammar(bound=names)

    def speaking(self, locale: Locale) -> "InterpreterModel":
        return self._sharing_grammar(locale=locale)

    def holding_back(self) -> "InterpreterModel":
        return self._sharing_grammar(modest=True)

    def _sharing_grammar(self, **changes: Any) -> "InterpreterModel":
        learnt = self.grammar
        copy = self.model_copy(update=changes)
        copy.__dict__["grammar"] = learnt
        return copy

    def _answer(self, messages: Sequence[BaseMessage]) -> AIMessage:
        allowed = frozenset(self.grammar.tools) if self.bound is None else self.bound
        message = Conversation(
            messages=messages,
            grammar=self.grammar,
            allowed=allowed,
            now=self.now().astimezone(self.zone),
            locale=self.locale,
        ).next_message(only=self._harmless() if self.modest else None)
        message.response_metadata = {"model_name": "interpreter"}
        return message

    def _harmless(self) -> frozenset[str]:
        """What the public sees and needs no approval takes something back or stops it."""
        return frozenset(
            one.name
            for one in self.specs
            if one.risk is Risk.READ or (one.risk is Risk.OUTWARD and one.approval is None)
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._answer(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in _chunks(self._answer(messages)):
            generation = ChatGenerationChunk(message=chunk)
            if run_manager is not None:
                run_manager.on_llm_new_token(chunk.text, chunk=generation)
            yield generation


def _chunks(message: AIMessage) -> Iterator[AIMessageChunk]:
    """Word by word, then each call's arguments, then the end."""
    for word in _words(message.text):
        yield AIMessageChunk(content=word)
    for index, call in enumerate(message.tool_calls):
        text = json.dumps(call["args"], ensure_ascii=False)
        for piece in (
            tool_call_chunk(name=call["name"], args="", id=call["id"], index=index),
            tool_call_chunk(name=None, args=text, id=None, index=index),
        ):
            yield _call_chunk(piece)
    yield AIMessageChunk(
        content="", response_metadata=message.response_metadata, chunk_position="last"
    )


def _call_chunk(piece: ToolCallChunk) -> AIMessageChunk:
    return AIMessageChunk(content="", tool_call_chunks=[piece])


def _words(text: str) -> Iterator[str]:
    start = 0
    for end, character in enumerate(text, start=1):
        if character.isspace():
            yield text[start:end]
            start = end
    if start < len(text):
        yield text[start:]
