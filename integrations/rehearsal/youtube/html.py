"""What the pages of this rehearsal show of a video."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from integrations.rehearsal.html import (
    Frame,
    back,
    code,
    details,
    grid,
    head,
    megabytes,
    moment,
    player,
)
from integrations.rehearsal.youtube.kept import Video


def listing(frame: Frame, videos: Sequence[Video], *, now: datetime) -> str:
    content = grid(frame, (_card(frame, video, now=now) for video in videos))
    title = frame.say("frame.title")
    return frame.page(head(frame, count=len(videos)) + content, title=title)


def watching(frame: Frame, video: Video, *, channel: str, now: datetime) -> str:
    snippet = video.resource["snippet"]
    rows = [
        (frame.say("account"), escape(channel)),
        (frame.say("published_at"), moment(video.published_at)),
        (frame.say("size"), megabytes(video.size_bytes, frame.locale)),
        (frame.say("tags"), escape(", ".join(snippet.get("tags", []))) or "–"),
        (frame.say("id"), code(video.id)),
        ("SHA-256", code(video.sha256)),
    ]
    if video.cover is not None:
        source = frame.file(f"/cover/{video.id}")
        rows.append((frame.say("cover"), f'<img src="{source}" alt="" width="160">'))
    views = f'<span class="views">{frame.say("views", count=video.views)}</span>'
    content = (
        f'<p class="back">← {back(frame)}</p>'
        f'<article class="watch">{_player(frame, video)}<div><h1>{escape(video.title)}</h1>'
        f"<p>{_badges(frame, video, now=now)} {views}</p>"
        f'<p class="description">{escape(snippet.get("description", ""))}</p>'
        f"{details(rows)}</div></article>"
    )
    return frame.page(content, title=video.title)


def _card(frame: Frame, video: Video, *, now: datetime) -> str:
    link = frame.link("/watch", v=video.id)
    return (
        f'<li>{_player(frame, video)}<h2><a href="{link}">{escape(video.title)}</a></h2>'
        f"<p>{_badges(frame, video, now=now)} {moment(video.published_at)}</p></li>"
    )


def _player(frame: Frame, video: Video) -> str:
    return player(frame.file(f"/media/{video.id}"), label=video.title)


def _badges(frame: Frame, video: Video, *, now: datetime) -> str:
    """Who may see it, from when, and whether it was rejected."""
    privacy = video.privacy(now)
    badges = [(privacy, frame.say(f"privacy.{privacy}"))]
    if privacy == "private" and (due := video.resource["status"].get("publishAt")):
        badges.append(("scheduled", frame.say("public_from", at=due)))
    if reason := video.outcome(now).get("rejectionReason"):
        badges.append(("rejected", frame.say("rejected", reason=reason)))
    return " ".join(f'<span class="privacy {name}">{text}</span>' for name, text in badges)
