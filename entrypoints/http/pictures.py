"""The files that were made of clips, as they are sent to whoever may see them."""

import asyncio
from collections.abc import Sequence
from typing import Final

from domain.clip import Clip, Variant
from domain.errors import NotFound
from domain.ids import BlobKey, ClipId, PublicationId, VideoId
from domain.ports import Media, Store, World
from domain.ports.links import Shown
from entrypoints.http.files import StoredFile

_MOST_ON_A_SHEET: Final = 64
_SHEETS_KEPT: Final = 32


class Sheets:
    """Contact sheets. The same posters give the same sheet, which is drawn once; one is drawn at
    a time, however many people ask."""

    def __init__(self, media: Media, store: Store) -> None:
        self._media = media
        self._store = store
        self._drawn: dict[tuple[BlobKey, ...], BlobKey] = {}
        self._drawing = asyncio.Lock()

    async def of(self, posters: Sequence[BlobKey]) -> BlobKey:
        """Raises MediaRefused, NoSpace."""
        wanted = tuple(posters)
        async with self._drawing:
            if wanted not in self._drawn:
                sheet = await self._media.contact_sheet(wanted)
                if len(self._drawn) >= _SHEETS_KEPT:
                    await self._store.delete(self._drawn.pop(next(iter(self._drawn))))
                self._drawn[wanted] = sheet.key
            return self._drawn[wanted]


async def contact_sheet(world: World, sheets: Sheets, video_id: str) -> StoredFile:
    """The posters of the newest clips of a video in the order of their numbers.

    Raises NotFound when there are none, MediaRefused, NoSpace.
    """
    async with world.uow() as tx:
        video = await tx.videos.get(VideoId(video_id))
        clips = await tx.clips.of_video(video.id)
    if not clips:
        raise NotFound(what="clip", ref=video.title)
    key = await sheets.of([clip.poster for clip in clips[-_MOST_ON_A_SHEET:]])
    return _ours(key, f"{video.title}.jpg", "image/jpeg")


async def pictured(world: World, shown: Shown, id_: str) -> StoredFile:
    """What was made of one clip, or one of its variants. Raises NotFound."""
    async with world.uow() as tx:
        if shown in (Shown.VARIANT, Shown.VARIANT_POSTER):
            variant = await tx.clips.get_variant(id_)
            return _of_variant(shown, variant, await tx.clips.get(variant.clip_id))
        if shown is Shown.PUBLICATION:
            publication = await tx.publications.get(PublicationId(id_))
            return _ours(publication.medium.blob, f"{publication.id}.mp4", "video/mp4")
        return _of_clip(shown, await tx.clips.get(ClipId(id_)))


def _of_clip(shown: Shown, clip: Clip) -> StoredFile:
    match shown:
        case Shown.CLIP_POSTER:
            return _ours(clip.poster, f"{clip.title}.jpg", "image/jpeg")
        case Shown.CLIP_PREVIEW:
            return _ours(clip.preview, f"{clip.title}.webp", "image/webp")
        case _:
            return _ours(clip.blob, f"{clip.title}.mp4", "video/mp4")


def _of_variant(shown: Shown, variant: Variant, clip: Clip) -> StoredFile:
    name = f"{clip.title} {variant.platform.label}"
    if shown is Shown.VARIANT_POSTER:
        return _ours(variant.poster, f"{name}.jpg", "image/jpeg")
    return _ours(variant.blob, f"{name}.mp4", "video/mp4")


def _ours(key: BlobKey, name: str, media_type: str) -> StoredFile:
    """The key is made of the bytes, so it says when they changed."""
    tag = key.rpartition("/")[2]
    return StoredFile(key=key, tag=tag, name=name, media_type=media_type, is_ours=True)
