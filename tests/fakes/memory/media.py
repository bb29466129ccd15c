"""Videos, clips and scores in memory."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from domain.clip import Clip, Variant
from domain.ids import BlobKey, ClipId, JobId, VideoId
from domain.media import Shot, Signals
from domain.platforms import Platform
from domain.scoring import ClipScore
from domain.video import Video, VideoExists
from tests.fakes.memory.rows import Rows


@dataclass
class MemoryVideos:
    rows: Rows[Video] = field(default_factory=lambda: Rows("video"))
    signals: dict[str, BlobKey] = field(default_factory=dict)
    of_shots: dict[str, Sequence[Shot]] = field(default_factory=dict)
    of_parts: dict[str, list[BlobKey]] = field(default_factory=dict)

    async def get(self, id_: VideoId) -> Video:
        return self.rows.get(id_)

    async def find_by_sha256(self, sha256: str) -> Video | None:
        return self.rows.find(lambda video: video.sha256 == sha256)

    async def add(self, video: Video) -> None:
        if await self.find_by_sha256(video.sha256):
            raise VideoExists
        self.rows.put(video)

    async def save(self, video: Video) -> None:
        self.rows.save(video)

    async def recent(
        self, *, limit: int = 20, before: str | None = None, named: str | None = None
    ) -> Sequence[Video]:
        part = (named or "").lower()
        return self.rows.newest(lambda v: part in v.title.lower(), limit=limit, before=before)

    async def save_signals(self, id_: VideoId, signals: Signals, *, kept: BlobKey) -> None:
        video_id = self.rows.get(id_).id
        self.signals[video_id] = kept
        self.of_shots[video_id] = signals.shots
        self.of_parts.pop(video_id, None)

    async def find_signals(self, id_: VideoId) -> BlobKey | None:
        return self.signals.get(id_)

    async def shots(self, id_: VideoId) -> Sequence[Shot]:
        return self.of_shots.get(id_, ())

    async def add_part(self, id_: VideoId, part: BlobKey) -> None:
        self.of_parts[id_] = [*self.of_parts.get(id_, []), part]

    async def parts(self, id_: VideoId) -> Sequence[BlobKey]:
        return list(self.of_parts.get(id_, []))


@dataclass
class MemoryClips:
    videos: MemoryVideos
    rows: Rows[Clip] = field(default_factory=lambda: Rows("clip"))
    renderings: Rows[Variant] = field(default_factory=lambda: Rows("variant"))

    async def get(self, id_: ClipId) -> Clip:
        return self.rows.get(id_)

    async def add(self, clip: Clip) -> None:
        self.rows.put(clip)

    async def save(self, clip: Clip) -> None:
        self.rows.save(clip)

    async def in_use(self, keys: Sequence[BlobKey]) -> Collection[BlobKey]:
        named = {video.blob for video in self.videos.rows} | set(self.videos.signals.values())
        named |= {part for parts in self.videos.of_parts.values() for part in parts}
        named |= {clip.preview for clip in self.rows}
        for one in (*self.rows, *self.renderings):
            named |= {one.blob, one.poster}
        return named & set(keys)

    async def of_video(self, video_id: VideoId) -> Sequence[Clip]:
        return self._in_order(clip for clip in self.rows if clip.video_id == video_id)

    async def of_job(self, job_id: JobId) -> Sequence[Clip]:
        return self._in_order(clip for clip in self.rows if clip.job_id == job_id)

    async def recent(
        self, *, limit: int = 50, before: str | None = None, video_id: VideoId | None = None
    ) -> Sequence[Clip]:
        return self.rows.newest(
            lambda clip: video_id in (None, clip.video_id), limit=limit, before=before
        )

    async def next_number(self, video_id: VideoId) -> int:
        self.videos.rows.get(video_id)
        return max((clip.number for clip in await self.of_video(video_id)), default=0) + 1

    async def add_variant(self, variant: Variant) -> None:
        self.renderings.put(variant)

    async def get_variant(self, id_: str) -> Variant:
        return self.renderings.get(id_)

    async def find_variant(self, clip_id: ClipId, platform: Platform) -> Variant | None:
        found = await self.variants([clip_id])
        return next((each for each in found if each.platform is platform), None)

    async def variants(self, clip_ids: Sequence[ClipId]) -> Sequence[Variant]:
        newest = {(v.clip_id, v.platform): v for v in self.renderings if v.clip_id in clip_ids}
        return sorted(newest.values(), key=lambda variant: variant.id)

    def _in_order(self, clips: Iterable[Clip]) -> Sequence[Clip]:
        return sorted(clips, key=lambda clip: (clip.video_id, clip.number))


@dataclass
class MemoryScores:
    rows: list[ClipScore] = field(default_factory=list)

    async def add(self, score: ClipScore) -> None:
        self.rows.append(score)

    async def latest(
        self, clip_ids: Sequence[ClipId], *, platform: Platform | None = None
    ) -> Sequence[ClipScore]:
        newest = {
            (score.clip_id, score.platform): score
            for score in sorted(self.rows, key=lambda score: score.scored_at)
            if score.clip_id in clip_ids and platform in (None, score.platform)
        }
        return sorted(newest.values(), key=_best_first)


def _best_first(score: ClipScore) -> tuple[float, str, str]:
    return (-score.score.value, score.clip_id, score.platform.value)
