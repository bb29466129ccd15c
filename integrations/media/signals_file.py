"""The bytes in which the signals of a video are kept: small, exact, and checked when read."""

from typing import Any, Final

import numpy as np

from domain.media import Face, Shot, Signals, Span, Transition
from integrations.media.columns import Column, DamagedColumns, Shape, pack, unpack

_VERSION: Final = 1
_SERIES: Final = (
    *("motion", "loudness", "brightness", "sharpness", "colourfulness", "focus_x", "focus_y"),
)
_SPANS: Final = ("silences", "speech", "black", "frozen")
_MEASURES: Final = ("motion", "brightness", "sharpness", "colourfulness")
_BEGINS: Final = tuple(Transition)
_SHAPES: Final[dict[str, Shape]] = {
    "frame": ("<i8", 1),
    **dict.fromkeys(_SERIES, ("<f8", 1)),
    **dict.fromkeys(_SPANS, ("<i4", 2)),
    "onsets": ("<i4", 1),
    "shots": ("<i4", 3),
    "shot_measures": ("<f8", 4),
    "face_times": ("<i4", 1),
    "faces": ("<f8", 5),
}


def pack_signals(signals: Signals) -> bytes:
    columns: dict[str, Column] = {
        "frame": np.array([signals.duration_ms, signals.step_ms, signals.face_step_ms]),
        "onsets": np.array(signals.onsets),
        "shots": _rows([_shot_row(shot) for shot in signals.shots], 3),
        "shot_measures": _rows(
            [[getattr(shot, name) for name in _MEASURES] for shot in signals.shots], 4
        ),
        "face_times": np.array([face.at_ms for face in signals.faces]),
        "faces": _rows(
            [[face.x, face.y, face.width, face.height, face.confidence] for face in signals.faces],
            5,
        ),
    }
    columns |= {name: np.array(getattr(signals, name)) for name in _SERIES}
    for name in _SPANS:
        columns[name] = _rows([[one.start_ms, one.end_ms] for one in getattr(signals, name)], 2)
    return pack(_VERSION, columns, _SHAPES)


def unpack_signals(data: bytes) -> Signals:
    """Raises DamagedColumns."""
    found = unpack(_VERSION, data, _SHAPES)
    try:
        columns: dict[str, Any] = {name: tuple(found[name].tolist()) for name in _SERIES}
        columns |= {name: _spans(found[name]) for name in _SPANS}
        duration_ms, step_ms, face_step_ms = found["frame"].tolist()
        return Signals(
            duration_ms=duration_ms,
            step_ms=step_ms,
            face_step_ms=face_step_ms,
            shots=_shots(found["shots"], found["shot_measures"]),
            faces=_faces(found["face_times"], found["faces"]),
            onsets=tuple(found["onsets"].tolist()),
            **columns,
        )
    except (ValueError, IndexError) as error:
        raise DamagedColumns(str(error)) from error


def _rows(rows: list[list[Any]], width: int) -> Column:
    return np.array(rows).reshape(len(rows), width)


def _shot_row(shot: Shot) -> list[int]:
    return [shot.span.start_ms, shot.span.end_ms, _BEGINS.index(shot.begins)]


def _shots(rows: Column, measures: Column) -> tuple[Shot, ...]:
    return tuple(
        Shot(
            span=Span(start_ms=start, end_ms=end),
            begins=_BEGINS[begins],
            **dict(zip(_MEASURES, values, strict=True)),
        )
        for (start, end, begins), values in zip(rows.tolist(), measures.tolist(), strict=True)
    )


def _faces(times: Column, rows: Column) -> tuple[Face, ...]:
    return tuple(
        Face(at_ms=at_ms, x=x, y=y, width=width, height=height, confidence=confidence)
        for at_ms, (x, y, width, height, confidence) in zip(
            times.tolist(), rows.tolist(), strict=True
        )
    )


def _spans(rows: Column) -> tuple[Span, ...]:
    return tuple(Span(start_ms=start, end_ms=end) for start, end in rows.tolist())
