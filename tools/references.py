"""From plain words to entities: ids, short ids, numbers, "the last video", "the best one".

Words are taken in both languages. What cannot be told apart is asked for, never guessed.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from domain.campaign import Campaign
from domain.clip import Clip
from domain.errors import DomainError, NotFound
from domain.ids import CampaignId, ClipId, JobId, PublicationId, ThreadId, VideoId, short
from domain.job import Job
from domain.platforms import Platform
from domain.ports import Transaction
from domain.publication import Publication
from domain.texts.forms import timecode
from domain.video import Video

LAST: Final = frozenset(
    [
        "last",
        "latest",
        "newest",
        "it",
        "this",
        "that",
        "ultimo",
        "ultima",
        "lo",
        "la",
        "este",
        "esta",
        "ese",
        "esa",
    ]
)
NEWEST: Final = frozenset(["last", "latest", "newest", "ultimo", "ultima"])
ALL: Final = frozenset(
    ["all", "them", "these", "those", "everything", "todos", "todas", "los", "las", "estos", "esos"]
)
BEST: Final = frozenset(["best", "mejor"])
_FILLER: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "one",
        "ones",
        "of",
        "clip",
        "clips",
        "video",
        "videos",
        "job",
        "jobs",
        "campaign",
        "publication",
        "el",
        "la",
        "los",
        "las",
        "un",
        "una",
        "de",
        "del",
        "trabajo",
        "trabajos",
        "campana",
        "publicacion",
        "publicaciones",
        "numero",
        "number",
        "no",
    ]
)
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EXTENSION: Final = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_ORDINALS: Final = {
    word: number
    for number, words in enumerate(
        ("first primer primero primera", "second segundo segunda", "third tercer tercero tercera"),
        start=1,
    )
    for word in words.split()
}
_OF_VIDEO: Final = re.compile(r"(.+?)\s+(?:of|from|in|de|del)\s+(.+)", re.IGNORECASE)
"""\"2 of my talk\": a clip of a named video."""
_SEARCHED: Final = 200


class Ambiguous(DomainError):
    code = "ambiguous"


class NothingYet(DomainError):
    code = "nothing_yet"

    def __init__(self, *, what: str) -> None:
        super().__init__(what=what)


def words_of(reference: str) -> list[str]:
    """The words that matter, folded: no case, no accents, no articles, no nouns."""
    folded = unicodedata.normalize("NFKD", reference.casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"[\w-]+", plain)
    kept = [word for word in words if word not in _FILLER]
    return kept or [word for word in words if word in LAST | ALL]


async def find_video(tx: Transaction, reference: str | None, *, thread_id: ThreadId) -> Video:
    """Nothing, or "it", is the one that the conversation is about, else the newest.

    Raises NotFound, Ambiguous, NothingYet.
    """
    recent = await tx.videos.recent(limit=_SEARCHED)
    if not recent:
        raise NothingYet(what="video")
    titled = _titled(reference or "", recent)
    if titled is not None:
        return titled
    words = words_of(reference or "")
    if set(words) <= LAST:
        topic = None if set(words) & NEWEST else await tx.messages.topic(thread_id)
        return await tx.videos.get(topic) if topic else recent[0]
    wanted = words[0]
    if _UUID.fullmatch(wanted):
        return await tx.videos.get(VideoId(wanted))
    by_short = [video for video in recent if short(video.id) == wanted]
    return by_short[0] if by_short else _one_named(reference or "", recent)


def _titled(reference: str, videos: Sequence[Video]) -> Video | None:
    """The newest with this very title; the extension of a file may be missing on either side."""
    wanted = reference.strip(" \"'“”«»").casefold()
    exact = [video for video in videos if video.title.casefold() == wanted]
    near = [video for video in videos if _stem(video.title) == _stem(wanted)]
    return next(iter(exact or near), None)


def _stem(title: str) -> str:
    return _EXTENSION.sub("", title.casefold()).replace("_", " ")


def _one_named(reference: str, videos: Sequence[Video]) -> Video:
    words = " ".join(words_of(_EXTENSION.sub("", reference)))
    found = [video for video in videos if words in " ".join(words_of(video.title))]
    if not found:
        raise NotFound(what="video", ref=reference)
    if len(found) > 1 and len({video.title for video in found}) > 1:
        raise Ambiguous(ref=reference, options=", ".join(video.title for video in found[:5]))
    return found[0]


