"""A child process: measures one stretch of a video, its pictures and its sound."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from domain.media import Span
from integrations.media.hearing import hear
from integrations.media.parts import Part, pack_part
from integrations.media.pictures import Shown, pictures_of
from integrations.media.reading import answer, open_file, tell
from integrations.media.watcher import Watcher

_MARGIN_MS: Final = 3_000
"""What lies around a stretch belongs to the search for transitions at its edges."""
_TELL_EVERY: Final = 100


def watch(path: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """``settings``: ``start_s`` of the video, ``start_ms`` and ``end_ms`` of the stretch, the
    ``width``, ``height`` and ``rotation`` of the shown picture, ``audio_index``. Raises Refused.
    """
    stretch = Span(start_ms=settings["start_ms"], end_ms=settings["end_ms"])
    shown = Shown(width=settings["width"], height=settings["height"], rotation=settings["rotation"])
    watcher = Watcher(stretch, shown)
    first_ms, last_ms = stretch.start_ms - _MARGIN_MS, stretch.end_ms + _MARGIN_MS
    with open_file(path) as container:
        pictures = pictures_of(
            container, settings["start_s"], first_ms, last_ms, on_packet=watcher.expect
        )
        for count, (time_ms, frame) in enumerate(pictures):
            watcher.see(time_ms, frame)
            if count % _TELL_EVERY == 0:
                done = (time_ms - stretch.start_ms) / stretch.duration_ms
                tell({"progress": min(1.0, max(0.0, done))})
    heard = hear(path, settings["audio_index"], settings["start_s"], stretch)
    part = Part(**watcher.measures(), **heard)
    return {"part": base64.b64encode(pack_part(part)).decode("ascii")}


if __name__ == "__main__":
    answer(watch)
