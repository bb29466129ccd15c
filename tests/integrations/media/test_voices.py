"""What sounds like speech, and where sounds begin, in sound that is made on the spot."""

import numpy as np
import pytest

from integrations.media.voices import RATE, Samples, listen

TIME = np.arange(6 * RATE) / RATE


def voice() -> Samples:
    """A buzz of 130 Hz with harmonics, in four syllables a second."""
    buzz = sum(np.sin(2 * np.pi * 130 * part * TIME) / part for part in range(1, 12))
    syllables = np.clip(np.sin(2 * np.pi * 4 * TIME), 0, 1) ** 0.5
    return np.asarray(0.1 * buzz * syllables, np.float32)


def test_a_voice_in_syllables_is_speech() -> None:
    assert listen(voice()).speech[10:50].mean() > 0.6


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(len(TIME)),
        0.3 * np.sin(2 * np.pi * 440 * TIME),
        np.random.default_rng(1).normal(0, 0.1, len(TIME)),
        0.3 * np.sin(2 * np.pi * 440 * TIME) * (TIME < 3),
    ],
    ids=["silence", "a tone", "noise", "a tone that ends"],
)
def test_other_sound_is_not(samples: Samples) -> None:
    assert listen(samples.astype(np.float32)).speech.max() < 0.5


def test_a_click_is_an_onset_where_it_is() -> None:
    samples = np.random.default_rng(1).normal(0, 0.001, len(TIME)).astype(np.float32)
    for second in (1, 2.5, 4):
        at = int(second * RATE)
        samples[at : at + 800] += np.random.default_rng(2).normal(0, 0.3, 800)

    assert listen(samples).onsets_ms.tolist() == pytest.approx([1_000, 2_500, 4_000], abs=15)


def test_a_moment_of_sound_is_too_short_to_say() -> None:
    heard = listen(np.zeros(100, np.float32))

    assert len(heard.speech) == len(heard.onsets_ms) == 0
