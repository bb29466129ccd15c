"""Who listens to which message's turn in this process. A turn goes on when nobody does."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from agent.events import TurnEvent
from domain.ids import MessageId

Listener = asyncio.Queue[TurnEvent]


class Hub:
    def __init__(self) -> None:
        self._listeners: defaultdict[MessageId, list[Listener]] = defaultdict(list)
        self._readers: Counter[MessageId] = Counter()

    @contextmanager
    def listening(self, message_id: MessageId, *, tokens: bool) -> Iterator[Listener]:
        """``tokens`` asks for the answer while it is being written, too."""
        listener: Listener = asyncio.Queue()
        self._listeners[message_id].append(listener)
        self._readers[message_id] += tokens
        try:
            yield listener
        finally:
            self._listeners[message_id].remove(listener)
            self._readers[message_id] -= tokens
            if not self._listeners[message_id]:
                del self._listeners[message_id], self._readers[message_id]

    def wants_tokens(self, message_id: MessageId) -> bool:
        return self._readers.get(message_id, 0) > 0

    def tell(self, message_id: MessageId, event: TurnEvent) -> None:
        for listener in self._listeners.get(message_id, ()):
            listener.put_nowait(event)
