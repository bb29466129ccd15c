"""The machine's own clock and its source of fresh ids."""

from datetime import UTC, datetime

import uuid_utils


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def new_id() -> str:
    """A UUIDv7: ids made later by this process sort after those made earlier."""
    return str(uuid_utils.uuid7())
