"""Accounts by plain words, and the one that a publication goes to."""

from collections.abc import Sequence

from domain.account import Account, AccountStatus, NoAccount
from domain.errors import DomainError, NotFound
from domain.platforms import Platform
from domain.ports import Transaction
from domain.texts import Locale, say
from tools.references import Ambiguous


class AccountNotReady(DomainError):
    """It is known, but nothing may go there now."""

    code = "account_not_ready"

    def __init__(self, account: Account) -> None:
        super().__init__(
            handle=account.handle, platform=account.platform.label, status=account.status
        )

    def text(self, locale: Locale) -> str:
        status = say(f"account_status.{self.values['status']}", locale)
        return say(self.key, locale, **{**self.values, "status": status})


class WhichAccount(Ambiguous):
    code = "which_account"


async def find_account(
    tx: Transaction, reference: str, *, platform: Platform | None = None
) -> Account:
    """By handle or id. Raises NotFound, WhichAccount, NoAccount."""
    found = _named(await tx.accounts.all(platform=platform), reference)
    return _only(found, ref=reference, platform=platform)


async def ready_account(
    tx: Transaction, reference: str | None, *, platform: Platform | None
) -> Account:
    """The one that can be published to. Raises NotFound, WhichAccount, NoAccount,
    AccountNotReady."""
    accounts = await tx.accounts.all(platform=platform)
    if reference:
        accounts = _named(accounts, reference)
    ready = [account for account in accounts if account.status is AccountStatus.ACTIVE]
    if not ready and len(accounts) == 1:
        raise AccountNotReady(accounts[0])
    return _only(ready, ref=reference or "", platform=platform)


def _named(accounts: Sequence[Account], reference: str) -> Sequence[Account]:
    wanted = _plain(reference)
    found = [a for a in accounts if wanted in (a.id, _plain(a.handle))]
    if not found:
        raise NotFound(what="account", ref=reference)
    return found


def _plain(handle: str) -> str:
    return handle.strip().casefold().lstrip("@")


def _only(accounts: Sequence[Account], *, ref: str, platform: Platform | None) -> Account:
    if not accounts:
        every = ", ".join(one.label for one in Platform)
        raise NoAccount(platform=platform.label if platform else every)
    if len(accounts) > 1:
        options = ", ".join(f"{a.handle} ({a.platform.label})" for a in accounts)
        raise WhichAccount(ref=ref, options=options)
    return accounts[0]
