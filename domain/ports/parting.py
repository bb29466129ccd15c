"""Letting an account go: nothing goes to it any more, and its tokens are gone."""

from dataclasses import replace

from domain.account import Account, AccountStatus
from domain.ids import Actor
from domain.ports.resuming import DEAD, hold_all
from domain.ports.transaction import Transaction


async def part(tx: Transaction, account: Account, *, actor: Actor) -> Account:
    """What waits for it is held until it is connected again, or cancelled."""
    gone = replace(account, status=AccountStatus.DISCONNECTED, trouble=None)
    await tx.accounts.save(gone)
    await hold_all(tx, gone, reason=DEAD, actor=actor)
    return gone