async def find_clips(
    tx: Transaction,
    reference: str | None,
    *,
    thread_id: ThreadId,
    platform: Platform | None = None,
) -> Sequence[Clip]:
    """Clips by number count within the video that the conversation is about, else within the one
    that was cut last. Nothing or "them" is all of its last cut; "best", "best 3" need scores.

    Raises NotFound, NothingYet.
    """
    words = words_of(reference or "")
    by_id = [word for word in words if _UUID.fullmatch(word)]
    if by_id:
        return [await tx.clips.get(ClipId(word)) for word in by_id]
    clips = await _spoken_of(tx, thread_id)
    named = _OF_VIDEO.fullmatch(reference or "")
    if named and set(words_of(named[2])) - ALL:
        video = await find_video(tx, named[2], thread_id=thread_id)
        clips, words = await tx.clips.of_video(video.id), words_of(named[1])
        if not clips:
            raise NothingYet(what="clip")
    if not words or set(words) <= ALL | LAST:
        last_cut = await tx.clips.of_job(max(clips, key=lambda clip: clip.id).job_id)
        return last_cut[-1:] if words and set(words) <= LAST - {"it"} else last_cut
    if words[0] in BEST:
        return await _best(tx, clips, platform, most=_how_many(words))
    if words[0] in LAST and len(words) > 1:
        return clips[-_how_many(words) :]
    return [_pick(word, clips, reference or "") for word in words if word not in ("and", "y")]


async def _spoken_of(tx: Transaction, thread_id: ThreadId) -> Sequence[Clip]:
    topic = await tx.messages.topic(thread_id)
    clips = await tx.clips.of_video(topic) if topic else ()
    if clips:
        return clips
    newest = await tx.clips.recent(limit=1)
    if not newest:
        raise NothingYet(what="clip")
    return await tx.clips.of_video(newest[0].video_id)


def _pick(word: str, clips: Sequence[Clip], reference: str) -> Clip:
    number = _ORDINALS.get(word) or (int(word) if word.isdecimal() and len(word) < 4 else None)
    for clip in clips:
        if clip.number == number or short(clip.id) == word:
            return clip
    raise NotFound(what="clip", ref=reference)


def _how_many(words: Sequence[str]) -> int:
    """Of "best 3" or "last two" the number; one where none is said."""
    return next((int(word) for word in words if word.isdecimal() and len(word) < 4), 1)


async def _best(
    tx: Transaction, clips: Sequence[Clip], platform: Platform | None, *, most: int
) -> Sequence[Clip]:
    scores = await tx.scores.latest([clip.id for clip in clips], platform=platform)
    if not scores:
        raise NothingYet(what="score")
    ranked = dict.fromkeys(score.clip_id for score in scores)
    by_id = {clip.id: clip for clip in clips}
    return [by_id[id_] for id_ in list(ranked)[:most]]


async def find_clip(
    tx: Transaction,
    reference: str | None,
    *,
    thread_id: ThreadId,
    platform: Platform | None = None,
) -> Clip:
    """Exactly one. Raises NotFound, NothingYet, Ambiguous."""
    clips = await find_clips(tx, reference, thread_id=thread_id, platform=platform)
    if len(clips) != 1:
        options = ", ".join(f"{clip.number} ({timecode(clip.span.start_ms)})" for clip in clips)
        vague = set(words_of(reference or "")) <= ALL | LAST
        raise Ambiguous(ref="clip" if vague else reference, options=options)
    return clips[0]


async def find_job(tx: Transaction, reference: str | None) -> Job:
    """Raises NotFound, NothingYet."""
    recent = await tx.jobs.recent(limit=_SEARCHED)
    words = words_of(reference or "")
    if not recent:
        raise NothingYet(what="job")
    if not words or set(words) <= LAST:
        return recent[0]
    if _UUID.fullmatch(words[0]):
        return await tx.jobs.get(JobId(words[0]))
    found = [job for job in recent if short(job.id) == words[0]]
    if not found:
        raise NotFound(what="job", ref=reference or "")
    return found[0]


async def find_campaign(tx: Transaction, reference: str | None) -> Campaign:
    """Raises NotFound, NothingYet, Ambiguous."""
    recent = await tx.campaigns.recent(limit=_SEARCHED)
    words = words_of(reference or "")
    if not recent:
        raise NothingYet(what="campaign")
    if not words or set(words) <= LAST:
        return recent[0]
    if _UUID.fullmatch(words[0]):
        return await tx.campaigns.get(CampaignId(words[0]))
    wanted = " ".join(words)
    found = [c for c in recent if short(c.id) == words[0] or " ".join(words_of(c.name)) == wanted]
    found = found or [c for c in recent if wanted in " ".join(words_of(c.name))]
    if not found:
        raise NotFound(what="campaign", ref=reference or "")
    if len(found) > 1:
        raise Ambiguous(ref=reference, options=", ".join(c.name for c in found[:5]))
    return found[0]


async def find_publication(tx: Transaction, reference: str | None) -> Publication:
    """Raises NotFound, NothingYet."""
    recent = await tx.publications.recent(limit=_SEARCHED)
    words = words_of(reference or "")
    if not recent:
        raise NothingYet(what="publication")
    if not words or set(words) <= LAST:
        return recent[0]
    if _UUID.fullmatch(words[0]):
        return await tx.publications.get(PublicationId(words[0]))
    found = [item for item in recent if short(item.id) == words[0]]
    if not found:
        raise NotFound(what="publication", ref=reference or "")
    return found[0]
