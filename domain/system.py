"""The state of the whole system in one small picture."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemStatus:
    """Counts at one moment. ``jobs`` and ``publications`` are by status."""

    jobs: Mapping[str, int]
    publications: Mapping[str, int]
    videos: int
    clips: int
    campaigns_active: int
    approvals_pending: int
    events: int
    errors_24h: int
    workers_alive: int
