"""A chat model that follows a script: a plain function of the history decides what it answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import (
    AsyncCallbackManagerForLLMRun,
    CallbackManagerForLLMRun,
)
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

Script = Callable[[list[BaseMessage]], AIMessage]
_PIECE = 5


def says(text: str) -> AIMessage:
    return AIMessage(content=text)


def calls(*wanted: tuple[str, dict[str, Any], str]) -> AIMessage:
    """Each wanted call is its tool, its arguments and its id."""
    return AIMessage(
        content="",
        tool_calls=[{"name": name, "args": args, "id": id_} for name, args, id_ in wanted],
    )


def obeys(*wanted: tuple[str, dict[str, Any], str]) -> Script:
    """Makes the wanted calls for every message of a person, then repeats what came back."""

    def script(history: list[BaseMessage]) -> AIMessage:
        if isinstance(history[-1], ToolMessage):
            return says("done: " + " | ".join(answers(history)))
        return calls(*wanted)

    return script


def answers(history: Sequence[BaseMessage]) -> list[str]:
    return [message.text for message in history if isinstance(message, ToolMessage)]


class ScriptedModel(BaseChatModel):
    """``seen`` and ``offered`` note what it was shown; copies made for a call share them."""

    script: Script
    seen: list[list[BaseMessage]] = Field(default_factory=list, repr=False)
    offered: list[list[str]] = Field(default_factory=list, repr=False)
    names: list[str] = Field(default_factory=list)
    held: asyncio.Event | None = None
    """While it is there and not set, the model does not answer."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: Any = None, **kwargs: Any
    ) -> Runnable[Any, AIMessage]:
        names = [convert_to_openai_tool(one)["function"]["name"] for one in tools]
        return self.model_copy(update={"names": names})

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        self.seen.append(list(messages))
        self.offered.append(self.names)
        answer = self.script(messages)
        usage = UsageMetadata(input_tokens=10, output_tokens=2, total_tokens=12)
        return answer.model_copy(update={"usage_metadata": usage})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        await self._permitted()
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        await self._permitted()
        for piece in _pieces(self._next(messages)):
            chunk = ChatGenerationChunk(message=piece)
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _permitted(self) -> None:
        if self.held is not None:
            await self.held.wait()


def _pieces(answer: AIMessage) -> Iterator[AIMessageChunk]:
    for start in range(0, len(answer.text), _PIECE):
        yield AIMessageChunk(content=answer.text[start : start + _PIECE])
    for index, call in enumerate(answer.tool_calls):
        yield AIMessageChunk(
            content="",
            tool_call_chunks=[
                {
                    "name": call["name"],
                    "args": json.dumps(call["args"]),
                    "id": call["id"],
                    "index": index,
                    "type": "tool_call_chunk",
                }
            ],
        )
    yield AIMessageChunk(content="", usage_metadata=answer.usage_metadata, chunk_position="last")
