"""Cuts and gradual changes in small pictures that are made on the spot."""

import numpy as np
import pytest

from integrations.media.gradual import find_gradual
from integrations.media.shots import HEIGHT, WIDTH, Grey, find_cuts


def scene(seed: int) -> Grey:
    """Blocks of different brightness: no two seeds are alike."""
    blocks = np.random.default_rng(seed).integers(0, 256, (9, 8))
    return np.kron(blocks, np.ones((3, 6))).astype(np.uint8)


def held(picture: Grey, count: int) -> list[Grey]:
    return [picture] * count


def blend(one: Grey, other: Grey, steps: int) -> list[Grey]:
    return [
        (one + (other.astype(float) - one) * at / (steps + 1)).astype(np.uint8)
        for at in range(1, steps + 1)
    ]


def wipe(one: Grey, other: Grey, steps: int) -> list[Grey]:
    edges = [WIDTH * at // (steps + 1) for at in range(1, steps + 1)]
    return [np.where(np.arange(WIDTH) < edge, other, one).astype(np.uint8) for edge in edges]


def cuts_of(pictures: list[Grey]) -> list[int]:
    return find_cuts(40 * np.arange(len(pictures), dtype=np.float64), np.array(pictures))


def gradual_of(pictures: list[Grey]) -> list[tuple[int, int, int]]:
    return [(one.start, one.middle, one.end) for one in find_gradual(np.array(pictures))]


def test_a_cut_is_where_the_new_scene_begins() -> None:
    assert cuts_of([*held(scene(1), 10), *held(scene(2), 10)]) == [10]


def test_a_flash_is_no_cut() -> None:
    white = np.full((HEIGHT, WIDTH), 255, np.uint8)

    assert cuts_of([*held(scene(1), 10), *held(white, 2), *held(scene(1), 10)]) == []


def test_a_fast_pan_is_no_cut_and_a_cut_inside_it_is() -> None:
    wide = [np.hstack([scene(seed) for seed in seeds]) for seeds in ((1, 2, 3), (4, 5, 6))]
    pan = [wide[0][:, at : at + WIDTH] for at in range(0, 40, 2)]
    other = [wide[1][:, at : at + WIDTH] for at in range(0, 40, 2)]

    assert cuts_of(pan) == []
    assert cuts_of([*pan, *other]) == [20]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_pictures_have_no_cut(count: int) -> None:
    assert cuts_of(held(scene(1), count)) == []


def test_a_dissolve_is_counted_from_its_middle() -> None:
    pictures = [*held(scene(1), 20), *blend(scene(1), scene(2), 9), *held(scene(2), 20)]

    (found,) = gradual_of(pictures)
    assert found == pytest.approx((19, 24, 29), abs=1)


def test_a_wipe_is_a_gradual_change() -> None:
    pictures = [*held(scene(1), 20), *wipe(scene(1), scene(2), 9), *held(scene(2), 20)]

    (found,) = gradual_of(pictures)
    assert found[1] == pytest.approx(24, abs=2)


def test_a_fade_in_begins_where_the_black_ends() -> None:
    black = np.zeros((HEIGHT, WIDTH), np.uint8)

    (found,) = gradual_of([*held(black, 20), *blend(black, scene(1), 9), *held(scene(1), 20)])

    assert found[1] == pytest.approx(19, abs=1)


def test_neither_a_cut_nor_a_pan_nor_other_light_is_a_gradual_change() -> None:
    wide = np.hstack([scene(1), scene(2), scene(3)])
    pan = [wide[:, at : at + WIDTH] for at in range(0, 90, 2)]
    darker = (scene(1) * 0.4).astype(np.uint8)
    light = [*held(scene(1), 20), *blend(scene(1), darker, 9), *held(darker, 20)]

    assert gradual_of([*held(scene(1), 20), *held(scene(2), 20)]) == []
    assert gradual_of(pan) == []
    assert gradual_of(light) == []
