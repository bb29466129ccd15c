"""What is said in videos, in memory."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.ids import VideoId
from domain.transcript import Hit, Passage, Transcript, lines, passages, searchable, terms
from tests.fakes.memory.media import MemoryVideos

_STOP_WORDS = "the a of and to in is she he talks about where el la los las de que y en por para"
_ENDINGS = ("es", "os", "as", "s", "e", "o", "a")


@dataclass
class MemoryTranscripts:
    """Words of one form begin alike, near enough for tests."""

    videos: MemoryVideos
    saved: dict[str, Transcript] = field(default_factory=dict)

    async def save(self, id_: VideoId, transcript: Transcript) -> None:
        self.saved[self.videos.rows.get(id_).id] = transcript

    async def find(self, id_: VideoId) -> Transcript | None:
        return self.saved.get(id_)

    async def search(
        self, query: str, *, video_id: VideoId | None = None, limit: int = 5
    ) -> Sequence[Passage]:
        wanted = [_form(plain) for _, plain in terms(query) if plain not in _STOP_WORDS.split()]
        inside = [
            (VideoId(id_), number, line, {_form(word) for word in searchable(line.text).split()})
            for id_, transcript in self.saved.items()
            for number, line in enumerate(lines(transcript.words))
            if video_id in (None, id_)
        ]
        found_in = Counter(
            place for *_, forms in inside for place, term in enumerate(wanted) if term in forms
        )
        weights = {place: math.log(1 + len(inside) / count) for place, count in found_in.items()}
        hits = [
            Hit(
                video_id=id_,
                number=number,
                span=line.span,
                text=line.text,
                terms={place: worth for place, worth in weights.items() if wanted[place] in forms},
            )
            for id_, number, line, forms in inside
        ]
        return passages([hit for hit in hits if hit.terms], limit=limit)


def _form(word: str) -> str:
    for ending in _ENDINGS:
        if len(word) > 4 and word.endswith(ending):
            return _form(word.removesuffix(ending))
    return word
