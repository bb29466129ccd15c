"""What a post has earned, as Instagram counts it.

https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights: one
number that was retired fails the whole request, so that the list is halved until it is alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.account import Account
from domain.publication import Metrics
from integrations.platforms.instagram_calls import Graph, items
from integrations.platforms.instagram_errors import Refused

INVALID: Final = 100

WORDS: Final[Mapping[str, str]] = {
    "views": "views",
    "reach": "reach",
    "likes": "likes",
    "comments": "comments",
    "shares": "shares",
    "saved": "saved",
    "reposts": "reposts",
    "total_interactions": "interactions",
    "ig_reels_avg_watch_time": "avg_watch_ms",
    "ig_reels_video_view_total_time": "watch_total_ms",
    "reels_skip_rate": "skip_rate",
}
"""Instagram's word for each number, and ours."""


class Insights:
    def __init__(self, graph: Graph, *, words: Mapping[str, str] = WORDS) -> None:
        self._graph = graph
        self._words = words

    async def of(self, account: Account, media: str) -> Metrics | None:
        """None when the platform shows nothing under this id. Who lets us publish need not let us
        count."""
        try:
            values = await self._values(account, media, tuple(self._words))
        except Refused as refused:
            if refused.error.is_gone:
                return None
            if not refused.error.is_forbidden:
                raise
            values = {}
        missing = tuple(word for word in self._words.values() if word not in values)
        return Metrics(values=values, missing=missing)

    async def _values(self, account: Account, media: str, names: Sequence[str]) -> dict[str, float]:
        try:
            answer = await self._graph.read(
                "instagram.insights", account, f"{media}/insights", metric=",".join(names)
            )
        except Refused as refused:
            if refused.error.code != INVALID or refused.error.is_gone:
                raise
            return await self._halves(account, media, names)
        return counted(answer, self._words) if "data" in answer else {}

    async def _halves(self, account: Account, media: str, names: Sequence[str]) -> dict[str, float]:
        if len(names) == 1:
            return {}
        middle = len(names) // 2
        first = await self._values(account, media, names[:middle])
        return first | await self._values(account, media, names[middle:])


def counted(answer: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, float]:
    """Nothing is said of what is not there: missing is not zero."""
    counted = {}
    for item in items(answer):
        word, value = words.get(str(item.get("name"))), _value(item)
        if word is not None and value is not None:
            counted[word] = value
    return counted


def _value(item: Mapping[str, Any]) -> float | None:
    values = item.get("values")
    first = values[0] if isinstance(values, list) and values else item.get("total_value")
    value = first.get("value") if isinstance(first, dict) else None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value is not None else None
