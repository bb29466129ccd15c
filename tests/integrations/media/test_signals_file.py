"""Signals as bytes: they come back as they were, and anything else is refused."""

import io
import zipfile
from random import Random
from typing import Any

import numpy as np
import pytest

from domain.media import Face, Shot, Signals, Span, Transition
from integrations.media.columns import DamagedColumns
from integrations.media.signals_file import pack_signals, unpack_signals


def a_day() -> Signals:
    """As many values as 24 hours have, and as hard to make small."""
    chance = Random(7)
    steps = 24 * 3600 * 2
    values = {
        name: tuple(round(chance.random(), 4) for _ in range(steps))
        for name in ("motion", "loudness", "brightness", "sharpness", "colourfulness")
    }
    return a_few(duration_ms=steps * 500, **values)


def a_few(**changes: Any) -> Signals:
    span = Span(start_ms=100, end_ms=900)
    given: dict[str, Any] = {
        "duration_ms": 1_000,
        "step_ms": 500,
        "shots": (Shot(span=span, motion=0.1234, brightness=0.5, begins=Transition.GRADUAL),),
        "silences": (span, Span(start_ms=950, end_ms=1_000)),
        "motion": (0.1, 0.2),
        "loudness": (-70.0, -23.1),
        "focus_x": (0.5, 0.25),
        "speech": (span,),
        "onsets": (10, 500),
        "faces": (Face(at_ms=20, x=0.1, y=0.2, width=0.3, height=0.4, confidence=0.9),),
    }
    return Signals(**{**given, **changes})


def test_signals_come_back_as_they_were() -> None:
    signals = a_few()

    assert unpack_signals(pack_signals(signals)) == signals


def test_a_day_of_signals_is_small() -> None:
    assert len(pack_signals(a_day())) < 10 * 2**20


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and then nothing", b"\x00" * 1000])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(DamagedColumns):
        unpack_signals(data)


def test_bytes_that_end_early_are_refused() -> None:
    data = pack_signals(a_few())

    with pytest.raises(DamagedColumns):
        unpack_signals(data[: len(data) // 2])


def test_changed_bytes_are_refused_or_read_but_never_crash() -> None:
    data = bytearray(pack_signals(a_few()))
    refused = 0
    for at in range(0, len(data), 7):
        changed = bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        try:
            unpack_signals(changed)
        except DamagedColumns:
            refused += 1

    assert refused > len(data) / 7 / 2


def test_an_archive_that_would_fill_the_memory_is_refused_unopened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for count in range(3):
            archive.writestr(f"{count}.npy", bytes(100 * 2**20))

    with pytest.raises(DamagedColumns, match="too big"):
        unpack_signals(file.getvalue())


def test_pickled_objects_are_refused() -> None:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=True, version=np.array([object()]))

    with pytest.raises(DamagedColumns):
        unpack_signals(file.getvalue())
