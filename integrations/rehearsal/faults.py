"""The fault script: what goes wrong, at which of the next calls of which kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field


class Fault(BaseModel):
    """``n`` is which of the next calls of kind ``call`` it hits first; it hits ``times`` calls
    in a row. The other fields belong to some faults only.

    ``fault`` is one of:

    - ``close``: the connection is cut before anything is done; with ``bytes``, after that many
      bytes of the body came (what came may be stored).
    - ``drop_answer``: everything is done, then the connection is cut.
    - ``spoil:<code>``: everything is done, then a page is answered instead.
    - ``stall``: nothing is done and nothing is answered.
    - ``html:<code>``: that status with a page instead of an error.
    - ``empty``: 200 with nothing in it.
    - ``status:<code>``: the platform's error with ``reason``, ``code`` and ``retry_after_s``.
    - ``revoke_token``: the token of this call is dead from now on.
    - any other word is the platform's own: its package lists them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    call: str
    fault: Annotated[str, Field(pattern=r"^([a-z_]+|(status|html|spoil):[2-5]\d\d)$")]
    n: Annotated[int, Field(ge=1)] = 1
    times: Annotated[int, Field(ge=1)] = 1
    reason: str | None = None
    retry_after_s: Annotated[int, Field(ge=0)] | None = None
    bytes: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None
    code: int | None = None

    @property
    def name(self) -> str:
        return self.fault.partition(":")[0]

    @property
    def status(self) -> int:
        return int(self.fault.partition(":")[2])


@dataclass
class Due:
    """The faults that hit one call."""

    faults: Sequence[Fault] = ()

    def get(self, name: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.name == name), None)

    def __contains__(self, name: object) -> bool:
        return any(fault.name == name for fault in self.faults)


@dataclass
class _Waiting:
    fault: Fault
    seen: int = 0

    def hits(self, calls: Sequence[str]) -> bool:
        if self.fault.call not in calls:
            return False
        self.seen += 1
        return self.seen >= self.fault.n

    @property
    def spent(self) -> bool:
        return self.seen >= self.fault.n + self.fault.times - 1


@dataclass
class FaultScript:
    _waiting: list[_Waiting] = field(default_factory=list)

    def add(self, fault: Fault) -> Self:
        self._waiting.append(_Waiting(fault))
        return self

    def clear(self) -> None:
        self._waiting.clear()

    def next(self, *calls: str) -> Due:
        """Counts one call, which may be of several kinds at once."""
        due = Due([waiting.fault for waiting in self._waiting if waiting.hits(calls)])
        self._waiting = [waiting for waiting in self._waiting if not waiting.spent]
        return due
