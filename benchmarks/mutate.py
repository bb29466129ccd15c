"""Files made to break what reads them: honest ones damaged by a seeded hand, and written traps."""

import re
import struct
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final

from integrations.media.ffmpeg import find_ffmpeg

_PICTURE: Final = ("-f", "lavfi", "-i", "testsrc2=s=160x96:r=25")
_SOUND: Final = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100")
_H264: Final = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10")
_SEEDS: Final = (
    ("h264.mp4", (*_H264, "-c:a", "aac")),
    ("fast.mp4", (*_H264, "-c:a", "aac", "-movflags", "+faststart")),
    ("parts.mp4", (*_H264, "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov")),
    ("mpeg4.mov", ("-c:v", "mpeg4", "-c:a", "pcm_s16le")),
    ("prores.mov", ("-c:v", "prores_ks", "-c:a", "aac")),
    ("h264.mkv", (*_H264, "-c:a", "libmp3lame")),
    ("vp8.webm", ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus")),
    ("mjpeg.avi", ("-c:v", "mjpeg", "-c:a", "pcm_s16le")),
    ("mpeg4.avi", ("-c:v", "mpeg4", "-c:a", "libmp3lame")),
    ("h264.ts", (*_H264, "-c:a", "aac")),
    ("mpeg2.mpg", ("-c:v", "mpeg2video", "-c:a", "mp2")),
    ("flv1.flv", ("-c:v", "flv", "-c:a", "libmp3lame")),
    ("wmv2.asf", ("-c:v", "wmv2", "-c:a", "wmav2")),
    ("mpeg2.mxf", ("-c:v", "mpeg2video", "-c:a", "pcm_s16le", "-ar", "48000")),
)
_FIELDS: Final = re.compile(
    rb"mvhd|tkhd|mdhd|stsd|avc1|mp4v|mp4a|stts|ctts|stsz|stsc|stco|stss|elst|esds|avcC|trun|tfhd"
    rb"|\x16\x54\xae\x6b|\x15\x49\xa9\x66|\x1f\x43\xb6\x75|\x2a\xd7\xb1|\x44\x89|\xb0|\xba|\xe0"
    rb"|avih|strh|strf|idx1|\x00\x00\x01\xb3|\x00\x00\x01\xba|onMetaData"
)
"""Where headers of the containers keep their numbers."""

_EXTREMES: Final = tuple(
    struct.pack(">I", number)
    for number in (0, 1, 2**31 - 1, 2**31, 2**32 - 1, 2**24, 65_535, 65_536 * 32_768)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    name: str
    content: bytes


def make_seeds(folder: Path) -> Sequence[Path]:
    """Two seconds of each container; what this ffmpeg cannot make is left out."""
    made: list[Path] = []
    for name, options in _SEEDS:
        path = folder / name
        command = [find_ffmpeg(), "-v", "error", "-y", *_PICTURE, *_SOUND, "-t", "2", *options]
        if subprocess.run([*command, str(path)], capture_output=True, timeout=60).returncode == 0:
            made.append(path)
    return made


def hostile(seeds: Sequence[Path], *, count: int, seed: int, address: str) -> Iterator[Hostile]:
    """The traps once each, then damaged files up to ``count``. ``address`` (host and port) is
    what the traps refer to."""
    honest = [(path.name, path.read_bytes()) for path in seeds]
    traps = [*_scripts(address), *_references(dict(honest), address)]
    yield from traps[:count]
    chance = Random(seed)
    for number in range(count - len(traps)):
        name, content = chance.choice(honest)
        damage = chance.choice(_DAMAGES)
        other = chance.choice(honest)[1]
        damaged = damage(chance, content, other)
        yield Hostile(name=f"{number}-{damage.__name__.strip('_')}-{name}", content=damaged)


def _flipped(chance: Random, content: bytes, __: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 8, 64, 512))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _flipped_head(chance: Random, content: bytes, other: bytes) -> bytes:
    return _flipped(chance, content[:2048], other) + content[2048:]


def _cut_short(chance: Random, content: bytes, _: bytes) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _hollowed(chance: Random, content: bytes, _: bytes) -> bytes:
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.randrange(1, len(content) // 2))
    return content[:start] + bytes(end - start) + content[end:]


def _noisy(chance: Random, content: bytes, _: bytes) -> bytes:
    start = chance.randrange(len(content))
    noise = chance.randbytes(min(len(content) - start, chance.randrange(1, 4096)))
    return content[:start] + noise + content[start + len(noise) :]


def _spliced(chance: Random, content: bytes, other: bytes) -> bytes:
    return content[: chance.randrange(len(content))] + other[chance.randrange(len(other)) :]


def _repeated(chance: Random, content: bytes, _: bytes) -> bytes:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randrange(1, 20_000)]
    return content[:start] + piece * chance.choice((2, 50)) + content[start:]


def _exaggerated(chance: Random, content: bytes, __: bytes) -> bytes:
    """Counts, sizes, lengths and dimensions of headers turned into the largest and the least."""
    changed = bytearray(content)
    fields = [found.end() for found in _FIELDS.finditer(content)]
    for _ in range(chance.choice((1, 1, 2, 6))):
        at = chance.choice(fields or [0]) + chance.randrange(0, 40)
        changed[at : at + 4] = chance.choice(_EXTREMES)
    return bytes(changed)


def _resized_box(chance: Random, content: bytes, _: bytes) -> bytes:
    changed = bytearray(content)
    boxes = [found.start() for found in re.finditer(rb"[a-z]{4}", content[:65_536])]
    at = max(0, chance.choice(boxes or [4]) - 4)
    changed[at : at + 4] = chance.choice(_EXTREMES)
    return bytes(changed)


_Damage = Callable[[Random, bytes, bytes], bytes]
_DAMAGES: Final[Sequence[_Damage]] = (
    _flipped,
    _flipped_head,
    _cut_short,
    _hollowed,
    _noisy,
    _spliced,
    _repeated,
    _exaggerated,
    _exaggerated,
    _resized_box,
)


def _scripts(address: str) -> Iterator[Hostile]:
    """Text that makes tools open other files and addresses, bare and behind a video's start."""
    url = f"http://{address}"
    texts = {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
        "hls-key": f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{url}/k"\n#EXTINF:5,\na.ts\n',
        "hls-file": "#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{url}/a.mp4'\nfile '/etc/passwd'\n",
        "dash": f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">'
        f"<BaseURL>{url}/</BaseURL><Period><AdaptationSet/></Period></MPD>",
        "sdp": f"v=0\nc=IN IP4 {address.partition(':')[0]}\nm=video 5004 RTP/AVP 96\n",
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/a.png"/></svg>',
        "mvg": f"push graphic-context\nimage over 0,0 9,9 'url({url}/a.png|id)'\n",
        "imf": f'<?xml version="1.0"?><AssetMap><Path>{url}/a.mxf</Path></AssetMap>',
        "html": f"<html><video src='{url}/a.mp4'></video></html>",
        "ram": f"{url}/a.rm\nrtsp://{address}/a\n",
        "asx": f"<asx version='3.0'><entry><ref href='{url}/a.wmv'/></entry></asx>",
        "ref": f"[Reference]\nRef1={url}/a.asf?MSWMExt=.asf\n",
        "lavfi": "movie=/etc/passwd",
        "shell": "#!/bin/sh\ntouch /tmp/was-run\n",
    }
    heads = {
        "": b"",
        "mov-": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
        "mkv-": b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f",
        "avi-": b"RIFF\xff\xff\xff\x7fAVI LIST",
    }
    for name, text in texts.items():
        for kind, head in heads.items():
            yield Hostile(name=f"trap-{kind}{name}", content=head + text.encode())


def _references(honest: dict[str, bytes], address: str) -> Iterator[Hostile]:
    """Videos whose headers say that the pictures lie elsewhere, and files that are two things."""
    url = f"http://{address}/elsewhere.mp4".encode() + b"\0"
    movie = honest["h264.mp4"]
    for kind in (b"url ", b"alis", b"rsrc", b"urn "):
        entry = struct.pack(">I", 12 + len(url)) + kind + bytes(4) + url
        yield Hostile(name=f"trap-dref-{kind.decode().strip()}", content=_referring(movie, entry))
    rmra = struct.pack(">I", 20 + len(url)) + b"rdrf" + bytes(4) + b"url " + struct.pack(">I", 99)
    yield Hostile(name="trap-rmra", content=_box(b"moov", _box(b"rmra", _box(b"rmda", rmra + url))))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escaped.mp4", movie)
        archive.writestr("bomb", bytes(5_000_000))
    yield Hostile(name="trap-zip", content=packed.getvalue())
    yield Hostile(name="trap-zip-behind-movie", content=movie + packed.getvalue())
    yield Hostile(name="trap-movie-behind-zip", content=packed.getvalue() + movie)
    yield Hostile(name="trap-deep", content=_nested(2_000))
    yield Hostile(name="trap-many-tracks", content=_box(b"moov", _box(b"trak", b"") * 50_000))


def _referring(movie: bytes, entry: bytes) -> bytes:
    """With ``entry`` in the place of the first "the pictures are in this file"."""
    own = b"\x00\x00\x00\x0curl \x00\x00\x00\x01"
    at = movie.index(own)
    changed = bytearray(movie)
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        start = movie.rindex(kind, 0, at) - 4
        size = int.from_bytes(movie[start : start + 4], "big") + len(entry) - len(own)
        changed[start : start + 4] = struct.pack(">I", size)
    changed[at : at + len(own)] = entry
    return bytes(changed)


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def _nested(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = _box(b"moov", content)
    return content
