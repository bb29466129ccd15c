"""Scoring: small pure features, weights per platform, and a sum that explains itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.ids import ClipId
from domain.platforms import Platform
from domain.scoring.features import hook, loudness, pace
from domain.scoring.signals import ClipSignals

Feature = Callable[[ClipSignals], float]

FEATURES: Final[tuple[tuple[str, Feature], ...]] = (
    ("hook", hook.value),
    ("pace", pace.value),
    ("loudness", loudness.value),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points per feature at its full value. ``version`` 0 is the prior: an opinion, not learned."""

    platform: Platform
    version: int
    points: Mapping[str, float]


PRIOR: Final[Mapping[Platform, Weights]] = {
    platform: Weights(platform=platform, version=0, points=points)
    for platform, points in {
        Platform.INSTAGRAM: {"hook": 45.0, "pace": 30.0, "loudness": 25.0},
        Platform.TIKTOK: {"hook": 50.0, "pace": 35.0, "loudness": 15.0},
        Platform.YOUTUBE: {"hook": 50.0, "pace": 25.0, "loudness": 25.0},
    }.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One feature's share: its value from 0 to 1 and the points it gave."""

    feature: str
    value: float
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """``value`` from 0 to 100 is exactly the sum of the parts' points."""

    value: float
    parts: tuple[Part, ...]
    weights_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipScore:
    """A score as it is kept: the newest one per clip and platform counts."""

    clip_id: ClipId
    platform: Platform
    score: Score
    scored_at: datetime


def score(signals: ClipSignals, weights: Weights) -> Score:
    """Points are rounded to tenths before they are added, so that the sum is exact for people."""
    parts = tuple(
        Part(feature=name, value=value, points=round(value * weights.points.get(name, 0.0), 1))
        for name, value in ((name, feature(signals)) for name, feature in FEATURES)
    )
    total = round(sum(part.points for part in parts), 1)
    return Score(value=total, parts=parts, weights_version=weights.version)
