"""An alert: something a person should look at."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import AlertId


class AlertSeverity(StrEnum):
    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """``dedup_key`` is unique among the open ones: the same trouble is one alert."""

    id: AlertId
    severity: AlertSeverity
    title: str
    detail: str
    dedup_key: str
    entity_type: str | None
    entity_id: str | None
    created_at: datetime
    read_at: datetime | None = None
    resolved_at: datetime | None = None
