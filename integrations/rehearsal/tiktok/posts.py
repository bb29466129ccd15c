"""The posts that came of tasks: by id, by account and by age."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile

from integrations.rehearsal.tiktok.tasks import Post, Task


class Posts:
    """Raises KeyError for what is not there."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._by_id: dict[str, tuple[Task, Post]] = {}
        self._by_account: defaultdict[str, list[Post]] = defaultdict(list)
        made = [(task, post) for task in tasks for post in task.posts]
        for task, post in sorted(made, key=lambda pair: pair[1].sort_ms):
            self.add(task, post)

    def __iter__(self) -> Iterator[tuple[Task, Post]]:
        """Newest first."""
        return iter(sorted(self._by_id.values(), key=lambda pair: pair[1].sort_ms, reverse=True))

    def add(self, task: Task, post: Post) -> None:
        self._by_id[post.id] = (task, post)
        self._by_account[task.account].append(post)

    def get(self, post_id: str) -> tuple[Task, Post]:
        return self._by_id[post_id]

    def of(self, account: str) -> list[Post]:
        """Newest first."""
        return self._by_account[account][::-1]

    def newest_of(self, account: str) -> Post | None:
        posts = self._by_account[account]
        return posts[-1] if posts else None

    def count(self, account: str, *, since: float) -> int:
        newest_first = reversed(self._by_account[account])
        return sum(1 for _ in takewhile(lambda post: post.at > since, newest_first))

    def accounts(self, *, since: float) -> set[str]:
        """Who posted after that."""
        return {account for account in list(self._by_account) if self.count(account, since=since)}
