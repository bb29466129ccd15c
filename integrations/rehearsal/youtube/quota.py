"""The daily quotas of a project, which begin anew at midnight in California.

Default amounts of June 2026: https://developers.google.com/youtube/v3/determine_quota_cost
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from domain.ports.world import Clock
from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.youtube.errors import ApiError

PACIFIC: Final = ZoneInfo("America/Los_Angeles")


class Bucket(StrEnum):
    UPLOADS = "uploads"
    """Calls of videos.insert; they no longer cost units."""
    UNITS = "units"
    """Everything else."""


AMOUNTS: Final = {Bucket.UPLOADS: 100, Bucket.UNITS: 10_000}


@dataclass
class Quota:
    path: Path
    clock: Clock
    uploads_per_day: int = AMOUNTS[Bucket.UPLOADS]
    units_per_day: int = AMOUNTS[Bucket.UNITS]

    def spend(self, bucket: Bucket, units: int) -> None:
        """Raises ApiError 403 quotaExceeded, and then spends nothing."""
        day = self.clock.now().astimezone(PACIFIC).date().isoformat()
        spent = read_json(self.path) or {}
        if spent.get("day") != day:
            spent = {"day": day}
        used = int(spent.get(bucket, 0)) + units
        if used > self._amount(bucket):
            raise ApiError(403, "quotaExceeded", "the quota of this project is used up")
        write_json(self.path, {**spent, bucket.value: used})

    def _amount(self, bucket: Bucket) -> int:
        return self.uploads_per_day if bucket is Bucket.UPLOADS else self.units_per_day
