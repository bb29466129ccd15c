"""What TikTok's status of an upload means.

https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.account import Account
from domain.canonical import Json
from domain.publication import Post, Privacy, Sighting, Stage
from integrations.platforms.tiktok_calls import STATUS, Said, TikTokCalls
from integrations.platforms.tiktok_errors import failure_remedy, word_of

UPLOADING: Final = "PROCESSING_UPLOAD"
FAILED: Final = "FAILED"
COMPLETE: Final = "PUBLISH_COMPLETE"
_STAGES: Final = {"PROCESSING_DOWNLOAD": Stage.PROCESSING, "SEND_TO_USER_INBOX": Stage.INBOX}
TAKEN: Final = frozenset({COMPLETE, *_STAGES})
"""What is only said once all bytes are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``held`` is how many bytes are there; None when it was not said. ``ids`` are those of the
    posts that everybody can see."""

    word: str
    held: int | None
    ids: tuple[str, ...]
    fail_reason: str
    trace: str | None

    @property
    def evidence(self) -> dict[str, Json]:
        told: dict[str, Json] = {"status": self.word, "log_id": self.trace}
        if self.held is not None:
            told["uploaded_bytes"] = self.held
        return told


async def fetch_report(calls: TikTokCalls, account: Account, publish_id: str) -> Report:
    """Raises Setback."""
    said = await calls.ask(account, STATUS, body={"publish_id": publish_id})
    return report_of(said)


def report_of(said: Said) -> Report:
    """Raises Setback. ``publicaly`` is how TikTok spells it."""
    ids = said.data.get("publicaly_available_post_id")
    return Report(
        word=word_of(said.text("status")),
        held=said.number("uploaded_bytes"),
        ids=tuple(filter(None, map(id_text, ids if isinstance(ids, list) else ()))),
        fail_reason=word_of(said.data.get("fail_reason")),
        trace=said.trace,
    )


def id_text(value: object) -> str | None:
    """An id as text, whether it came as a number of 19 digits or as text; never by a float."""
    text = str(value) if isinstance(value, int | str) else ""
    return text if text.isascii() and text.isdigit() else None


def sighting_of(
    report: Report, post: Post, *, size: int, crossed_at: datetime | None, known: Sequence[str]
) -> Sighting:
    """Without an address: that takes a host. A word that nobody knows decides nothing. ``size`` is
    that of the whole file."""
    if report.word == UPLOADING:
        is_open = crossed_at is None if report.held is None else report.held < size
        stage = Stage.NOTHING if is_open else Stage.PROCESSING
        return Sighting(stage=stage, evidence=report.evidence)
    if report.word == FAILED:
        return _failed(report)
    if report.word == COMPLETE:
        return _complete(report, post, known)
    stage = _STAGES.get(report.word, Stage.PROCESSING)
    return Sighting(stage=stage, evidence=report.evidence)


def _failed(report: Report) -> Sighting:
    return Sighting(
        stage=Stage.FAILED,
        code=report.fail_reason,
        remedy=failure_remedy(report.fail_reason),
        evidence={**report.evidence, "fail_reason": report.fail_reason},
    )


def _complete(report: Report, post: Post, known: Sequence[str]) -> Sighting:
    """An id comes when a public post passed moderation, and never to one only its owner sees."""
    ids = [id_ for id_ in report.ids if id_ not in known]
    if ids:
        evidence: dict[str, Json] = {**report.evidence, "post_ids": list(ids)}
        return Sighting(
            stage=Stage.LIVE, external_id=ids[0], more_ids=tuple(ids[1:]), evidence=evidence
        )
    why = "none for a private post" if post.privacy is Privacy.PRIVATE else "to follow"
    return Sighting(stage=Stage.LIVE, evidence={**report.evidence, "post_id": why})
