"""Finds faces in a picture, with the BlazeFace model that lies in ``models``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from PIL import Image

MODEL: Final = Path(__file__).parent / "models" / "face_detection_full_range_sparse.tflite"
_SHA256: Final = "671dd2f9ed11a78436fc21cc42357a803dfc6f73e9fb86541be942d5716c2dce"
"""Checked before the runtime sees the file, because a damaged model can crash it."""

_SIDE: Final = 192
_GRID: Final = 48
_BOX: Final = 16
"""Numbers per cell: middle, size, and six points of the face that nobody needs here."""
_SURE: Final = 0.5
"""Looked at by eye, 170 findings in ten varied clips at one picture a second: from 0.6 up 62 of 64
were faces, from 0.5 to 0.6 every second one, from 0.4 to 0.5 every fourth."""
_SAME: Final = 0.3
"""Two boxes that share more than this part of their joint area are one face."""

Picture = NDArray[np.uint8]
Boxes = NDArray[np.float32]
"""One row per box: x and y of the middle, width, height, confidence."""


class FaceModelBroken(Exception):
    """The model's file is missing or damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFace:
    """The middle and the size of a face, brow to chin, as shares of the picture."""

    x: float
    y: float
    width: float
    height: float
    confidence: float


class FaceFinder:
    """Not to be shared between threads."""

    def __init__(self, threads: int = 1, *, model: Path = MODEL) -> None:
        """Raises FaceModelBroken."""
        content = _read(model)
        with _silence():
            self._net: Any = Interpreter(model_content=content, num_threads=threads)
            self._net.allocate_tensors()
        outputs = {int(one["shape"][-1]): one["index"] for one in self._net.get_output_details()}
        self._input = self._net.get_input_details()[0]["index"]
        self._boxes, self._scores = outputs[_BOX], outputs[1]

    def find(self, picture: Picture) -> tuple[FoundFace, ...]:
        """The faces in a picture of (height, width, RGB), the surest first."""
        tensor, filled = _letterbox(picture)
        self._net.set_tensor(self._input, tensor)
        self._net.invoke()
        boxes = self._net.get_tensor(self._boxes)[0]
        scores = self._net.get_tensor(self._scores)[0, :, 0]
        return tuple(_face(box, filled) for box in _distinct(_decode(boxes, scores)))


def _read(model: Path) -> bytes:
    try:
        content = model.read_bytes()
    except OSError as error:
        raise FaceModelBroken(f"{model.name} cannot be read: {error.strerror}") from error
    if sha256(content).hexdigest() != _SHA256:
        raise FaceModelBroken(f"{model.name} is not the file that belongs here")
    return content


@contextmanager
def _silence() -> Iterator[None]:
    """The runtime greets on the process's own stderr, past Python and without a switch for it."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _letterbox(picture: Picture) -> tuple[Boxes, tuple[float, float]]:
    """The picture in the model's square, from -1 to 1; and which parts of the square it fills."""
    height, width = picture.shape[:2]
    scale = _SIDE / max(height, width)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    small = Image.fromarray(picture).resize((across, down), Image.Resampling.BILINEAR)
    square = np.full((1, _SIDE, _SIDE, 3), -1, np.float32)
    left, top = (_SIDE - across) // 2, (_SIDE - down) // 2
    square[0, top : top + down, left : left + across] = np.asarray(small, np.float32) / 127.5 - 1
    return square, (across / _SIDE, down / _SIDE)


def _decode(raw: Boxes, scores: Boxes) -> Boxes:
    """Every cell of the grid guesses one face, relative to the middle of the cell."""
    sure = 1 / (1 + np.exp(-np.clip(scores, -80, 80)))
    cells = np.flatnonzero((sure >= _SURE) & (raw[:, 2:4] > 0).all(axis=1))
    middles = np.stack((cells % _GRID, cells // _GRID), axis=1) + 0.5
    boxes = raw[cells, :4] / _SIDE
    boxes[:, :2] += middles / _GRID
    return np.column_stack((boxes, sure[cells])).astype(np.float32)


def _distinct(boxes: Boxes) -> list[Boxes]:
    """The surest box of every face."""
    kept: list[Boxes] = []
    for box in boxes[np.argsort(-boxes[:, 4])]:
        if all(_shared(box, other) <= _SAME for other in kept):
            kept.append(box)
    return kept


def _shared(one: Boxes, other: Boxes) -> float:
    low = np.maximum(one[:2] - one[2:4] / 2, other[:2] - other[2:4] / 2)
    high = np.minimum(one[:2] + one[2:4] / 2, other[:2] + other[2:4] / 2)
    both = float(np.prod(np.maximum(high - low, 0)))
    return both / (float(one[2] * one[3] + other[2] * other[3]) - both)


def _face(box: Boxes, filled: tuple[float, float]) -> FoundFace:
    x, y, width, height, confidence = (float(value) for value in box)
    across, down = filled
    return FoundFace(
        x=min(1.0, max(0.0, (x - 0.5) / across + 0.5)),
        y=min(1.0, max(0.0, (y - 0.5) / down + 0.5)),
        width=min(1.0, width / across),
        height=min(1.0, height / down),
        confidence=confidence,
    )
