import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.media import Shot, Signals, Span
from domain.platforms import Platform
from domain.scoring import FEATURES, PRIOR, score
from domain.scoring.signals import ClipSignals, measure

shares = st.floats(0, 1)
measured = st.builds(
    ClipSignals,
    duration_ms=st.integers(1_000, 180_000),
    hook_motion=shares,
    hook_loudness=shares,
    motion=shares,
    loudness=shares,
    cuts=st.integers(0, 200),
)


class TestScore:
    @given(measured, st.sampled_from(list(Platform)))
    def test_is_exactly_the_sum_of_its_parts_and_stays_between_0_and_100(
        self, signals: ClipSignals, platform: Platform
    ) -> None:
        result = score(signals, PRIOR[platform])

        assert result.value == round(sum(part.points for part in result.parts), 1)
        assert 0 <= result.value <= 100

    @pytest.mark.parametrize("platform", list(Platform))
    def test_has_a_weight_for_every_feature_and_a_hundred_points_in_all(
        self, platform: Platform
    ) -> None:
        points = PRIOR[platform].points

        assert set(points) == {name for name, _ in FEATURES}
        assert sum(points.values()) == 100

    @given(measured)
    def test_features_stay_between_0_and_1(self, signals: ClipSignals) -> None:
        assert all(0 <= feature(signals) <= 1 for _, feature in FEATURES)


class TestMeasure:
    def test_looks_only_inside_the_span(self) -> None:
        video = Signals(
            duration_ms=10_000,
            step_ms=500,
            shots=tuple(
                Shot(span=Span(start_ms=at, end_ms=at + 2_000), motion=0, brightness=0)
                for at in (0, 2_000, 4_000, 8_000)
            ),
            silences=(),
            motion=(0.0,) * 8 + (0.5,) * 6 + (0.0,) * 6,
            loudness=(-70.0,) * 8 + (-14.0,) * 6 + (-70.0,) * 6,
        )

        result = measure(video, Span(start_ms=4_000, end_ms=9_000))

        assert result.hook_motion == 0.5
        assert result.hook_loudness == 1.0
        assert result.motion == pytest.approx(0.3)
        assert result.cuts == 1
