"""Reframing: what holds for any signals, any source and any wish."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.framing import Fit, Framing
from domain.framing.camera import ACCELERATION, SPEED, TICK_MS, position_at
from domain.media import Face, Signals, Span
from domain.platforms import Aspect
from tests.domain.framings import (
    CROP,
    framed,
    only,
    shots,
    signals,
    span,
)

few = settings(max_examples=40, deadline=None)
SHARES = st.floats(0, 1)
SIDES = st.integers(16, 4_000)


@st.composite
def any_signals(draw: st.DrawFn) -> Signals:
    duration = draw(st.integers(1, 20_000))
    step = draw(st.integers(100, 700))
    edges = sorted(draw(st.sets(st.integers(1, 20_000), max_size=6)))
    bounds = [0, *(edge for edge in edges if edge < duration), duration]
    face = st.builds(
        Face,
        at_ms=st.integers(0, duration).map(lambda ms: ms - ms % step),
        x=SHARES,
        y=SHARES,
        width=st.floats(0.01, 1),
        height=st.floats(0.01, 1),
        confidence=st.floats(0.5, 1),
    )
    values = st.lists(SHARES, max_size=20).map(tuple)
    return signals(
        draw(st.lists(face, max_size=25)),
        duration_ms=duration,
        shots=shots(*bounds) if draw(st.booleans()) else (),
        face_step_ms=step,
        motion=draw(values),
        focus_x=draw(values),
        focus_y=draw(values),
    )


@st.composite
def any_framing(draw: st.DrawFn) -> tuple[Signals, Span, Framing]:
    what = draw(any_signals())
    start = draw(st.integers(0, what.duration_ms - 1))
    of = span(start, draw(st.integers(start + 1, what.duration_ms)))
    size = (draw(SIDES), draw(SIDES))
    aspect, fit = draw(st.sampled_from(Aspect)), draw(st.sampled_from(Fit))
    return what, of, framed(what, aspect=aspect, fit=fit, size=size, of=of)


class TestAnything:
    @few
    @given(any_framing())
    def test_the_scenes_cover_the_span_without_a_gap(
        self, made: tuple[Signals, Span, Framing]
    ) -> None:
        _, of, framing = made
        spans = [scene.span for scene in framing.scenes]

        assert (spans[0].start_ms, spans[-1].end_ms) == (of.start_ms, of.end_ms)
        assert all(one.end_ms == other.start_ms for one, other in pairwise(spans))
        assert all(one.duration_ms > 0 for one in spans)

    @few
    @given(any_framing())
    def test_the_crop_never_leaves_the_picture(self, made: tuple[Signals, Span, Framing]) -> None:
        for scene in made[2].scenes:
            for position in scene.path:
                assert scene.width / 2 - 1e-9 <= position.x <= 1 - scene.width / 2 + 1e-9
                assert scene.height / 2 - 1e-9 <= position.y <= 1 - scene.height / 2 + 1e-9

    @few
    @given(any_framing())
    def test_positions_follow_each_other_inside_their_scene(
        self, made: tuple[Signals, Span, Framing]
    ) -> None:
        for scene in made[2].scenes:
            times = [position.at_ms for position in scene.path]
            assert all(earlier < later for earlier, later in pairwise(times))
            assert all(scene.span.start_ms <= ms <= scene.span.end_ms for ms in times)

    @few
    @given(any_framing())
    def test_the_camera_keeps_its_speed_limit(self, made: tuple[Signals, Span, Framing]) -> None:
        for scene in made[2].scenes:
            for one, other in pairwise(scene.path):
                seconds = (other.at_ms - one.at_ms) / 1000
                rounding = 1 + 2 / (other.at_ms - one.at_ms)
                assert abs(other.x - one.x) / scene.width <= SPEED * seconds * rounding + 1e-9
                assert abs(other.y - one.y) / scene.height <= SPEED * seconds * rounding + 1e-9

    @few
    @given(any_signals(), st.sampled_from(Aspect), st.integers(1, 4))
    def test_a_source_of_the_wanted_shape_is_shown_as_it_is(
        self, what: Signals, aspect: Aspect, scale: int
    ) -> None:
        width, height = aspect.size
        framing = framed(what, aspect=aspect, size=(width * scale, height * scale))

        for scene in framing.scenes:
            assert (scene.width, scene.height) == (1, 1)
            assert [(p.x, p.y) for p in scene.path] == [(0.5, 0.5)]

    @few
    @given(any_signals())
    def test_the_same_signals_give_the_same_framing(self, what: Signals) -> None:
        assert framed(what) == framed(what)


class TestCalm:
    @few
    @given(st.lists(st.floats(0.05, 0.95), min_size=20, max_size=20), st.integers(250, 1_000))
    def test_the_camera_starts_and_stops_gently(self, places: list[float], every: int) -> None:
        moving = signals(
            motion=(0.2,) * 20, focus_x=tuple(places), focus_y=(0.5,) * 20, step_ms=every
        )

        scene = only(framed(moving, fit=Fit.CROP))

        ticks = [position_at(scene.path, ms)[0] for ms in range(0, 10_001, TICK_MS)]
        turns = [c - 2 * b + a for a, b, c in zip(ticks, ticks[1:], ticks[2:], strict=False)]
        bent = 4 * 0.001
        allowed = ACCELERATION * CROP * (TICK_MS / 1000) ** 2 + bent
        assert max(abs(turn) for turn in turns) <= allowed
