"""Reframing on made-up signals: what is kept, and where the camera stands."""

from itertools import pairwise

import pytest

from domain.framing import Fit
from domain.framing.camera import position_at
from domain.media import Face
from domain.platforms import Aspect
from tests.domain.framings import (
    CROP,
    STEP_MS,
    framed,
    only,
    seen,
    shots,
    signals,
    span,
    standing,
)


class TestPeople:
    def test_a_person_who_stays_is_in_the_middle_of_a_crop_that_stands(self) -> None:
        scene = only(framed(signals(seen(lambda ms: 0.7 + 0.02 * (ms // 500 % 2)))))

        assert scene.width == pytest.approx(CROP)
        assert scene.height == 1
        assert [(round(p.x, 2), p.y) for p in scene.path] == [(0.71, 0.5)]

    def test_a_person_who_walks_is_followed(self) -> None:
        walk = signals(seen(lambda ms: 0.2 + 0.6 * ms / 10_000))

        scene = only(framed(walk))

        for ms in range(0, 9_500, 100):
            x, _ = position_at(scene.path, ms)
            assert abs(x - (0.2 + 0.6 * ms / 10_000)) < CROP / 2 - 0.05

    def test_a_walk_between_two_rests_is_one_move(self) -> None:
        walk = signals(seen(lambda ms: min(0.7, max(0.3, 0.3 + 0.2 * (ms - 4_000) / 1_000))))

        scene = only(framed(walk))

        xs = [position_at(scene.path, ms)[0] for ms in range(0, 10_000, 100)]
        assert xs[0] == xs[25]
        assert xs[-1] == xs[-25]
        assert all(later >= earlier - 1e-9 for earlier, later in pairwise(xs))

    def test_a_person_missed_for_a_while_is_still_followed(self) -> None:
        walk = seen(lambda ms: 0.2 + 0.6 * ms / 10_000)
        gaps = [face for face in walk if face.at_ms % 2_000 != 500]

        with_gaps = only(framed(signals(gaps)))

        without = only(framed(signals(walk)))
        for ms in range(0, 9_500, 500):
            assert position_at(with_gaps.path, ms)[0] == pytest.approx(
                position_at(without.path, ms)[0], abs=0.03
            )

    def test_a_single_wrong_find_changes_nothing(self) -> None:
        person = seen(lambda _: 0.3)
        wrong = Face(at_ms=4_000, x=0.9, y=0.5, width=0.15, height=0.25, confidence=0.8)

        assert framed(signals([*person, wrong])) == framed(signals(person))

    def test_what_is_never_sure_is_nobody(self) -> None:
        doubtful = seen(lambda _: 0.9, confidence=0.55)

        assert framed(signals(doubtful)) == framed(signals())

    def test_two_who_fit_are_both_kept(self) -> None:
        two = [*seen(lambda _: 0.45, size=0.08), *seen(lambda _: 0.6, size=0.08)]

        scene = only(framed(signals(two)))

        assert [round(p.x, 3) for p in scene.path] == [0.525]

    def test_two_as_important_and_far_apart_are_shown_whole(self) -> None:
        two = [*seen(lambda _: 0.2), *seen(lambda _: 0.8)]

        assert only(framed(signals(two))).path == ()

    def test_of_two_far_apart_the_one_who_moves_is_kept(self) -> None:
        two = [*seen(lambda _: 0.2), *seen(lambda _: 0.8)]
        speaking = {"motion": (0.1,) * 20, "focus_x": (0.78,) * 20, "focus_y": (0.5,) * 20}

        scene = only(framed(signals(two, **speaking)))

        assert [round(p.x, 2) for p in scene.path] == [0.8]

    def test_the_nearer_one_wins_over_a_passer_by(self) -> None:
        two = [*seen(lambda _: 0.3, size=0.16), *seen(lambda _: 0.9, size=0.06)]

        scene = only(framed(signals(two)))

        assert [round(p.x, 2) for p in scene.path] == [0.3]

    def test_who_comes_when_the_first_has_gone_is_followed(self) -> None:
        first = seen(lambda _: 0.3, end_ms=6_000)
        second = seen(lambda _: 0.7, start_ms=7_000)

        scene = only(framed(signals([*first, *second])))

        assert abs(position_at(scene.path, 2_000)[0] - 0.3) < CROP / 4
        assert abs(position_at(scene.path, 9_000)[0] - 0.7) < CROP / 4

    @pytest.mark.parametrize("mirrored", [False, True])
    def test_a_person_who_leans_to_the_edge_is_not_left_half_outside(self, mirrored: bool) -> None:
        leaning = (0.03, 0.03, 0.03, 0.1, *[0.2] * 15, 0.1)
        places = [1 - x if mirrored else x for x in leaning]

        scene = only(framed(signals(seen(lambda ms: places[ms // STEP_MS]))))

        shown_from = position_at(scene.path, 500)[0] + (CROP / 2 if mirrored else -CROP / 2)
        assert shown_from == pytest.approx(float(mirrored))

    def test_a_misplaced_find_of_a_person_moves_nothing(self) -> None:
        person = seen(lambda ms: 0.41 if ms == 4_000 else 0.3)

        assert [p.x for p in only(framed(signals(person))).path] == [pytest.approx(0.3)]

    def test_somebody_of_a_group_as_important_as_the_others_is_not_cut_off(self) -> None:
        group = [face for x in (0.2, 0.4, 0.6, 0.8) for face in seen(standing(x))]

        assert only(framed(signals(group))).path == ()

    def test_a_group_is_cropped_when_a_person_asks_for_it(self) -> None:
        group = [face for x in (0.2, 0.4, 0.6, 0.8) for face in seen(standing(x))]

        scene = only(framed(signals(group), fit=Fit.CROP))

        assert len(scene.path) == 1
        assert abs(scene.path[0].x - 0.5) < 0.15

    def test_while_the_main_person_is_away_the_other_is_shown(self) -> None:
        main = [face for face in seen(lambda _: 0.3, size=0.2) if not 3_000 <= face.at_ms < 7_000]
        other = seen(lambda _: 0.75, size=0.08)

        scene = only(framed(signals([*main, *other]), fit=Fit.CROP))

        assert abs(position_at(scene.path, 1_000)[0] - 0.3) < CROP / 4
        assert abs(position_at(scene.path, 5_000)[0] - 0.75) < CROP / 4
        assert abs(position_at(scene.path, 9_000)[0] - 0.3) < CROP / 4

    def test_what_is_mistaken_for_a_face_now_and_then_is_nobody(self) -> None:
        rare = [face for face in seen(lambda _: 0.9) if face.at_ms % 2_000 == 0]

        assert framed(signals(rare)) == framed(signals())

    def test_a_single_look_is_enough_in_a_shot_that_has_no_more(self) -> None:
        short = signals(seen(lambda _: 0.7, end_ms=500), duration_ms=600, shots=shots(0, 600))

        assert [round(p.x, 2) for p in only(framed(short)).path] == [0.7]

    def test_a_face_wider_than_the_crop_is_shown_whole(self) -> None:
        assert only(framed(signals(seen(lambda _: 0.5, size=0.4)))).path == ()

    def test_a_wide_version_of_a_close_up_keeps_the_chin(self) -> None:
        close, further = (signals(seen(lambda _: 0.5, size=size)) for size in (0.2, 0.14))

        whole = only(framed(close, aspect=Aspect.WIDE, size=(1080, 1920)))
        cropped = only(framed(further, aspect=Aspect.WIDE, size=(1080, 1920)))

        assert whole.path == ()
        assert cropped.path

    def test_a_tall_source_leaves_head_room_above_the_eyes(self) -> None:
        person = seen(lambda _: 0.5, y=0.5, size=0.1)

        scene = only(framed(signals(person), aspect=Aspect.SQUARE, size=(1080, 1920)))

        eyes = 0.5 - 0.2 * person[0].height
        top = scene.path[0].y - scene.height / 2
        assert (eyes - top) / scene.height == pytest.approx(1 / 3, abs=0.02)


class TestNobody:
    def test_motion_in_one_place_is_cropped_to(self) -> None:
        moving = signals(motion=(0.1,) * 20, focus_x=(0.7,) * 20, focus_y=(0.5,) * 20)

        assert [round(p.x, 3) for p in only(framed(moving)).path] == [0.7]

    def test_motion_all_over_is_shown_whole(self) -> None:
        all_over = signals(motion=(0.1,) * 20, focus_x=(0.1, 0.9) * 10, focus_y=(0.5,) * 20)

        assert only(framed(all_over)).path == ()

    def test_a_camera_that_swings_is_no_subject(self) -> None:
        swinging = signals(motion=(0.6,) * 20, focus_x=(0.7,) * 20, focus_y=(0.5,) * 20)

        assert only(framed(swinging)).path == ()

    def test_motion_that_wanders_slowly_is_followed(self) -> None:
        crossing = tuple(0.2 + 0.6 * step / 20 for step in range(20))
        moving = signals(motion=(0.1,) * 20, focus_x=crossing, focus_y=(0.5,) * 20)

        scene = only(framed(moving))

        assert position_at(scene.path, 0)[0] < 0.35
        assert position_at(scene.path, 10_000)[0] > 0.65

    def test_a_still_wide_shot_is_shown_whole(self) -> None:
        still = signals(motion=(0.001,) * 20, focus_x=(0.7,) * 20, focus_y=(0.5,) * 20)

        assert only(framed(still)).path == ()

    def test_a_crop_that_keeps_most_is_taken(self) -> None:
        scene = only(framed(signals(), aspect=Aspect.SQUARE))

        assert [(p.x, p.y) for p in scene.path] == [(0.5, 0.5)]

    def test_a_source_of_nearly_the_wanted_shape_is_never_blurred(self) -> None:
        two = [*seen(lambda _: 0.06), *seen(lambda _: 0.94)]

        scene = only(framed(signals(two), aspect=Aspect.SQUARE, size=(1200, 1000)))

        assert len(scene.path) == 1
        assert scene.width == pytest.approx(1000 / 1200)

    def test_the_middle_is_cropped_where_nothing_is_known_and_a_crop_is_wanted(self) -> None:
        scene = only(framed(signals(), fit=Fit.CROP))

        assert [(p.x, p.y) for p in scene.path] == [(0.5, 0.5)]


class TestScenes:
    def test_a_new_shot_starts_at_its_own_place(self) -> None:
        faces = seen(lambda ms: 0.3 if ms < 5_000 else 0.7)

        first, second = framed(signals(faces, shots=shots(0, 5_000, 10_000))).scenes

        assert (first.span.end_ms, second.span.start_ms) == (5_000, 5_000)
        assert [round(p.x, 2) for p in (*first.path, *second.path)] == [0.3, 0.7]

    def test_a_flash_belongs_to_its_neighbour(self) -> None:
        faces = seen(lambda ms: 0.3 if ms < 5_000 else 0.7)
        flash = shots(0, 200, 5_000, 5_250, 9_900, 10_000)

        spans = [scene.span for scene in framed(signals(faces, shots=flash)).scenes]

        assert spans == [span(0, 5_000), span(5_000, 10_000)]

    def test_neighbours_shown_whole_are_one_scene(self) -> None:
        assert len(framed(signals(shots=shots(0, 3_000, 6_000, 10_000))).scenes) == 1

    def test_whole_is_whole_whoever_is_there(self) -> None:
        assert only(framed(signals(seen(lambda _: 0.7)), fit=Fit.WHOLE)).path == ()

    def test_a_clip_out_of_the_middle_knows_the_person_from_its_first_moment(self) -> None:
        scene = only(framed(signals(seen(lambda _: 0.7)), of=span(4_321, 5_000)))

        assert scene.span == span(4_321, 5_000)
        assert [round(p.x, 2) for p in scene.path] == [0.7]
