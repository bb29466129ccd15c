"""What became of a post, judged by what its container says and what the account's list shows.

The container knows whether it was published, but not as what; the list shows what there is, but
may be late. Instagram has published posts and denied it, so that nothing is sent again until both
say no.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from domain.platforms import LIMITS, Platform
from domain.publication import Remedy, Setback, Sighting, Stage
from integrations.platforms.instagram_containers import Container, State
from integrations.platforms.instagram_posts import Seen

_LIMITS: Final = LIMITS[Platform.INSTAGRAM]
_MAY_BE_LISTED: Final = frozenset({State.PUBLISHED, State.GONE})
OVER: Final = frozenset({State.ERROR, State.EXPIRED})
FOUND: Final = "listed_with_caption_and_time"


def only(candidates: Sequence[Seen]) -> Sighting | None:
    """A post that looks alike proves nothing, and neither do two that are the same."""
    return candidates[0].sighting(Stage.LIVE, FOUND) if len(candidates) == 1 else None


def before_publishing(container: Container) -> Sighting:
    if container.state in OVER:
        return _failed(container)
    stage = Stage.GONE if container.state is State.GONE else Stage.NOTHING
    return Sighting(stage=stage, evidence={"container": container.state.value})


def after_publishing(
    container: Container, candidates: Sequence[Seen], *, age: timedelta
) -> Sighting:
    """Raises Setback (Remedy.LOOK) when the two say too little. ``age`` is the time since it was
    published: the list needs some of it to show everything.

    What is listed while the container says otherwise may be another post with the same words, whose
    own answer was lost too: it is believed when that one had the time to be found.
    """
    found = only(candidates)
    if found and (container.state in _MAY_BE_LISTED or age >= _LIMITS.lists_within):
        return found
    is_settled = age >= _LIMITS.settles
    stage = _unlisted(container.state, is_ambiguous=bool(candidates))
    if stage is not None:
        evidence = {"container": container.state.value, "candidates": len(candidates)}
        return Sighting(stage=stage, evidence=evidence)
    if container.state in OVER and is_settled and not candidates:
        return _failed(container)
    raise Setback("not_settled", "Instagram does not say yet what became of it", remedy=Remedy.LOOK)


def _unlisted(state: State, *, is_ambiguous: bool) -> Stage | None:
    if state is State.PUBLISHED:
        return Stage.PROCESSING
    if is_ambiguous:
        return None
    return _STAGES.get(state)


_STAGES: Final = {
    State.FINISHED: Stage.NOTHING,
    State.IN_PROGRESS: Stage.NOTHING,
    State.GONE: Stage.GONE,
}


def _failed(container: Container) -> Sighting:
    return Sighting(
        stage=Stage.FAILED,
        code=container.code,
        remedy=container.cause.remedy,
        evidence={"container": container.state.value, "subcode": container.subcode},
    )
