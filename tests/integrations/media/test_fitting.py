"""Limits: the strictest of several platforms, and no work for what cannot fit."""

from dataclasses import replace

import pytest

from domain.framing import Framing, Scene
from domain.media import Span
from domain.platforms import LIMITS, Aspect, Platform
from domain.rendering import Picture
from domain.video import MediaRefused
from integrations.media.fitting import room


def _picture(*platforms: Platform) -> Picture:
    scene = Scene(span=Span(start_ms=0, end_ms=1))
    return Picture(platforms=platforms, framing=Framing(aspect=Aspect.SQUARE, scenes=(scene,)))


def _span(seconds: float) -> Span:
    return Span(start_ms=5_000, end_ms=5_000 + round(seconds * 1000))


def test_the_strictest_platform_decides() -> None:
    found = room(_picture(Platform.TIKTOK, Platform.INSTAGRAM), _span(30))

    assert found.most_bytes == LIMITS[Platform.INSTAGRAM].max_bytes
    assert found.bits_per_s == 12_000_000


def test_a_long_clip_gets_fewer_bits_so_that_it_fits() -> None:
    found = room(_picture(Platform.INSTAGRAM), _span(600))

    assert (found.bits_per_s + 200_000) * 600 / 8 < found.most_bytes


@pytest.mark.parametrize(
    ("seconds", "platforms", "reason", "limit"),
    [
        (200, (Platform.TIKTOK, Platform.YOUTUBE), "clip_too_long", 180),
        (2, (Platform.TIKTOK,), "clip_too_short", 3),
    ],
)
def test_a_clip_that_one_of_the_platforms_does_not_take_is_refused(
    seconds: int, platforms: tuple[Platform, ...], reason: str, limit: int
) -> None:
    with pytest.raises(MediaRefused) as refused:
        room(_picture(*platforms), _span(seconds))

    assert (refused.value.values["reason"], refused.value.values["seconds"]) == (reason, limit)


def test_a_file_that_would_be_unwatchable_is_refused_with_the_length_that_works() -> None:
    tiny = {Platform.TIKTOK: replace(LIMITS[Platform.TIKTOK], max_bytes=2_000_000)}

    with pytest.raises(MediaRefused) as refused:
        room(_picture(Platform.TIKTOK), _span(60), tiny)

    seconds = refused.value.values["seconds"]
    assert refused.value.values["reason"] == "clip_too_big"
    assert isinstance(seconds, int)
    assert room(_picture(Platform.TIKTOK), _span(seconds), tiny).bits_per_s >= 300_000
