"""An account: where a publication goes on one platform."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import DomainError
from domain.ids import AccountId
from domain.platforms import Platform


class AccountStatus(StrEnum):
    ACTIVE = "active"
    NEEDS_RECONNECT = "needs_reconnect"
    DISCONNECTED = "disconnected"


class NoAccount(DomainError):
    code = "no_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``rehearsal`` accounts live on our own server that speaks the platform's protocol."""

    id: AccountId
    platform: Platform
    handle: str
    external_id: str
    status: AccountStatus
    rehearsal: bool
    created_at: datetime
