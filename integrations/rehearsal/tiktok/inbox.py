"""The person in the app, who posts what was delivered to the inbox."""

from integrations.rehearsal.tiktok.stage import Stage
from integrations.rehearsal.tiktok.tasks import Post


class NotThere(Exception):
    """There is nothing to post, or it was posted already. ``status`` is the HTTP one."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def post_from_inbox(
    stage: Stage, publish_id: str, *, caption: str, privacy: str | None, again: bool = False
) -> Post:
    """Raises NotThere."""
    try:
        task = stage.tasks.get(publish_id)
    except KeyError as unknown:
        raise NotThere(404, "no such share") from unknown
    stage.desk.advance(task)
    if task.delivered_at is None:
        raise NotThere(409, "nothing was delivered to the inbox")
    if task.posts and not again:
        raise NotThere(409, "it was posted already")
    options = stage.creators.get(task.account).privacy_options
    privacy = privacy or options[0]
    if privacy not in options:
        raise NotThere(422, "the account does not have this privacy")
    return stage.desk.publish(task, caption=caption, privacy=privacy, at=stage.desk.now)
