"""Accounts by plain words, the one that a publication goes to, and what is refused there."""

from collections.abc import Sequence
from typing import Final

from domain.account import Account, AccountStatus, NoAccount
from domain.errors import DomainError, NotFound
from domain.ids import PublicationId
from domain.platforms import Platform
from domain.ports import Transaction
from domain.publication import Post, Privacy, Remedy, Setback
from domain.texts import Locale, say
from domain.texts.forms import listing
from tools.context import ToolContext
from tools.orders import Exact
from tools.outgoing import code_words
from tools.references import Ambiguous

_AUDIENCE: Final = "privacy_level_option_mismatch"
_ALWAYS_OFFERED: Final = Privacy.PRIVATE
"""TikTok offers SELF_ONLY to every creator."""


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


class PlatformRefuses(DomainError):
    """``code`` in the values is the platform's own word."""

    code = "platform_refuses"

    def text(self, locale: Locale) -> str:
        why = code_words(str(self.values["code"]), locale)
        return say(self.key, locale, **{**self.values, "why": why})


class AudienceNotOffered(DomainError):
    """``offered`` are those that this account may choose now."""

    code = "audience_not_offered"

    def text(self, locale: Locale) -> str:
        said = str(self.values["offered"]).split()
        words = [say(f"privacy.{one}", locale) for one in said]
        more = {"choices": listing(words, locale), "example": words[0]}
        return say(self.key, locale, **{**self.values, **more})


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


async def ask_platform(exact: Exact, account: Account, context: ToolContext) -> None:
    """TikTok's guidelines want the creator asked for what is allowed before a post is shown. What
    only cannot be known now, or passes, is no reason to refuse. Raises PlatformRefuses,
    AudienceNotOffered."""
    publisher = context.outside.publishers.get(exact.platform)
    if publisher is None or exact.platform is not Platform.TIKTOK:
        return
    try:
        await publisher.preflight(_post(exact, account, exact.privacy, context))
    except Setback as setback:
        if setback.remedy is not Remedy.FIX_MEDIA:
            return
        offered = await _offered(exact, account, context) if setback.code == _AUDIENCE else ()
        about = {"platform": exact.platform.label, "handle": account.handle}
        if not offered:
            raise PlatformRefuses(**about, code=setback.code) from setback
        number = exact.clip_number
        raise AudienceNotOffered(**about, number=number, offered=" ".join(offered)) from setback


async def _offered(exact: Exact, account: Account, context: ToolContext) -> tuple[Privacy, ...]:
    publisher = context.outside.publishers[exact.platform]
    try:
        post = _post(exact, account, _ALWAYS_OFFERED, context)
        return (await publisher.preflight(post)).privacy
    except Setback:
        return ()


def _post(exact: Exact, account: Account, privacy: Privacy, context: ToolContext) -> Post:
    return Post(
        publication_id=PublicationId(context.world.new_id()),
        account=account,
        caption=exact.caption,
        privacy=privacy,
        choices=exact.choices,
        medium=exact.medium,
        born_at=context.world.clock.now(),
    )
