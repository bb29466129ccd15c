from dataclasses import replace

import pytest

from domain.cutting.measuring import Measure
from domain.cutting.rules import levels
from domain.cutting.worth import Worth
from domain.media import Signals
from tests.domain.cutting.making import a_face, a_request, a_span, in_steps, shots, some_signals

CALM = some_signals()
LATER = in_steps(CALM, 23.5, 30, inside=0.9, outside=0.1)
"""After the first three seconds, so that it is no matter of a strong start."""


def worth(video: Signals) -> Worth:
    measure = Measure(video)
    return Worth(measure, a_request(), next(levels(measure)))


class TestWorth:
    @pytest.mark.parametrize(
        "video",
        [
            replace(CALM, motion=LATER),
            replace(CALM, loudness=in_steps(CALM, 23.5, 30, inside=-14, outside=-30)),
            replace(CALM, colourfulness=LATER),
            replace(CALM, sharpness=LATER),
            replace(CALM, faces=tuple(a_face(at) for at in range(24, 30))),
            replace(CALM, speech=(a_span(24, 29),)),
            replace(CALM, speech=(a_span(20.1, 21), a_span(54, 54.9))),
            replace(CALM, faces=(a_face(21), a_face(55))),
            replace(CALM, shots=shots(20, 55)),
            replace(CALM, shots=shots(30, 55)),
            replace(CALM, black=(a_span(54, 56),)),
            replace(CALM, frozen=(a_span(54, 56),)),
            replace(CALM, silences=(a_span(54, 56),)),
            some_signals(lively=[(20, 23), (57, 60)]),
        ],
        ids=[
            "motion",
            "loudness",
            "colour",
            "sharpness",
            "faces",
            "speech",
            "a voice at once",
            "a face at once",
            "a cut at the start",
            "a cut at the end",
            "no black",
            "no frozen picture",
            "no silence",
            "a strong start",
        ],
    )
    def test_grows_with(self, video: Signals) -> None:
        value = worth(video)

        assert value.of(20_000, 30_000) > value.of(50_000, 60_000) + 0.005

    def test_falls_below_all_others_for_an_unclean_edge(self) -> None:
        video = some_signals(lively=[(20, 30)], speech=(a_span(19, 21),))

        value = worth(video)

        assert value.of(20_000, 30_000) < value.of(21_500, 31_500)
