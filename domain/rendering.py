"""What is to be made of one span of a video, and what was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.captions import Card, cards
from domain.clip import Clip, Look, Variant
from domain.cutting import poster_at
from domain.framing import Framing, frame
from domain.ids import VariantId
from domain.media import Blob, Probe, Signals, Span, Word
from domain.platforms import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One way to show a clip, the same file for all of ``platforms``: inside the strictest of
    their limits. ``cards`` are written on it."""

    platforms: tuple[Platform, ...]
    framing: Framing
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipOrder:
    """What is wanted of one span: the clip itself where ``clip`` says so, and its pictures.

    ``poster_ms`` is the moment (of the source) that stands for it.
    """

    span: Span
    poster_ms: int
    clip: bool = True
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePicture:
    blob: Blob
    poster: Blob


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFiles:
    """The clip itself, a JPEG that stands for it, and an animated, silent preview."""

    blob: Blob
    poster: Blob
    preview: Blob


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeClip:
    """``files`` are there when the order was for the clip itself; ``pictures`` are in the order
    in which they were asked for."""

    files: ClipFiles | None
    pictures: tuple[MadePicture, ...]

    @property
    def blobs(self) -> tuple[Blob, ...]:
        files = self.files
        own = (files.blob, files.poster, files.preview) if files else ()
        return (*own, *(blob for one in self.pictures for blob in (one.blob, one.poster)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is known of a video. ``words`` are there where somebody heard them."""

    probe: Probe
    signals: Signals
    words: tuple[Word, ...] = ()

    def words_in(self, span: Span) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.span.overlaps(span))


def order(
    measured: Measured, span: Span, looks: Mapping[Platform, Look], *, clip: bool = True
) -> ClipOrder:
    """Platforms with the same look share one picture. The pictures are in the order of
    ``by_look``."""
    return ClipOrder(
        span=span,
        poster_ms=poster_at(measured.signals, span),
        clip=clip,
        pictures=tuple(
            _picture(measured, span, look, platforms) for look, platforms in by_look(looks).items()
        ),
    )


def by_look(looks: Mapping[Platform, Look]) -> Mapping[Look, tuple[Platform, ...]]:
    return {
        look: tuple(platform for platform, its in looks.items() if its == look)
        for look in looks.values()
    }


def possible(look: Look, measured: Measured, span: Span) -> Look:
    """The look as it can be had: no captions where no words are known."""
    captions = look.captions and bool(measured.words_in(span))
    return Look(aspect=look.aspect, fit=look.fit, captions=captions)


def _picture(measured: Measured, span: Span, look: Look, platforms: Sequence[Platform]) -> Picture:
    framing = frame(
        measured.signals,
        span,
        aspect=look.aspect,
        fit=look.fit,
        width=measured.probe.width,
        height=measured.probe.height,
    )
    written = cards(measured.words_in(span), span) if look.captions else ()
    return Picture(platforms=tuple(platforms), framing=framing, cards=written)


def new_variant(
    clip: Clip, platform: Platform, look: Look, made: MadePicture, *, id_: VariantId, at: datetime
) -> Variant:
    """What became of ``clip`` for ``platform``."""
    width, height = look.aspect.size
    return Variant(
        id=id_,
        clip_id=clip.id,
        platform=platform,
        look=look,
        blob=made.blob.key,
        sha256=made.blob.sha256,
        size_bytes=made.blob.size_bytes,
        width=width,
        height=height,
        duration_ms=clip.duration_ms,
        poster=made.poster.key,
        created_at=at,
    )
