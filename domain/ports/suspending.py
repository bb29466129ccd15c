"""An account that the platform shut: nothing goes to it before a person has looked."""

from dataclasses import replace
from typing import Final

from domain.account import Account, AccountStatus, entry
from domain.ids import Actor
from domain.ledger import Kind, Severity
from domain.ports.resuming import DEAD, RESTRICTED, hold_all
from domain.ports.transaction import Transaction

RESTRICTIONS: Final = frozenset(
    {
        "2207050",
        "25",
        "368",
        "spam_risk_user_banned_from_posting",
        "authenticatedUserAccountSuspended",
        "authenticatedUserAccountClosed",
        "channelClosed",
        "459",
    }
)
"""The platforms' words for an account that a person has to put right in the platform's own app;
for all others it is enough to connect it again."""


async def suspend(tx: Transaction, account: Account, *, code: str, actor: Actor) -> str:
    """Nothing goes to the account any more; what waits for it is held. Why it is held."""
    is_restricted = not RESTRICTIONS.isdisjoint((code, *code.split("/")))
    status = AccountStatus.HELD if is_restricted else AccountStatus.NEEDS_RECONNECT
    reason = RESTRICTED if is_restricted else DEAD
    if account.status is AccountStatus.ACTIVE:
        account = replace(account, status=status, trouble=code)
        await tx.accounts.save(account)
        await tx.ledger.append(
            entry(Kind.ACCOUNT_HELD, account, actor=actor, severity=Severity.ERROR, code=code)
        )
        await hold_all(tx, account, reason=reason, actor=actor)
    return reason
