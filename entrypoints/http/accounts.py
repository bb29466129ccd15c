"""The accounts that publications go to, and how they are."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request

from domain.account import Account
from domain.ids import AccountId
from domain.platforms import Platform
from domain.usecases.disconnect_account import disconnect_account
from entrypoints.http.access import Approver, Reader
from entrypoints.http.context import Here
from entrypoints.http.paging import Page
from tools.health import AccountView, health

router = APIRouter(prefix="/accounts", tags=["accounts"])


class AccountRow(AccountView):
    """``rehearsal`` accounts live on our own server that speaks the platform's protocol.
    ``token_days_left`` is how long it goes without a person; null where that never ends."""

    external_id: str
    scopes: list[str]
    created_at: datetime

    @classmethod
    def of(cls, account: Account, view: AccountView) -> "AccountRow":
        return cls(
            **view.model_dump(),
            external_id=account.external_id,
            scopes=list(account.scopes),
            created_at=account.created_at,
        )


class PartedRow(BaseModel):
    """``revoked``: the platform confirmed that our tokens open nothing any more. Where it did
    not, the person can remove the app in the platform's own settings."""

    id: str
    revoked: bool


@router.get("")
async def list_accounts(
    principal: Reader, api: Here, request: Request, platform: Platform | None = None
) -> Page[AccountRow]:
    """All of them: there are few."""
    services = api.services
    base_url = services.settings.public_url or str(request.base_url)
    now = services.world.clock.now()
    async with services.world.uow() as tx:
        rows = [
            AccountRow.of(one, await health(tx, one, now=now, base_url=base_url))
            for one in await tx.accounts.all(platform=platform)
        ]
    return Page(items=rows)


@router.delete("/{account_id}")
async def disconnect(account_id: str, principal: Approver, api: Here) -> PartedRow:
    """For those who may approve: everybody else asks for it in the chat."""
    services = api.services
    async with services.world.uow() as tx:
        account = await tx.accounts.get(AccountId(account_id))
    parted = await disconnect_account(
        world=services.world,
        principal=principal,
        authorisers=services.authorisers,
        rehearsed=frozenset(Platform) - services.platforms.live,
        account_id=account.id,
    )
    return PartedRow(id=parted.account.id, revoked=parted.revoked)
