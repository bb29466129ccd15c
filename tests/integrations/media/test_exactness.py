"""Random spans of videos that count their own pictures: a few of what the benchmark tries."""

from pathlib import Path

from benchmarks.exactness import KINDS, make_source, random_spans, try_span


async def test_random_spans_of_even_and_uneven_videos_are_exact(tmp_path: Path) -> None:
    wanted = [kind for kind in KINDS if kind.name in ("ntsc.mp4", "uneven.mkv")]
    sources = {kind: await make_source(kind, tmp_path) for kind in wanted}
    (tmp_path / "clips").mkdir()

    for kind, span in random_spans(28):
        if kind in sources:
            found = await try_span(kind, sources[kind], span, tmp_path / "clips")

            assert found.right, (kind.name, span, found)
            assert found.length_off_s < 0.002
            assert found.offsets_s
