"""From signals to spans: what is cut out of a video, and how a clip is adjusted. All pure.

``choose`` measures (``measuring``, ``sentences``, ``beats``), looks for candidates (``points``,
``candidates``) that the ``rules`` allow, values them (``worth``) and takes the best that leave
``room`` for the others. ``adjust`` moves the edges of one clip as a person asks.
"""

from domain.cutting.adjusting import Change, adjust
from domain.cutting.averages import cuts_inside, loudness_share, mean, slice_of
from domain.cutting.choice import Choice, Reason
from domain.cutting.choosing import choose, judge
from domain.cutting.likeness import resemblance
from domain.cutting.poster import poster_at
from domain.cutting.request import (
    MAX_COUNT,
    MIN_CLIP_MS,
    CannotCut,
    CutRequest,
    check,
    for_platforms,
)

__all__ = [
    "MAX_COUNT",
    "MIN_CLIP_MS",
    "CannotCut",
    "Change",
    "Choice",
    "CutRequest",
    "Reason",
    "adjust",
    "check",
    "choose",
    "cuts_inside",
    "for_platforms",
    "judge",
    "loudness_share",
    "mean",
    "poster_at",
    "resemblance",
    "slice_of",
]
