"""Who tells us of a channel's news without being asked each time."""

from typing import Protocol

from domain.account import Account


class Hub(Protocol):
    async def subscribe(self, account: Account) -> None:
        """Asks to be told of what becomes of the channel's videos. Asking again renews it. What
        it says later is a hint: everything is looked at anyway. Raises Setback."""
        ...
