"""How long a transcription waits for a server that is busy or failing, before it gives up."""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final

import openai

_FIRST_S: Final = 0.5
_LONGEST_S: Final = 8.0
_CONFLICTS: Final = frozenset({408, 409, 429})
"""Statuses below 500 that pass by themselves."""
NO_CREDIT: Final = "insufficient_quota"
"""A 429 too, and one that no waiting helps."""


@dataclass(slots=True)
class Patience:
    """``left_s`` is for all parts of one transcription; where several wait at once, time counts
    once. What a failed attempt took counts as well."""

    left_s: float
    _counted_until: float = 0.0

    async def lasts(self, error: openai.APIError, *, since: float, tries: int) -> bool:
        """Waits before the next attempt, or says that it is of no use or would be too long."""
        if not _may_pass(error):
            return False
        wait_s = _wished(error) or min(_FIRST_S * 2.0**tries, _LONGEST_S)
        until = monotonic() + wait_s
        cost_s = max(0.0, until - max(since, self._counted_until))
        if cost_s > self.left_s:
            return False
        self.left_s -= cost_s
        self._counted_until = max(until, self._counted_until)
        await asyncio.sleep(wait_s)
        return True


def _may_pass(error: openai.APIError) -> bool:
    if isinstance(error, openai.APIStatusError):
        passing = error.status_code in _CONFLICTS or error.status_code >= 500
        return passing and error.code != NO_CREDIT
    return isinstance(error, openai.APIConnectionError)


def _wished(error: openai.APIError) -> float | None:
    """For how many seconds the server wants to be left alone, if it says."""
    headers: Mapping[str, str] = (
        error.response.headers if isinstance(error, openai.APIStatusError) else {}
    )
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if seconds > 0 and math.isfinite(seconds) else None
