"""The shape of a tool: typed arguments, one use case, an answer. Knows nothing of LangChain."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from inspect import getdoc
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import BaseModel

from domain.access import Permission
from domain.texts import Locale
from tools.context import ToolContext


class Risk(StrEnum):
    READ = "read"
    WRITE = "write"
    OUTWARD = "outward"
    """Seen by the public."""
    ADMIN = "admin"

    @property
    def permission(self) -> Permission:
        return Permission(self.value)


class Answer(BaseModel):
    """What every tool answers with: ``summary`` is for the person, in the person's language;
    the further fields of a subclass are the data, with ids, for the model."""

    summary: str


class AboutVideo(Answer):
    """An answer about one video: the conversation turns to it, and "clip 2" is one of its clips."""

    video_id: str | None = None


A = TypeVar("A", bound=BaseModel)
R = TypeVar("R", bound=Answer)

Handler = Callable[[A, ToolContext], Awaitable[R]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Generic[A]):
    """How an action becomes exact before a person is asked.

    ``prepare`` replaces every reference ("the best one") by ids, hashes and times, and refuses
    what could not be done anyway; ``summarise`` puts the prepared arguments into one sentence.
    """

    prepare: Callable[[A, ToolContext], Awaitable[A]]
    summarise: Callable[[A, Locale], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Generic[A, R]):
    """``examples`` teach the interpreter: sentences with ``{argument}`` where a value stands.

    A tool with ``approval`` runs only after a person's yes, with the prepared arguments.
    """

    name: str
    description: str
    args: type[A]
    result: type[R]
    risk: Risk
    run: Handler[A, R]
    examples: Sequence[str]
    approval: Approved[A] | None = None


AnyTool = Tool[Any, Any]


def tool(
    *, risk: Risk, examples: Sequence[str], approval: Approved[A] | None = None
) -> Callable[[Handler[A, R]], Tool[A, R]]:
    """The name, description and schemas come from the function itself."""

    def build(handler: Handler[A, R]) -> Tool[A, R]:
        hints = get_type_hints(handler)
        return Tool(
            name=handler.__name__,
            description=getdoc(handler) or "",
            args=hints["args"],
            result=hints["return"],
            risk=risk,
            run=handler,
            examples=examples,
            approval=approval,
        )

    return build
