"""The daily quotas of a project, which begin anew at midnight in California.

Default amounts of June 2026: https://developers.google.com/youtube/v3/determine_quota_cost
"""

from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from domain.quota import PACIFIC
from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.youtube.errors import ApiError


class Bucket(StrEnum):
    UPLOADS = "uploads"
    """Calls of videos.insert; they no longer cost units."""
    STATS = "stats"
    """Calls of videos.batchGetStats."""
    UNITS = "units"
    """Everything else."""


USUAL: Final = {Bucket.UPLOADS: 100, Bucket.STATS: 10_000, Bucket.UNITS: 10_000}


class Quota:
    """Counted in memory. What is spent is written without waiting for the disk: the count of a
    day may be lost with the machine, never with the process."""

    def __init__(self, path: Path, ground: Ground) -> None:
        self._path = path
        self._ground = ground
        self._spent: dict[str, Any] = read_json(path) or {}

    def spend(self, bucket: Bucket, units: int) -> None:
        """Raises ApiError 403 quotaExceeded, and then spends nothing."""
        if self._ground.lifted:
            return
        day = self._ground.clock.now().astimezone(PACIFIC).date().isoformat()
        if self._spent.get("day") != day:
            self._spent = {"day": day}
        used = int(self._spent.get(bucket, 0)) + units
        if used > self._ground.term(f"{bucket}_per_day", USUAL[bucket]):
            raise ApiError(403, "quotaExceeded", "the quota of this project is used up")
        self._spent[bucket] = used
        write_json(self._path, self._spent, durable=False)
