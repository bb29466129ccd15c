"""Which characters a font file has glyphs for: its table ``cmap``, formats 4 and 12.

Pillow draws an empty box for what a font lacks, and does not say so beforehand.
"""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path


@cache
def coverage(path: Path) -> frozenset[int]:
    """Code points. The file is one of ours, and trusted."""
    font = path.read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * at) for at in range(tables))
    cmap = next(font[start : start + length] for tag, _, start, length in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    starts = {struct.unpack_from(">HHL", cmap, 4 + 8 * at)[2] for at in range(count)}
    return frozenset(point for start in starts for point in _points(cmap[start:]))


def _points(subtable: bytes) -> Iterator[int]:
    (kind,) = struct.unpack_from(">H", subtable)
    if kind == 4:
        yield from _basic(subtable)
    elif kind == 12:
        (groups,) = struct.unpack_from(">L", subtable, 12)
        for first, last, _ in struct.iter_unpack(">LLL", subtable[16 : 16 + 12 * groups]):
            yield from range(first, last + 1)


def _basic(subtable: bytes) -> Iterator[int]:
    """Segments of the first 65,536 code points; a segment may have holes, whose glyph is 0."""
    (doubled,) = struct.unpack_from(">H", subtable, 6)
    numbers = struct.unpack_from(f">{(len(subtable) - 14) // 2}H", subtable, 14)
    count = doubled // 2
    lasts, firsts = numbers[:count], numbers[count + 1 : 2 * count + 1]
    deltas = numbers[2 * count + 1 : 3 * count + 1]
    offsets_at = 3 * count + 1
    for at, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        offset = numbers[offsets_at + at]
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if offset:
                glyph = numbers[offsets_at + at + offset // 2 + point - first]
            if offset and glyph == 0:
                continue
            if (glyph + deltas[at]) & 0xFFFF:
                yield point
