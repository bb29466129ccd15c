"""Where heavy work is done, and what becomes of it when a worker is killed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from integrations.media.workshop import Workshop, workshop


def _shop(tmp_path: Path) -> Workshop:
    return workshop(tmp_path / "work", turns=tmp_path / "turns")


async def test_a_bench_is_gone_with_its_files_when_the_work_ends(tmp_path: Path) -> None:
    shop = _shop(tmp_path)

    async with shop.bench(1_000) as bench:
        (bench / "half.mp4").write_bytes(b"x")

    assert list(shop.folder.iterdir()) == []


async def test_only_benches_that_nobody_holds_are_tidied_away(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    left = shop.folder / "stakazo-media-left"
    left.mkdir()
    (left / "half.mp4").write_bytes(b"x")
    later = datetime.now(UTC) + timedelta(minutes=5)

    async with shop.bench(1_000) as bench:
        shop.tidy(before=later)

        assert list(shop.folder.iterdir()) == [bench]


async def test_a_bench_that_was_only_just_made_is_left_alone(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    fresh = shop.folder / "stakazo-media-fresh"
    fresh.mkdir()

    shop.tidy(before=datetime.now(UTC) - timedelta(minutes=1))

    assert fresh.is_dir()
