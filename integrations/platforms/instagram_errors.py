"""Instagram's refusals, told by their body and only in the end by the HTTP status.

What a refusal calls for also depends on the call: after ``media_publish`` only those that are
certain to have come first may be believed, because Instagram has refused posts that were live.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from domain.publication import Remedy, Setback
from integrations.http import Answer
from integrations.platforms.instagram_causes import (
    DEAD_TOKEN,
    FORBIDDEN,
    GONE,
    THROTTLES,
    UNREADABLE,
    Cause,
    known,
)


class Weight(StrEnum):
    """What making a call twice would do."""

    READ = "read"
    DRAFT = "draft"
    """It writes, but nothing that anybody sees: an abandoned container expires."""
    CROSSING = "crossing"
    """After it the post may be public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphError:
    """``said`` holds no address and nothing that could be a token."""

    code: int
    subcode: int | None
    said: str
    is_transient: bool
    trace: str | None

    @property
    def name(self) -> str:
        """The subcode says more than the code."""
        return str(self.subcode or self.code)

    @property
    def numbers(self) -> str:
        return f"{self.code}/{self.subcode}" if self.subcode else str(self.code)

    @property
    def is_dead_token(self) -> bool:
        return self.code in DEAD_TOKEN

    @property
    def is_throttle(self) -> bool:
        """4 with a subcode is something else."""
        return self.code in THROTTLES and not self.subcode

    @property
    def is_gone(self) -> bool:
        """The platform shows us nothing under this id."""
        return self.subcode in GONE or (self.code, self.subcode) == UNREADABLE

    @property
    def is_forbidden(self) -> bool:
        """The account's owner did not allow it."""
        return self.code in FORBIDDEN

    @property
    def is_too_early(self) -> bool:
        """The container is not ready to be published, whatever its status says."""
        return (self.code, self.subcode) in _NOT_READY

    @property
    def came_first(self) -> bool:
        """Certain to have been said before anything was published."""
        if self.is_throttle or self.is_dead_token:
            return True
        return (self.code, self.subcode) in _CAME_FIRST


_NOT_READY: Final = frozenset({(9007, 2207027), (9007, None)})
_CAME_FIRST: Final = _NOT_READY | {(9, 2207042)}
_SECRETS: Final = re.compile(r"\w+://\S+|[\w.~+/=-]{24,}")
_LONGEST_SAID: Final = 200
_SPOIL: Final = frozenset({Remedy.BEGIN_ANEW, Remedy.FIX_MEDIA, Remedy.LOOK})
"""What reading can never call for: that it fails says nothing about the post."""


class Refused(Setback):
    """A setback with the platform's own error."""

    def __init__(self, error: GraphError, cause: Cause, *, wait_s: float | None) -> None:
        super().__init__(
            error.name,
            f"Instagram refused: {cause.meaning} ({error.numbers})",
            remedy=cause.remedy,
            scope=cause.scope,
            retry_after_s=wait_s,
            trace=error.trace,
        )
        self.unsent = error.came_first
        self.error = error


def body_of(answer: Answer) -> Mapping[str, Any] | None:
    try:
        value = json.loads(answer.body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def error_of(body: Mapping[str, Any] | None) -> GraphError | None:
    """None when the body is not an error."""
    error = body.get("error") if body else None
    if not isinstance(error, dict):
        return None
    return GraphError(
        code=_number(error.get("code")) or 0,
        subcode=_number(error.get("error_subcode")),
        said=redacted(str(error.get("message") or "")),
        is_transient=error.get("is_transient") is True,
        trace=str(error["fbtrace_id"]) if error.get("fbtrace_id") else None,
    )


def cause_of(error: GraphError, *, status: int, weight: Weight) -> Cause:
    cause = known(error.code, error.subcode) or _guessed(error, status=status, weight=weight)
    if weight is Weight.CROSSING and not error.came_first:
        return replace(cause, remedy=Remedy.LOOK, wait_s=None)
    if weight is Weight.READ and cause.remedy in _SPOIL:
        return replace(cause, remedy=Remedy.RETRY)
    return cause


def _guessed(error: GraphError, *, status: int, weight: Weight) -> Cause:
    """For numbers that we have never heard of."""
    passing = error.is_transient or status >= 500 or status in (408, 429)
    retried = passing or weight is Weight.READ
    return Cause(
        meaning=f"HTTP {status}, {error.said or 'without a reason'}",
        remedy=Remedy.RETRY if retried else Remedy.HUMAN,
    )


def strange(call: str, answer: Answer, weight: Weight) -> Setback:
    """An answer that is no answer of the Graph API: a page, nothing, or without what was asked."""
    return Setback(
        "strange_answer",
        f"{call}: HTTP {answer.status} with an answer that cannot be used",
        remedy=Remedy.LOOK if weight is Weight.CROSSING else Remedy.RETRY,
    )


def lost(call: str, weight: Weight) -> Setback:
    return Setback(
        "no_answer",
        f"{call}: Instagram did not answer",
        remedy=Remedy.LOOK if weight is Weight.CROSSING else Remedy.RETRY,
    )


def redacted(text: str) -> str:
    """Instagram's messages may repeat an address that we gave it."""
    return _SECRETS.sub("…", text)[:_LONGEST_SAID]


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        return int(value) if isinstance(value, int | str) else None
    except ValueError:
        return None
