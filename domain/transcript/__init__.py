"""What is said in a video, and what follows from it: sentences, titles, what a search finds."""

from domain.transcript.finding import Hit, Line, Passage, lines, passages, searchable, terms
from domain.transcript.sentences import sentences
from domain.transcript.titles import title
from domain.transcript.words import Transcript, clean, is_spoken, plain, written

__all__ = [
    "Hit",
    "Line",
    "Passage",
    "Transcript",
    "clean",
    "is_spoken",
    "lines",
    "passages",
    "plain",
    "searchable",
    "sentences",
    "terms",
    "title",
    "written",
]
