"""Clips as people and models are shown them: where they lie, how they score, where they play."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import BaseModel

from domain.clip import Clip, Variant
from domain.ids import ClipId
from domain.platforms import Platform
from domain.ports import Transaction
from domain.ports.links import Links, Shown
from domain.scoring import ClipScore
from domain.texts import Locale, say
from domain.texts.forms import listing, number, seconds, timecode
from tools.context import ToolContext
from tools.spec import AboutVideo


class VariantView(BaseModel):
    """``captions``: whether words are written on it."""

    id: str
    platform: Platform
    aspect: str
    fit: str
    captions: bool
    url: str
    poster_url: str


class ClipView(BaseModel):
    """Every address opens without signing in, for a day."""

    id: str
    number: int
    title: str
    start_ms: int
    end_ms: int
    reasons: list[str]
    scores: dict[str, float]
    url: str
    poster_url: str
    preview_url: str
    variants: list[VariantView]


class Clips(AboutVideo):
    """``contact_sheet_url``: one picture of all clips of the video."""

    clips: list[ClipView]
    contact_sheet_url: str | None = None


async def views(tx: Transaction, clips: Sequence[Clip], links: Links) -> list[ClipView]:
    ids = [clip.id for clip in clips]
    scores = await tx.scores.latest(ids)
    variants = await tx.clips.variants(ids)
    return [_view(clip, scores, variants, links) for clip in clips]


def lines(shown: Sequence[ClipView], locale: Locale) -> str:
    return "\n".join(_line(view, locale) for view in shown)


def sheet(video_id: str, context: ToolContext) -> tuple[str, str]:
    """The address of a video's contact sheet, and the line that leads to it."""
    url = context.links(Shown.CONTACT_SHEET, video_id)
    return url, say("clips.sheet", context.locale, url=url)


def _view(
    clip: Clip, scores: Sequence[ClipScore], variants: Sequence[Variant], links: Links
) -> ClipView:
    return ClipView(
        id=clip.id,
        number=clip.number,
        title=clip.title,
        start_ms=clip.span.start_ms,
        end_ms=clip.span.end_ms,
        reasons=[reason.value for reason in clip.reasons],
        scores=_scores(clip.id, scores),
        url=links(Shown.CLIP, clip.id),
        poster_url=links(Shown.CLIP_POSTER, clip.id),
        preview_url=links(Shown.CLIP_PREVIEW, clip.id),
        variants=[_variant(one, links) for one in variants if one.clip_id == clip.id],
    )


def _scores(clip_id: ClipId, scores: Sequence[ClipScore]) -> dict[str, float]:
    return {one.platform.value: one.score.value for one in scores if one.clip_id == clip_id}


def _variant(variant: Variant, links: Links) -> VariantView:
    return VariantView(
        id=variant.id,
        platform=variant.platform,
        aspect=variant.look.aspect.value,
        fit=variant.look.fit.value,
        captions=variant.look.captions,
        url=links(Shown.VARIANT, variant.id),
        poster_url=links(Shown.VARIANT_POSTER, variant.id),
    )


def _line(view: ClipView, locale: Locale) -> str:
    why = [say(f"reason.{reason}", locale) for reason in view.reasons]
    return say(
        "clips.line",
        locale,
        number=view.number,
        title=plain(view.title),
        start=timecode(view.start_ms),
        end=timecode(view.end_ms),
        length=seconds(view.end_ms - view.start_ms, locale),
        score=_told_scores(view.scores, locale),
        why=listing(why, locale) or say("reason.none", locale),
        url=view.url,
        poster=view.poster_url,
        preview=view.preview_url,
        variants="".join(_told_variant(one, locale) for one in view.variants),
    )


def plain(title: str) -> str:
    """What was said or typed, without the marks that would make it a link or a heading."""
    return title.translate(_MARKUP)


_MARKUP: Final = str.maketrans({mark: " " for mark in "\n\r[]()<>*_`#|\\"})


def _told_scores(scores: Mapping[str, float], locale: Locale) -> str:
    return "".join(
        say(
            "clips.line_score",
            locale,
            platform=Platform(platform).label,
            value=number(value, locale),
        )
        for platform, value in scores.items()
    )


def _told_variant(view: VariantView, locale: Locale) -> str:
    key = "clips.line_captioned" if view.captions else "clips.line_variant"
    return say(key, locale, platform=view.platform.label, aspect=view.aspect, url=view.url)
