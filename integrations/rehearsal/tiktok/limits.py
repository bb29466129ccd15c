"""How often one token may call what within a minute."""

from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Final

from integrations.rehearsal.ground import Ground
from integrations.rehearsal.tiktok.errors import ApiError

MINUTE_S: Final = 60.0
USUAL: Final = 600
PER_MINUTE: Final[Mapping[str, int]] = {
    "creator_info": 20,
    "init": 6,
    "inbox_init": 6,
    "status": 30,
}
"""From the page of each call; the others have the usual limit of TikTok's API v2."""


class Limits:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._made: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def spend(self, token: str, call: str) -> None:
        """Raises ApiError."""
        if self._ground.lifted:
            return
        made = self._made[token, call]
        now = self._ground.clock.now().timestamp()
        while made and made[0] <= now - MINUTE_S:
            made.popleft()
        if len(made) >= self._ground.term(f"{call}_per_minute", PER_MINUTE.get(call, USUAL)):
            raise ApiError("rate_limit_exceeded", "The API rate limit was exceeded.")
        made.append(now)
