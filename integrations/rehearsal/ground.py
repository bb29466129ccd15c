"""What every rehearsal of a platform stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.ports.world import Clock
from integrations.rehearsal.connections import Connections
from integrations.rehearsal.faults import FaultScript
from integrations.rehearsal.grants import Grants

SignedHeaders = Mapping[str, str] | Callable[[], Mapping[str, str]]
"""A function is asked anew at every try, for signatures that hold the time."""


class Callbacks(Protocol):
    """Signed webhooks on their way out."""

    def send(self, path: str, body: bytes, headers: SignedHeaders) -> None:
        """Comes back at once; it is delivered, and tried again, beside the calls."""
        ...


@dataclass(kw_only=True)
class Ground:
    """``terms`` are what the real platform decides (how many posts a day, how long it processes);
    what is not named is as usual. ``lifted``: no limits at all, to measure under load."""

    clock: Clock
    connections: Connections
    callbacks: Callbacks
    grants: Grants
    faults: FaultScript = field(default_factory=FaultScript)
    terms: Mapping[str, float] = field(default_factory=dict)
    lifted: bool = False

    def term(self, name: str, usual: float) -> float:
        return self.terms.get(name, usual)
