"""Videos, what was measured on them, their clips and the renderings of those."""

from typing import Any

import sqlalchemy as sa

from domain.framing import Fit
from domain.media import Transition
from domain.video import VideoStatus
from persistence.tables.columns import (
    Prose,
    Time,
    Words,
    check,
    key,
    metadata,
    newest_first,
    one_of,
    optional,
    ref,
    required,
)


def _of_video() -> sa.Column[Any]:
    return ref("video_id", "video_assets", on_delete="CASCADE")


video_assets = sa.Table(
    "video_assets",
    metadata,
    key(),
    required("title", Prose),
    required("source", Prose),
    required("blob", sa.Text),
    required("sha256", sa.Text),
    required("size_bytes", sa.BigInteger),
    required("duration_ms", sa.Integer),
    required("width", sa.Integer),
    required("height", sa.Integer),
    required("frame_rate_num", sa.BigInteger),
    required("frame_rate_den", sa.BigInteger),
    required("container", Prose),
    required("video_codec", Prose),
    optional("audio_codec", Prose),
    required("rotation", sa.Integer),
    required("status", sa.Text),
    required("created_at", Time),
    one_of("status", VideoStatus),
    check("sizes", "size_bytes >= 0 AND duration_ms > 0 AND width > 0 AND height > 0"),
    check("frame_rate", "frame_rate_num >= 0 AND frame_rate_den > 0"),
    sa.UniqueConstraint("sha256"),
)

video_signals = sa.Table(
    "video_signals",
    metadata,
    _of_video(),
    required("kept", sa.Text),
    sa.PrimaryKeyConstraint("video_id"),
)

video_shots = sa.Table(
    "video_shots",
    metadata,
    _of_video(),
    required("number", sa.Integer),
    required("start_ms", sa.Integer),
    required("end_ms", sa.Integer),
    required("motion", sa.Double),
    required("brightness", sa.Double),
    required("sharpness", sa.Double),
    required("colourfulness", sa.Double),
    required("begins", sa.Text),
    sa.PrimaryKeyConstraint("video_id", "number"),
    one_of("begins", Transition),
    check("span", "start_ms >= 0 AND end_ms >= start_ms"),
)

# What an analysis that goes on has kept so far.
video_analysis_parts = sa.Table(
    "video_analysis_parts",
    metadata,
    _of_video(),
    required("number", sa.Integer),
    required("kept", sa.Text),
    sa.PrimaryKeyConstraint("video_id", "number"),
)

clips = sa.Table(
    "clips",
    metadata,
    key(),
    ref("video_id", "video_assets", on_delete="RESTRICT"),
    ref("job_id", "jobs", on_delete="RESTRICT"),
    required("number", sa.Integer),
    required("title", Prose),
    required("start_ms", sa.Integer),
    required("end_ms", sa.Integer),
    required("reasons", Words),
    required("blob", sa.Text),
    required("size_bytes", sa.BigInteger),
    required("duration_ms", sa.Integer),
    required("poster", sa.Text),
    required("preview", sa.Text),
    required("created_at", Time),
    check("span", "start_ms >= 0 AND end_ms > start_ms"),
    check("number", "number > 0"),
    sa.UniqueConstraint("video_id", "number"),
    sa.Index("ix_clips_video", *newest_first("video_id")),
    sa.Index("ix_clips_job", "job_id"),
)

clip_variants = sa.Table(
    "clip_variants",
    metadata,
    key(),
    ref("clip_id", "clips", on_delete="RESTRICT"),
    required("platform", sa.Text),
    required("aspect", sa.Text),
    required("fit", sa.Text),
    required("captions", sa.Boolean),
    required("blob", sa.Text),
    required("sha256", sa.Text),
    required("size_bytes", sa.BigInteger),
    required("width", sa.Integer),
    required("height", sa.Integer),
    required("duration_ms", sa.Integer),
    required("poster", sa.Text),
    required("created_at", Time),
    # A replaced rendering stays: a publication may have sent it.
    optional("replaced_at", Time),
    one_of("fit", Fit),
    check("sizes", "size_bytes >= 0 AND width > 0 AND height > 0 AND duration_ms >= 0"),
    sa.Index(
        "uq_clip_variants_current",
        "clip_id",
        "platform",
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    ),
    sa.Index("ix_clip_variants_clip", "clip_id"),
)
