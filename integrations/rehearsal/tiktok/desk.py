"""Moves tasks on as time passes: processed, published, shown to all; and writes down the truth.

It is asked before every answer, and looks by itself while anything is on its way.
"""

import asyncio
import secrets
from pathlib import Path
from typing import Any, Final

from integrations.rehearsal.files import read_json, write_json
from integrations.rehearsal.ground import Ground
from integrations.rehearsal.tiktok import hooks
from integrations.rehearsal.tiktok.creators import Creators
from integrations.rehearsal.tiktok.posts import Posts
from integrations.rehearsal.tiktok.tasks import (
    PUBLIC,
    Kind,
    Post,
    Standing,
    Task,
    Tasks,
    post_id_of,
)
from integrations.rehearsal.tiktok.truth import Truth

DAY_S: Final = 24 * 3600
POSTS_PER_DAY: Final = 15
"""Not published by TikTok; what people report most."""
TICK_S: Final = 0.1


class Desk:
    """Nothing in here waits for anything, so that a post cannot come of a task twice."""

    def __init__(self, folder: Path, ground: Ground, tasks: Tasks, creators: Creators) -> None:
        self.posts = Posts(tasks)
        self._held_at, self._name = folder / "desk.json", secrets.token_hex(8)
        write_json(self._held_at, {"desk": self._name})
        self._ground = ground
        self._tasks = tasks
        self._creators = creators
        self._hooks = hooks.Hooks(ground)
        self._truth = Truth(folder / "truth.jsonl", ground)
        self._moving = {task.id: task for task in tasks if _is_moving(task)}
        self._ticker: asyncio.Task[None] | None = None

    @property
    def now(self) -> float:
        return self._ground.clock.now().timestamp()

    def truth(self) -> list[dict[str, Any]]:
        self.advance_all()
        return self._truth.lines()

    def waiting(self) -> list[Task]:
        """Delivered to an inbox, and not posted by the person yet. Newest first."""
        there = [task for task in self._tasks if task.delivered_at is not None and not task.posts]
        return sorted(there, key=lambda task: task.opened_at, reverse=True)

    def received(self, task: Task) -> None:
        """All bytes are there, and were looked at."""
        task.received_at = self.now
        self._tasks.save(task)
        self._move(task)

    def wake(self) -> None:
        """Looks by itself from now on. Before the server runs there is nothing to do that with: the
        first call does it then."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._moving and (self._ticker is None or self._ticker.done()):
            self._ticker = loop.create_task(self._tick())

    def advance_all(self) -> None:
        for task in list(self._moving.values()):
            self.advance(task)

    def advance(self, task: Task) -> None:
        now = self.now
        if task.received_at is not None and not task.is_settled:
            due_at = task.received_at + self._ground.term("processing_s", 3.0) + task.fate.stuck_s
            if due_at <= now:
                self._settle(task, at=due_at)
        for post in task.posts:
            if not post.is_announced and post.is_public(now):
                post.is_announced = True
                self._tasks.save(task)
                self._hooks.about_post(hooks.PUBLICLY_AVAILABLE, task, post)
        if not _is_moving(task):
            self._moving.pop(task.id, None)

    def fail(self, task: Task, reason: str) -> None:
        task.failed = reason
        self._tasks.save(task)
        self._moving.pop(task.id, None)
        self._hooks.about(hooks.FAILED, task)

    def publish(self, task: Task, *, caption: str, privacy: str, at: float) -> Post:
        """A post comes of the task: first in the truth log, then anywhere else."""
        post = self._fresh_post(task, caption=caption, privacy=privacy, at=at)
        self._truth.published(task, post)
        task.posts.append(post)
        task.completed_at = task.completed_at or at
        self.posts.add(task, post)
        self._tasks.save(task)
        self._hooks.about(hooks.COMPLETE, task)
        self._move(task)
        return post

    def stand(self, post_id: str, standing: Standing) -> None:
        """The post is removed, hidden or shown again. Raises KeyError."""
        task, post = self.posts.get(post_id)
        if post.standing in (standing, Standing.REMOVED):
            return
        was_public = post.is_public(self.now)
        post.standing = standing
        self._truth.stands(task, post)
        self._tasks.save(task)
        if was_public:
            self._hooks.about_post(hooks.NO_LONGER_PUBLIC, task, post)
        elif post.is_announced and post.is_public(self.now):
            self._hooks.about_post(hooks.PUBLICLY_AVAILABLE, task, post)
        self._move(task)

    def seen(self, task: Task, post: Post) -> None:
        post.views += 1
        self._tasks.save(task)

    def revoked(self, account: str) -> None:
        """The person took the permission away: what was not published will not be."""
        for task in self._tasks:
            if task.account == account and not task.is_settled:
                self.fail(task, "auth_removed")
        self._hooks.authorisation_removed(account, reason=1)

    def refusal(self, account: str) -> str | None:
        """Why nothing may be posted to this account now."""
        if self._creators.get(account).is_banned:
            return "spam_risk_user_banned_from_posting"
        if self._ground.lifted:
            return None
        count = self.posts.count(account, since=self.now - DAY_S)
        is_full = count >= self._ground.term("posts_per_day", POSTS_PER_DAY)
        return "spam_risk_too_many_posts" if is_full else None

    def _settle(self, task: Task, *, at: float) -> None:
        """Processing is over."""
        reason = task.fate.fail or task.wrong
        if task.kind is Kind.DIRECT:
            reason = reason or self.refusal(task.account)
        if reason is not None:
            self.fail(task, reason)
        elif task.kind is Kind.DIRECT:
            caption, privacy = task.settings.get("title", ""), task.settings["privacy_level"]
            self.publish(task, caption=caption, privacy=privacy, at=at)
        else:
            self._truth.delivered(task)
            task.delivered_at = at
            self._tasks.save(task)
            self._hooks.about(hooks.INBOX_DELIVERED, task)

    def _fresh_post(self, task: Task, *, caption: str, privacy: str, at: float) -> Post:
        # The pages of video/list begin after a millisecond, so no two posts may share one.
        before = self.posts.newest_of(task.account)
        post = Post(
            id=post_id_of(task, place=len(task.posts)),
            caption=caption,
            privacy=privacy,
            at=at,
            sort_ms=max(round(at * 1000), 0 if before is None else before.sort_ms + 1),
        )
        if privacy == PUBLIC:
            post.public_at = at + self._ground.term("moderation_s", 2.0) + task.fate.no_id_s
            post.listed_at = post.public_at + task.fate.listed_late_s
        return post

    def _move(self, task: Task) -> None:
        if _is_moving(task):
            self._moving[task.id] = task
            self.wake()

    async def _tick(self) -> None:
        while self._moving:
            await asyncio.sleep(TICK_S)
            # Of a server that was started anew in one process, the old desk is still there.
            if read_json(self._held_at) != {"desk": self._name}:
                return
            self.advance_all()


def _is_moving(task: Task) -> bool:
    """Time alone will change it."""
    if task.received_at is not None and not task.is_settled:
        return True
    return any(
        post.public_at is not None and not post.is_announced and post.standing is Standing.LIVE
        for post in task.posts
    )
