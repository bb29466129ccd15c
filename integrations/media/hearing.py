"""The sound of a stretch: how loud it is tick by tick, where one may speak, where sounds begin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from numpy.typing import NDArray

from domain.media import Span
from integrations.media.columns import Column
from integrations.media.parts import no_number, tick_count
from integrations.media.reading import open_file, packets_of
from integrations.media.stretches import TICK_MS
from integrations.media.voices import RATE, listen

_MARGIN_MS: Final = 2_000
_WEIGHED_RATE: Final = 48_000
_PER_TICK: Final = _WEIGHED_RATE * TICK_MS // 1000
_PLAIN_PER_TICK: Final = RATE * TICK_MS // 1000
_OFFSET_LUFS: Final = -0.691
_FLOOR_LUFS: Final = -100.0
_HEARD: Final = 0.9
"""The share of a tick that must have sound for its loudness to be known."""
_EVEN: Final = "sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo"
_PLAIN: Final = f"sample_fmts=fltp:sample_rates={RATE}:channel_layouts=mono"
_SHELF: Final = (
    "b0=1.53512485958697:b1=-2.69169618940638:b2=1.19839281085285"
    ":a0=1:a1=-1.69065929318241:a2=0.73248077421585"
)
_RUMBLE: Final = "b0=1:b1=-2:b2=1:a0=1:a1=-1.99004745483398:a2=0.99007225036621"
"""The two filters of ITU-R BS.1770, with its own coefficients for 48 kHz."""


def hear(path: str, audio_index: int | None, start_s: float, stretch: Span) -> dict[str, Column]:
    """Columns of a part; without sound, nothing was measured."""
    ear = _Ear(stretch)
    if audio_index is not None:
        with open_file(path) as container, suppress(av.FFmpegError):
            stream = container.streams[audio_index]
            if isinstance(stream, AudioStream):
                _follow(container, stream, start_s, ear)
    return ear.measures()


def _follow(container: InputContainer, stream: AudioStream, start_s: float, ear: _Ear) -> None:
    if ear.first_ms > 0:
        wanted_s = start_s + ear.first_ms / 1000
        container.seek(int(wanted_s / (stream.time_base or 1)), stream=stream)
    filters = _Filters(stream)
    for frame in _frames(container, stream):
        if frame.time is None:
            continue
        if (frame.time - start_s) * 1000 >= ear.last_ms:
            break
        filters.push(frame)
        filters.hand_over(start_s, ear)
    filters.push(None)
    filters.hand_over(start_s, ear)


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[av.AudioFrame]:
    for packet in packets_of(container, stream):
        with suppress(av.FFmpegError):
            yield from stream.codec_context.decode(packet)


class _Filters:
    """One way in; two ways out, the sound weighed as ears do, and the plain sound."""

    def __init__(self, stream: AudioStream) -> None:
        graph = Graph()
        self._source = graph.add_abuffer(template=stream)
        even, both = graph.add("aformat", _EVEN), graph.add("asplit", "2")
        self._source.link_to(steady := graph.add("aresample", "async=1"))
        steady.link_to(even)
        even.link_to(both)
        self._weighed = graph.add("abuffersink")
        self._plain = graph.add("abuffersink")
        weighing = (graph.add("biquad", _SHELF), graph.add("biquad", _RUMBLE))
        _chain(both, 0, *weighing, graph.add("asetnsamples", f"n={_PER_TICK}:p=0"), self._weighed)
        plain = graph.add("aformat", _PLAIN), graph.add("asetnsamples", f"n={RATE}:p=0")
        _chain(both, 1, *plain, self._plain)
        graph.configure()
        self._graph = graph

    def push(self, frame: av.AudioFrame | None) -> None:
        self._source.push(frame)

    def hand_over(self, start_s: float, ear: _Ear) -> None:
        for frame in _waiting(self._weighed):
            ear.take_weighed(
                round(((frame.time or 0) - start_s) * _WEIGHED_RATE), frame.to_ndarray()
            )
        for frame in _waiting(self._plain):
            ear.take_plain(round(((frame.time or 0) - start_s) * RATE), frame.to_ndarray()[0])


def _chain(source: Any, pad: int, *filters: Any) -> None:
    for one in filters:
        source.link_to(one, pad)
        source, pad = one, 0


def _waiting(sink: Any) -> Iterator[Any]:
    with suppress(av.BlockingIOError, av.EOFError):
        while True:
            yield sink.pull()


class _Ear:
    """Keeps energies and plain samples of the stretch and of what is just around it."""

    def __init__(self, stretch: Span) -> None:
        self._stretch = stretch
        self.first_ms = max(0, stretch.start_ms - _MARGIN_MS)
        self.last_ms = stretch.end_ms + _MARGIN_MS
        ticks = tick_count(Span(start_ms=self.first_ms, end_ms=self.last_ms))
        self._energy = np.zeros(ticks)
        self._count = np.zeros(ticks)
        self._plain = np.zeros(ticks * _PLAIN_PER_TICK, np.float32)
        self._heard = len(self._plain), 0

    def take_weighed(self, at: int, samples: NDArray[np.float32]) -> None:
        """``at`` counts samples from the first picture."""
        energy = np.square(samples.astype(np.float64)).sum(0)
        ticks = (at + np.arange(len(energy))) // _PER_TICK - self.first_ms // TICK_MS
        known = (ticks >= 0) & (ticks < len(self._energy))
        ticks, energy = ticks[known], energy[known]
        self._energy += np.bincount(ticks, energy, minlength=len(self._energy))
        self._count += np.bincount(ticks, minlength=len(self._energy))

    def take_plain(self, at: int, samples: NDArray[np.float32]) -> None:
        start = at - self.first_ms * RATE // 1000
        low, high = max(0, start), min(len(self._plain), start + len(samples))
        if high > low:
            self._plain[low:high] = samples[low - start : high - start]
            self._heard = min(self._heard[0], low), max(self._heard[1], high)

    def measures(self) -> dict[str, Column]:
        speech, onsets = self._listen()
        skipped = (self._stretch.start_ms - self.first_ms) // TICK_MS
        inside = slice(skipped, skipped + tick_count(self._stretch))
        known = self._count >= _HEARD * _PER_TICK
        loudness = no_number(len(known))
        power = self._energy[known] / self._count[known]
        loudness[known] = np.maximum(_FLOOR_LUFS, _OFFSET_LUFS + 10 * np.log10(power + 1e-12))
        between = (onsets >= self._stretch.start_ms) & (onsets < self._stretch.end_ms)
        return {
            "loudness": loudness[inside],
            "speech": speech[inside],
            "onsets": onsets[between],
        }

    def _listen(self) -> tuple[Column, Column]:
        """Only from where there is sound to where it ends: an edge of the file is no event."""
        first = self._heard[0] // _PLAIN_PER_TICK
        heard = listen(self._plain[first * _PLAIN_PER_TICK : self._heard[1]])
        speech = np.zeros(len(self._energy))
        speech[first : first + len(heard.speech)] = heard.speech
        return speech, heard.onsets_ms + self.first_ms + first * TICK_MS
