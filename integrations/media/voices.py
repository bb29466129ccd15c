"""What can be told from plain sound without having learnt anything: speech, and sudden beginnings.

Speech is voiced much of the time, and its energy rises and falls a few times a second with the
syllables. Music holds its tones, and noise has no voice.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from integrations.media.stretches import TICK_MS

RATE: Final = 16_000

_HOP_MS: Final = 10
_HOP: Final = RATE * _HOP_MS // 1000
_WINDOW: Final = 512
_HOPS_PER_TICK: Final = TICK_MS // _HOP_MS
_SECOND: Final = 1000 // _HOP_MS
_SOUND: Final = 60 // _HOP_MS
_PHRASE: Final = 400 // _HOP_MS
"""Between these two lengths lie the two to eight syllables of a second."""
_AT_ONCE: Final = 1000
_SPEECH_HZ: Final = (250, 3500)
_VOICE_HZ: Final = (80, 2000)
_PITCH_HZ: Final = (80, 400)
_VOICED: Final = 0.6
"""How well a sound must repeat itself after one period of its pitch."""
_VOICED_SHARE: Final = (0.1, 0.4)
_RISE_AND_FALL_DB: Final = (1.5, 3.0)
"""What counts as no speech at all, and as speech for sure. The depth of the syllables was above
3 in all recordings of speech that were looked at, and below 2 in music and noise."""
_RISE_DB: Final = 1.0
_SYLLABLES_PER_S: Final = (0.5, 2.0)
"""A tone that begins or ends is one rise, not several."""
_BANDS_HZ: Final = np.geomspace(80, 8000, 25)
_QUIETEST_DB: Final = -60.0
_LEAST_ONSET_DB: Final = 3.0
_TIMES_USUAL: Final = 2.0
_ONSETS_APART_MS: Final = 100

Samples = NDArray[np.float32]
Values = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Heard:
    """``speech`` has one value from 0 to 1 per tick; ``onsets_ms`` count from the first sample."""

    speech: Values
    onsets_ms: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Hops:
    """One row per hundredth of a second: energies in dB, and whether there is a voice."""

    speech_db: Values
    voiced: Values
    bands_db: Values


def listen(samples: Samples) -> Heard:
    if len(samples) < _WINDOW:
        return Heard(np.zeros(0), np.zeros(0, np.int64))
    hops = _hops(samples)
    return Heard(speech=_speech(hops), onsets_ms=_onsets(hops.bands_db))


def _hops(samples: Samples) -> _Hops:
    """The middle of each window is the start of its hop."""
    around = _WINDOW // 2
    count = len(samples) // _HOP
    padded = np.pad(samples, (around, around))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][:count]
    parts = [_measured(windows[at : at + _AT_ONCE]) for at in range(0, count, _AT_ONCE)]
    columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _Hops(*columns)


def _measured(windows: Samples) -> tuple[Values, Values, Values]:
    shape = np.hanning(_WINDOW).astype(np.float32)
    power = np.abs(np.fft.rfft(windows * shape, 2 * _WINDOW)) ** 2 / np.square(shape.sum() / 2)
    hertz = np.fft.rfftfreq(2 * _WINDOW, 1 / RATE)
    speech = power[:, _inside(hertz, _SPEECH_HZ)].sum(1)
    edges = np.searchsorted(hertz, _BANDS_HZ)
    bands = np.add.reduceat(power, edges[:-1], axis=1)
    return _db(speech), _is_voiced(power * _inside(hertz, _VOICE_HZ), shape), _db(bands)


def _inside(hertz: Values, limits: tuple[int, int]) -> NDArray[np.bool_]:
    return (hertz >= limits[0]) & (hertz < limits[1])


def _db(power: Values) -> Values:
    return np.asarray(np.maximum(_QUIETEST_DB, 10 * np.log10(power + 1e-12)))


def _is_voiced(power: Values, shape: Samples) -> Values:
    """By the autocorrelation, made even for what the window's own shape takes away."""
    own = np.fft.irfft(np.abs(np.fft.rfft(shape, 2 * _WINDOW)) ** 2)
    repeats = np.fft.irfft(power)
    shortest, longest = RATE // _PITCH_HZ[1], RATE // _PITCH_HZ[0]
    best = (repeats[:, shortest:longest] / own[shortest:longest]).max(1) * own[0]
    return np.asarray(best > _VOICED * (repeats[:, 0] + 1e-9), np.float64)


def _speech(hops: _Hops) -> Values:
    """Ticks: where both a voice and syllables are."""
    syllables = _mean(hops.speech_db, _SOUND) - _mean(hops.speech_db, _PHRASE)
    louder = syllables > _RISE_DB
    begins = np.diff(louder, prepend=False) & louder
    likeness = (
        _share(np.sqrt(_mean(np.square(syllables), _SECOND)), _RISE_AND_FALL_DB)
        * _share(_mean(begins.astype(np.float64), _SECOND) * _SECOND, _SYLLABLES_PER_S)
        * _share(_mean(hops.voiced, _SECOND // 2), _VOICED_SHARE)
    )
    ticks = len(likeness) // _HOPS_PER_TICK
    return np.asarray(likeness[: ticks * _HOPS_PER_TICK].reshape(ticks, _HOPS_PER_TICK).mean(1))


def _mean(values: Values, length: int) -> Values:
    """Over ``length`` hops around each."""
    before = length // 2
    padded = np.pad(values, (before, length - before - 1), mode="edge")
    return np.asarray(np.convolve(padded, np.full(length, 1 / length), "valid"))


def _share(values: Values, limits: tuple[float, float]) -> Values:
    low, high = limits
    return np.asarray(np.clip((values - low) / (high - low), 0, 1))


def _onsets(bands_db: Values) -> NDArray[np.int64]:
    """Where many bands grow at once, more than they do around."""
    if len(bands_db) < 3:
        return np.zeros(0, np.int64)
    growth = np.zeros(len(bands_db))
    growth[2:] = np.maximum(0, bands_db[2:] - bands_db[:-2]).mean(1)
    apart = _ONSETS_APART_MS // _HOP_MS // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(growth, apart), 2 * apart + 1)
    peak = windows.argmax(1) == apart
    strong = growth > _LEAST_ONSET_DB + _TIMES_USUAL * _mean(growth, _SECOND)
    return np.flatnonzero(peak & strong & _grows_louder(bands_db)) * _HOP_MS


def _grows_louder(bands_db: Values) -> NDArray[np.bool_]:
    """A tone that breaks off splatters over many bands too, but is followed by less."""
    loudest = np.pad(bands_db.max(1), 4, mode="edge")
    return np.asarray(loudest[8:] >= loudest[:-8])
