"""How many clips still fit, so that the number asked for is met whenever it can be."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from domain.cutting.request import CutRequest
from domain.cutting.rules import Rules
from domain.cutting.stretches import Stretch


class Room:
    """The free places of a video. Between them ``free`` clips fit (counted up to the request's
    count in each place)."""

    def __init__(self, places: Iterable[Stretch], request: CutRequest, rules: Rules) -> None:
        self._request = request
        self._rules = rules
        self._places = list(places)
        self._fits = [self._count(place) for place in self._places]
        self.free = sum(self._fits)

    def take(self, span: Stretch, *, missing: int) -> bool:
        """Take ``span`` out, if it is free and ``missing`` more clips would fit beside it."""
        home = bisect_right(self._places, span[0], key=_start) - 1
        if home < 0 or self._places[home][1] < span[1]:
            return False
        low, high = self._places[home]
        sides = [(low, span[0]), (span[1], high)]
        fits = [self._count(side) for side in sides]
        free = self.free - self._fits[home] + sum(fits)
        if free < missing:
            return False
        self._places[home : home + 1] = sides
        self._fits[home : home + 1] = fits
        self.free = free
        return True

    def rest(self) -> Iterator[Stretch]:
        """The short clips that fit, one after the other."""
        for place in self._places:
            yield from self._clips(place)

    def _count(self, place: Stretch) -> int:
        clips = zip(range(self._request.count), self._clips(place), strict=False)
        return sum(1 for _ in clips)

    def _clips(self, place: Stretch) -> Iterator[Stretch]:
        """As many as can be: again and again the clip that ends first."""
        start, end = place
        while clip := self._first(start, end):
            yield clip
            start = clip[1]

    def _first(self, low: int, high: int) -> Stretch | None:
        starts, ends = self._rules.starts, self._rules.ends
        shortest, longest = self._request.min_ms, self._request.max_ms
        end = ends.next(low + shortest)
        while end <= high:
            start = starts.next(max(low, end - longest))
            if start + shortest <= end:
                return (start, end)
            end = ends.next(start + shortest)
        return None


def _start(place: Stretch) -> int:
    return place[0]
