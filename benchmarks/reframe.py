"""Does the crop keep the face, and how calmly does the camera move?

Real clips are analysed and framed as the product does it. Then every single picture is searched for
its main face: how many of them have its middle, and its whole box, inside the crop, beside a crop
that goes straight to each sampled face, and one that stays in the middle. Unrest is the mean
absolute third difference of the camera's place, in pixels of the source.
``python -m benchmarks.reframe [--quick] [--media FOLDER]``
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Final

import av
import numpy as np
from rich.console import Console
from rich.table import Table

from domain.framing import Fit, Framing, Position, Scene, frame
from domain.framing.camera import position_at
from domain.media import Face, Signals, Span
from domain.platforms import Aspect
from integrations.media.analysis import analyse
from integrations.media.children import nobody
from integrations.media.faces import FaceFinder, FoundFace
from integrations.media.probe import Inspection, inspect

MEDIA: Final = Path(__file__).resolve().parents[2] / "shared" / "media"
CLIPS: Final = (
    ("googlework_short.mp4", Aspect.VERTICAL),
    ("ChromeCast.mp4", Aspect.VERTICAL),
    ("tos_battle.webm", Aspect.VERTICAL),
    ("face_square_d10.mp4", Aspect.VERTICAL),
    ("face_vertical_d13.mp4", Aspect.SQUARE),
    ("person_vertical_s20.mp4", Aspect.SQUARE),
)
QUICK: Final = 2
GOAL: Final = 0.97
_SURE: Final = 0.6
_ROUNDING: Final = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Every picture of a clip: when it is shown, and the main face in it."""

    width: int
    height: int
    pictures: tuple[tuple[int, Face | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Shares of the cropped pictures with a face, and the unrest of the camera."""

    middle: float
    box: float
    unrest: float


def watch(path: Path, start_s: float) -> Watched:
    finder = FaceFinder()
    found: list[tuple[int, Face | None]] = []
    with av.open(str(path)) as container:
        width, height = container.streams.video[0].width, container.streams.video[0].height
        for picture in container.decode(video=0):
            at_ms = round(((picture.time or 0.0) - start_s) * 1000)
            faces = finder.find(np.asarray(picture.to_ndarray(format="rgb24"), np.uint8))
            found.append((at_ms, _main([_face(one, at_ms) for one in faces])))
    return Watched(width=width, height=height, pictures=_lasting(found))


def _face(found: FoundFace, at_ms: int) -> Face:
    return Face(at_ms=at_ms, **asdict(found))


def _main(faces: Sequence[Face]) -> Face | None:
    """The biggest that is sure."""
    sure = [face for face in faces if face.confidence >= _SURE]
    return max(sure, key=lambda face: face.width, default=None)


def _lasting(found: Sequence[tuple[int, Face | None]]) -> tuple[tuple[int, Face | None], ...]:
    """Only the faces that are also in the picture before or in the one after."""
    faces = [None, *(face for _, face in found), None]
    return tuple(
        (at_ms, face if face and (_near(face, before) or _near(face, after)) else None)
        for (at_ms, face), before, after in zip(found, faces, faces[2:], strict=False)
    )


def _near(face: Face, other: Face | None) -> bool:
    return other is not None and abs(face.x - other.x) < face.width / 2


def hopping(framing: Framing, signals: Signals) -> Framing:
    """The same scenes, with a camera that goes straight from each sampled face to the next."""

    def path(scene: Scene) -> tuple[Position, ...]:
        looks: dict[int, list[Face]] = {}
        for face in signals.faces:
            if scene.span.start_ms <= face.at_ms < scene.span.end_ms:
                looks.setdefault(face.at_ms, []).append(face)
        mains = [main for faces in looks.values() if (main := _main(faces))]
        return tuple(_inside(face, scene) for face in mains) or _standing(scene)

    return _with(framing, path)


def _inside(face: Face, scene: Scene) -> Position:
    across, down = scene.width / 2, scene.height / 2
    x, y = min(1 - across, max(across, face.x)), min(1 - down, max(down, face.y))
    return Position(at_ms=face.at_ms, x=x, y=y)


def _standing(scene: Scene) -> tuple[Position, ...]:
    return (Position(at_ms=scene.span.start_ms, x=0.5, y=0.5),)


def _with(framing: Framing, path: Callable[[Scene], tuple[Position, ...]]) -> Framing:
    scenes = (replace(one, path=path(one)) if one.path else one for one in framing.scenes)
    return replace(framing, scenes=tuple(scenes))


def measure(watched: Watched, framing: Framing) -> Kept:
    middles: list[bool] = []
    boxes: list[bool] = []
    unrest: list[float] = []
    for scene in (scene for scene in framing.scenes if scene.path):
        pictures = _pictures(watched, scene.span)
        places = [position_at(scene.path, at_ms) for at_ms, _ in pictures]
        seen = [(place, face) for place, (_, face) in zip(places, pictures, strict=True) if face]
        middles += [_holds(scene, place, face, width=0) for place, face in seen]
        boxes += [_holds(scene, place, face, width=face.width) for place, face in seen]
        unrest += _unrest(places, watched)
    return Kept(middle=_mean(middles), box=_mean(boxes), unrest=_mean(unrest))


def _pictures(watched: Watched, span: Span) -> list[tuple[int, Face | None]]:
    return [one for one in watched.pictures if span.start_ms <= one[0] < span.end_ms]


def _holds(scene: Scene, place: tuple[float, float], face: Face, *, width: float) -> bool:
    """Whether the crop holds a face of this width (and its usual height), up to a pixel or so."""
    height = face.height * width / face.width
    across = abs(face.x - place[0]) + width / 2 <= scene.width / 2 + _ROUNDING
    down = abs(face.y - place[1]) + height / 2 <= scene.height / 2 + _ROUNDING
    return (across or scene.width == 1) and (down or scene.height == 1)


def _unrest(places: Sequence[tuple[float, float]], watched: Watched) -> list[float]:
    pixels = np.array(places) * (watched.width, watched.height)
    return [float(value) for value in np.abs(np.diff(pixels, n=3, axis=0)).sum(axis=1)]


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else float("nan")


def shown_whole(watched: Watched, framing: Framing) -> float:
    """The share of the pictures with a face that are not cropped."""
    whole = [
        not scene.path
        for scene in framing.scenes
        for _, face in _pictures(watched, scene.span)
        if face
    ]
    return _mean(whole)


async def measured(path: Path, inspection: Inspection) -> Signals:
    async def forget(_: bytes) -> None:
        """Nothing here is ever resumed."""

    return await analyse(str(path), inspection, done=(), on_part=forget, on_progress=nobody)


def row(name: str, aspect: Aspect, watched: Watched, signals: Signals) -> tuple[Kept, list[str]]:
    span = Span(start_ms=0, end_ms=signals.duration_ms)
    size = {"width": watched.width, "height": watched.height}
    framing = frame(signals, span, aspect=aspect, fit=Fit.AUTO, **size)
    ours = measure(watched, framing)
    hops = measure(watched, hopping(framing, signals))
    centre = measure(watched, _with(framing, _standing))
    calmer = f"{ours.unrest / hops.unrest:.3f}" if hops.unrest else "-"
    shares = [(one.middle, one.box) for one in (ours, hops, centre)]
    cells = [f"{middle:.1%} / {box:.1%}" for middle, box in shares]
    whole = f"{shown_whole(watched, framing):.0%}"
    return ours, [name, aspect.value, whole, *cells, f"{ours.unrest:.3f}", calmer]


async def main() -> None:
    arguments = _arguments()
    table = Table("clip", "shape", "whole", "ours", "hopping", "centre", "unrest px", "/ hopping")
    middles = []
    for name, aspect in CLIPS[:QUICK] if arguments.quick else CLIPS:
        path = arguments.media / "real" / name
        if not path.exists():
            sys.exit(f"{path} is not there: give the folder of the test media with --media")
        inspection = await inspect(str(path))
        signals = await measured(path, inspection)
        ours, cells = row(name, aspect, watch(path, inspection.start_s), signals)
        table.add_row(*cells)
        middles.append(ours.middle)
    Console(width=120).print(table)
    print("Pictures with a face: shown whole; else middle / whole box of the face inside the crop.")
    print(
        "A box that is wider than the crop (a close-up) cannot be inside, whatever the camera does."
    )
    print(f"Least of ours: {min(middles):.1%} (goal {GOAL:.0%})")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the first clips only")
    parser.add_argument("--media", type=Path, default=MEDIA, help="the folder of the test media")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
