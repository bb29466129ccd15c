"""What is read at all, so that no file makes the tools open another or eat the machine."""

from typing import Final

DEMUXERS: Final = "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,mxf"
"""The containers that are read. Playlists, image sequences and concat scripts are not among
them: those make ffmpeg open other files."""

MAX_PIXELS: Final = 33_554_432
"""A little more than 8K."""

PIXELS_4K: Final = 4096 * 2304
"""Up to here several pictures are held at once; of larger ones each takes 50 MB and more."""

MAX_STREAMS: Final = 64
