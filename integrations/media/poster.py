"""One JPEG that stands for a video."""

from typing import Any, Final

from domain.ports import Progress
from integrations.media.children import ask
from integrations.media.ffmpeg import Work, render, safe_input
from integrations.media.probe import Inspection
from integrations.media.streams import pictures

_WALL_S: Final = 120.0
_LONGEST_SIDE: Final = 1280
_JUST_BEFORE_S: Final = 0.0005
_READ_MS: Final = 1000


async def make_poster(
    binary: str, path: str, inspection: Inspection, output: str, *, on_progress: Progress
) -> None:
    """Raises MediaRefused, ChildFailed, FfmpegFailed and TookTooLong."""
    settings = {"start_s": inspection.start_s, "duration_ms": inspection.probe.duration_ms}
    found = await ask("stills", path, wall_s=_WALL_S, settings=settings)
    graph = _graph(path, inspection, found["time_s"], output)
    await render(binary, graph, work=Work(duration_ms=_READ_MS), on_progress=on_progress)


def _graph(path: str, inspection: Inspection, time_s: float, output: str) -> Any:
    from_s = max(0.0, time_s - inspection.container_start_s - _JUST_BEFORE_S)
    source = safe_input(path, ss=f"{from_s:.6f}", copyts=None)
    side = str(_LONGEST_SIDE)
    return (
        pictures(source, inspection, first_s=time_s - _JUST_BEFORE_S, end_s=time_s + 3600)
        .filter(
            "scale",
            f"min({side},iw)",
            f"min({side},ih)",
            force_original_aspect_ratio="decrease",
            out_range="pc",
        )
        .filter("format", "yuvj420p")
        .output(f"file:{output}", format="image2", update=1, vframes=1, **{"q:v": 3})
    )
