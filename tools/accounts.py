"""Tools about the accounts that publications go to."""

from typing import Final

from pydantic import BaseModel, Field

from domain.ids import AccountId
from domain.platforms import Platform
from domain.texts import Locale, say
from domain.usecases.disconnect_account import disconnect_account as disconnect
from tools.context import ToolContext
from tools.destinations import find_account
from tools.health import AccountView, connect_url, health, told
from tools.outgoing import rehearsal_mark
from tools.spec import Answer, AnyTool, Approved, Risk, tool


class Accounts(Answer):
    accounts: list[AccountView]


class ListAccounts(BaseModel):
    platform: Platform | None = None


@tool(
    risk=Risk.READ,
    examples=(
        "list accounts",
        "list the accounts of {platform}",
        "what accounts are connected",
        "which accounts are connected",
        "how are the accounts",
        "lista las cuentas",
        "lista las cuentas de {platform}",
        "qué cuentas hay conectadas",
        "cómo están las cuentas",
    ),
)
async def list_accounts(args: ListAccounts, context: ToolContext) -> Accounts:
    """List the connected accounts and how they are: tokens, limits, what waits for them."""
    now = context.world.clock.now()
    async with context.world.uow() as tx:
        views = [
            await health(tx, account, now=now, base_url=context.outside.base_url)
            for account in await tx.accounts.all(platform=args.platform)
        ]
    if not views:
        return Accounts(summary=say("accounts.none", context.locale), accounts=[])
    lines = "\n".join(told(one, context.locale) for one in views)
    summary = say("accounts.list", context.locale, count=len(views), lines=lines)
    return Accounts(summary=summary, accounts=views)


class ConnectAccount(BaseModel):
    platform: Platform
    account: str | None = Field(default=None, description="A handle, to connect it again.")


class ConnectLink(Answer):
    url: str


@tool(
    risk=Risk.WRITE,
    examples=(
        "connect {platform}",
        "connect an account on {platform}",
        "connect a {platform} account",
        "reconnect {platform}",
        "reconnect the {platform} account {account}",
        "conecta {platform}",
        "conecta una cuenta de {platform}",
        "conecta una cuenta en {platform}",
        "reconecta la cuenta {account} de {platform}",
        "reconecta {platform}",
    ),
)
async def connect_account(args: ConnectAccount, context: ToolContext) -> ConnectLink:
    """Give the link with which a person connects an account, or connects it again."""
    account_id: str | None = None
    if args.account:
        async with context.world.uow() as tx:
            account_id = (await find_account(tx, args.account, platform=args.platform)).id
    url = connect_url(args.platform, context.outside.base_url, account_id=account_id)
    summary = say("accounts.connect", context.locale, platform=args.platform.label, url=url)
    return ConnectLink(summary=summary, url=url)


class Leaving(BaseModel):
    """Which account the words stand for; filled by us before a person is asked."""

    account_id: str
    handle: str
    platform: Platform
    rehearsal: bool


class DisconnectAccount(BaseModel):
    account: str = Field(description="A handle or an id.")
    platform: Platform | None = None
    exact: Leaving | None = Field(default=None, description="Leave empty.")


async def prepare(args: DisconnectAccount, context: ToolContext) -> DisconnectAccount:
    """Raises NotFound, WhichAccount."""
    async with context.world.uow() as tx:
        account = await find_account(tx, args.account, platform=args.platform)
    leaving = Leaving(
        account_id=account.id,
        handle=account.handle,
        platform=account.platform,
        rehearsal=account.rehearsal,
    )
    return args.model_copy(update={"exact": leaving})


def summarise(args: DisconnectAccount, locale: Locale) -> str:
    return _said("accounts.ask_disconnect", _exact(args), locale)


@tool(
    risk=Risk.OUTWARD,
    approval=Approved(prepare=prepare, summarise=summarise),
    examples=(
        "disconnect the account {account}",
        "disconnect {account}",
        "disconnect the account {account} on {platform}",
        "desconecta la cuenta {account}",
        "desconecta la cuenta {account} de {platform}",
        "desconecta {account}",
    ),
)
async def disconnect_account(args: DisconnectAccount, context: ToolContext) -> Answer:
    """Give an account's tokens back and forget them. A person approves it first."""
    exact = _exact(args)
    parted = await disconnect(
        world=context.world,
        principal=context.principal,
        authorisers=context.outside.authorisers,
        rehearsed=context.outside.rehearsed,
        account_id=AccountId(exact.account_id),
    )
    key = "accounts.disconnected" if parted.revoked else "accounts.disconnected_unrevoked"
    return Answer(summary=_said(key, exact, context.locale))


def _exact(args: DisconnectAccount) -> Leaving:
    if args.exact is None:
        raise ValueError("disconnect_account runs only with the arguments that were prepared")
    return args.exact


def _said(key: str, exact: Leaving, locale: Locale) -> str:
    return say(
        key,
        locale,
        handle=exact.handle,
        platform=exact.platform.label,
        rehearsal=rehearsal_mark(exact.rehearsal, locale),
    )


TOOLS: Final[tuple[AnyTool, ...]] = (list_accounts, connect_account, disconnect_account)
