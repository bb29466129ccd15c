"""What a variant shows of a wider or taller picture: a crop that follows, or all of it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.media import Span
from domain.platforms import Aspect


class Fit(StrEnum):
    """What a person may ask for."""

    AUTO = "auto"
    """A crop where it keeps the subject, else the whole picture; shot by shot."""
    CROP = "crop"
    WHOLE = "whole"
    """All of the picture over a blurred copy of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the middle of the crop stands at a moment; shares of the shown picture."""

    at_ms: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A stretch of the source shown in one way. Times are ms of the source video.

    ``width`` and ``height`` of the crop are shares of the shown picture and do not change within
    a scene. Between two positions the camera moves in a straight line; before the first and
    after the last it stands. A scene without ``path`` shows the whole picture over its blur.
    """

    span: Span
    width: float = 1.0
    height: float = 1.0
    path: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """``scenes`` follow each other without a gap and cover the clip's span exactly."""

    aspect: Aspect
    scenes: tuple[Scene, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The largest crop of the wanted shape, as shares of the picture; one of them is 1."""

    width: float
    height: float

    @property
    def kept(self) -> float:
        """How much of the picture the crop shows."""
        return self.width * self.height


def window(aspect: Aspect, *, width: int, height: int) -> Window:
    wanted_width, wanted_height = aspect.size
    ratio = wanted_width * height / (wanted_height * width)
    return Window(width=min(1.0, ratio), height=min(1.0, 1 / ratio))
