"""A chosen span and why it was chosen."""

from dataclasses import dataclass
from enum import StrEnum

from domain.media import Span


class Reason(StrEnum):
    """Why a span was chosen; each names the text ``reason.<value>``."""

    ON_TOPIC = "on_topic"
    LIKE_CLIP = "like_clip"
    STARTS_ON_CUT = "starts_on_cut"
    ENDS_ON_CUT = "ends_on_cut"
    STARTS_ON_SENTENCE = "starts_on_sentence"
    ENDS_ON_SENTENCE = "ends_on_sentence"
    STARTS_AFTER_SILENCE = "starts_after_silence"
    ENDS_IN_SILENCE = "ends_in_silence"
    ON_BEAT = "on_beat"
    STRONG_START = "strong_start"
    SPEECH = "speech"
    FACES = "faces"
    LIVELY = "lively"
    LOUD = "loud"
    COLOURFUL = "colourful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``energy`` is the worth of the span by itself, from 0 to 1."""

    span: Span
    energy: float
    reasons: tuple[Reason, ...]
