"""When the versions of the Graph API end.

https://developers.facebook.com/docs/graph-api/changelog/versions. A version that has ended answers
every call with an error, so that somebody has to be told before.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

ENDS: Final[Mapping[str, date]] = {
    "v20.0": date(2026, 9, 24),
    "v24.0": date(2027, 10, 8),
    "v25.0": date(2028, 2, 18),
    "v26.0": date(2028, 7, 29),
}
"""The end of v20.0 is announced; the others are promised two years from the day that they came."""

NEWEST: Final = "v26.0"
NOTICE: Final = timedelta(days=90)
"""Long enough to try another version out on both hosts."""


def ends_on(version: str) -> date | None:
    """None for one that came after the newest of ours. One that we do not know ends no later than
    the next one that we know."""
    known = ENDS.get(version)
    if known is not None or _number(version) > _number(NEWEST):
        return known
    later = [end for name, end in ENDS.items() if _number(name) > _number(version)]
    return min(later)


def _number(version: str) -> float:
    return float(version.removeprefix("v"))
