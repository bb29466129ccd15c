"""Makes all files of one span: one reading of the sound, then one decoding of the pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import ffmpeg

from domain.ports import Progress
from domain.rendering import ClipOrder
from integrations.media.cutting import Source, Stretch, locate, picture_input
from integrations.media.ffmpeg import Work, read_lines, safe_input
from integrations.media.fitting import BUFFER_S, Room, room
from integrations.media.framed import Frames, framed, frames_of, steady
from integrations.media.lettering import CaptionTrack
from integrations.media.loudness import Sounds, make_sounds
from integrations.media.posters import make_posters
from integrations.media.preview import preview
from integrations.media.streams import FILE, VIDEO, pictures, plain

_CLIP_CRF: Final = 20
_PICTURE_CRF: Final = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePictureFiles:
    path: str
    poster: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFiles:
    """Paths in the folder. ``clip``, ``poster`` and ``preview`` are there when the order was for
    the clip itself; ``pictures`` are in the order's order."""

    clip: str | None
    poster: str | None
    preview: str | None
    pictures: tuple[MadePictureFiles, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    source: Source
    order: ClipOrder
    stretch: Stretch
    sounds: Sounds
    frames: Frames
    files: MadeFiles


async def make(
    source: Source,
    order: ClipOrder,
    folder: str,
    *,
    captions: Sequence[CaptionTrack | None],
    on_progress: Progress,
) -> MadeFiles:
    """``captions`` has one entry for each of the order's pictures.

    Raises MediaRefused (before any work, where no file could fit), ChildFailed, FfmpegFailed and
    TookTooLong.
    """
    rooms = [room(picture, order.span) for picture in order.pictures]
    stretch = await locate(source, order.span)
    sounds = await make_sounds(source, stretch, folder, own=order.clip, even=bool(order.pictures))
    work = _Work(
        source=source,
        order=order,
        stretch=stretch,
        sounds=sounds,
        frames=frames_of(source.inspection, stretch),
        files=_files(order, folder),
    )
    await _render(work, _outputs(work, rooms, captions), on_progress=on_progress)
    stills = [one.poster for one in work.files.pictures]
    await make_posters(source, order, own=work.files.poster, pictures=stills)
    return work.files


async def _render(work: _Work, outputs: Sequence[Any], *, on_progress: Progress) -> None:
    order = work.order
    frames = work.stretch.count if order.clip else work.frames.count

    async def report(line: str) -> None:
        """ffmpeg counts the frames of its first output; the others keep step with it."""
        name, _, value = line.partition("=")
        if name == "frame" and value.isdigit():
            await on_progress(min(1.0, int(value) / frames))

    videos = max(1, len(order.pictures) + order.clip)
    wanted = Work(duration_ms=order.span.duration_ms * videos)
    graph = ffmpeg.merge_outputs(*outputs)
    await read_lines(work.source.binary, graph, work=wanted, on_line=report, progress=True)


def _files(order: ClipOrder, folder: str) -> MadeFiles:
    return MadeFiles(
        clip=f"{folder}/clip.mp4" if order.clip else None,
        poster=f"{folder}/poster.jpg" if order.clip else None,
        preview=f"{folder}/preview.webp" if order.clip else None,
        pictures=tuple(
            MadePictureFiles(
                path=f"{folder}/picture-{number}.mp4", poster=f"{folder}/picture-{number}.jpg"
            )
            for number in range(len(order.pictures))
        ),
    )


def _outputs(
    work: _Work, rooms: Sequence[Room], captions: Sequence[CaptionTrack | None]
) -> list[Any]:
    source = picture_input(work.source, work.stretch)
    shown = pictures(source, work.source.inspection, work.stretch).split()
    files, outputs = work.files, []
    even = steady(shown[0], work.frames).split()
    if files.clip and files.preview:
        outputs += [
            _clip(source, shown[1], work, files.clip),
            preview(even[0], work.frames.rate, files.preview),
        ]
    for number, wanted in enumerate(work.order.pictures):
        made = framed(even[number + 1], work.frames, wanted.framing)
        written = _written(made, captions[number])
        outputs.append(_picture(written, work, rooms[number], files.pictures[number].path))
    return outputs


def _clip(source: Any, shown: Any, work: _Work, path: str) -> Any:
    stretch = work.stretch
    streams = [shown]
    options: dict[str, Any] = {**VIDEO, **FILE, "crf": _CLIP_CRF, "fps_mode": "passthrough"}
    options |= {"enc_time_base:v": "filter"}
    options["bsf:v"] = f"setts=pts=PTS:dts=DTS:{_last_until_end(stretch)}"
    if not stretch.even:
        # An MP4 keeps lengths in the order of decoding: each is right only where that is the same.
        options["bf"] = 0
    if stretch.copied_from is not None:
        streams = [source[str(work.source.inspection.video_index)]]
        options = {**FILE, "vcodec": "copy", "vframes": stretch.count}
        options["bsf:v"] = _copying(stretch, stretch.copied_from)
    if work.sounds.own:
        streams.append(safe_input(work.sounds.own)["a:0"])
        options["acodec"] = "copy"
    return ffmpeg.output(*streams, f"file:{path}", **options)


def _copying(stretch: Stretch, first: int) -> str:
    """Leaves out what lies before the first picture, which becomes 0, and what people wrote into
    the stream beside the pictures."""
    shift = f"pts=PTS-({first}):dts=DTS-({first})"
    last = _last_until_end(stretch, origin_s=stretch.picture_s)
    return f"noise=drop='lt(pts,{first})',setts={shift}:{last},filter_units=remove_types=6"


def _last_until_end(stretch: Stretch, *, origin_s: float = 0.0) -> str:
    """The last picture stands until the stretch ends, and no longer."""
    begins_s = max(0.0, stretch.last_s - stretch.first_s)
    lasts_s = stretch.duration_s - begins_s
    is_last = f"gte((PTS+1/2)*TB,{origin_s + begins_s:.6f})"
    return f"duration='if({is_last},max(1,round({lasts_s:.6f}/TB)),DURATION)'"


def _written(stream: Any, track: CaptionTrack | None) -> Any:
    if track is None:
        return stream
    band = safe_input(track.path)["v:0"]
    return plain(stream.overlay(band, x=track.x, y=track.y, eof_action="pass"))


def _picture(stream: Any, work: _Work, limits: Room, path: str) -> Any:
    assert work.sounds.even
    options: dict[str, Any] = {**VIDEO, **FILE, "crf": _PICTURE_CRF, "acodec": "copy"}
    options |= {"maxrate": limits.bits_per_s, "bufsize": BUFFER_S * limits.bits_per_s}
    options |= {"r": str(work.frames.rate), "fps_mode": "cfr"}
    heard = safe_input(work.sounds.even)["a:0"]
    return ffmpeg.output(stream, heard, f"file:{path}", **options)
