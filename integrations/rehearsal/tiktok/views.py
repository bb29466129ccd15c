"""The HTML of TikTok's pages. Everything that came from outside is escaped."""

from collections.abc import Iterable
from datetime import UTC, datetime
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
from integrations.rehearsal.texts import say
from integrations.rehearsal.tiktok.creators import Creator, Creators
from integrations.rehearsal.tiktok.tasks import Post, Standing, Task


def listing(
    frame: Frame, posts: list[tuple[Task, Post]], creators: Creators, *, waiting: int
) -> str:
    cards = (_card(frame, task, post, creators.get(task.account)) for task, post in posts)
    inbox = f'<a href="{frame.link("/inbox")}">{frame.say("inbox.count", count=waiting)}</a>'
    content = head(frame, count=len(posts)) + f"<nav>{inbox}</nav>" + grid(frame, cards)
    return frame.page(content, title=say("frame.title", frame.locale, platform=frame.platform))


def watching(frame: Frame, task: Task, post: Post, creator: Creator) -> str:
    rows = (
        (frame.say("account"), escape(f"@{creator.handle}")),
        (frame.say("published_at"), moment(_time(post.at))),
        (frame.say("size"), megabytes(task.size, frame.locale)),
        (frame.say("tiktok.settings"), code(", ".join(_switched_on(task)) or "–")),
        (frame.say("id"), code(post.id)),
        ("publish_id", code(task.id)),
        ("SHA-256", code(task.sha256)),
    )
    views = frame.say("views", count=post.views)
    content = (
        f'<p class="back">← {back(frame)}</p>'
        f'<article class="watch">{_film(frame, task, post.caption)}'
        f"<div><h1>{escape(_title(post, creator))}</h1><p>{_privacy(frame, post)} {views}</p>"
        f'<p class="description">{escape(post.caption)}</p>{details(rows)}</div></article>'
    )
    return frame.page(content, title=_title(post, creator))


def inbox(frame: Frame, waiting: Iterable[Task], creators: Creators) -> str:
    cards = "".join(_share(frame, task, creators.get(task.account)) for task in waiting)
    shown = f'<ul class="grid">{cards}</ul>' if cards else f"<p>{frame.say('inbox.empty')}</p>"
    content = (
        f'<p class="back">← {back(frame)}</p><div class="head"><h1>{frame.say("inbox.title")}</h1>'
        f"</div><p>{frame.say('inbox.hint')}</p>{shown}"
    )
    return frame.page(content, title=say("inbox.title", frame.locale))


def _card(frame: Frame, task: Task, post: Post, creator: Creator) -> str:
    link = frame.link(f"/@{creator.handle}/video/{post.id}")
    about = f"{_privacy(frame, post)} {escape('@' + creator.handle)} {moment(_time(post.at))}"
    return (
        f"<li>{_film(frame, task, post.caption)}"
        f'<h2><a href="{link}">{escape(_title(post, creator))}</a></h2><p>{about}</p></li>'
    )


def _share(frame: Frame, task: Task, creator: Creator) -> str:
    action = frame.link(f"/inbox/{task.id}")
    return (
        f"<li>{_film(frame, task, creator.handle)}<h2>{escape('@' + creator.handle)}</h2>"
        f'<form method="post" action="{action}"><label>{frame.say("inbox.caption")}'
        f'<textarea name="caption" rows="3" maxlength="2200"></textarea></label>'
        f'<button type="submit">{frame.say("inbox.post")}</button></form></li>'
    )


def _film(frame: Frame, task: Task, label: str) -> str:
    return player(frame.file(f"/media/{task.number}"), label=label)


def _privacy(frame: Frame, post: Post) -> str:
    name = "held" if post.standing is Standing.HELD else post.privacy.lower()
    return f'<span class="privacy">{frame.say(f"tiktok.{name}")}</span>'


def _switched_on(task: Task) -> list[str]:
    return sorted(name for name, value in task.settings.items() if value is True)


def _title(post: Post, creator: Creator) -> str:
    """The first line of the caption."""
    first, *_ = post.caption.splitlines() or [""]
    return first.strip() or f"@{creator.handle}"


def _time(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
