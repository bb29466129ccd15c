"""The accounts that publications go to."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from domain.account import Account, AccountStatus
from domain.platforms import Platform
from entrypoints.http.access import Reader
from entrypoints.http.context import Here
from entrypoints.http.paging import Page

router = APIRouter(prefix="/accounts", tags=["accounts"])


class AccountRow(BaseModel):
    """``rehearsal`` accounts live on our own server that speaks the platform's protocol."""

    id: str
    platform: Platform
    handle: str
    external_id: str
    status: AccountStatus
    rehearsal: bool
    created_at: datetime

    @classmethod
    def of(cls, account: Account) -> "AccountRow":
        return cls.model_validate(account, from_attributes=True)


@router.get("")
async def list_accounts(
    principal: Reader, api: Here, platform: Platform | None = None
) -> Page[AccountRow]:
    """All of them: there are few."""
    async with api.services.world.uow() as tx:
        found = await tx.accounts.all(platform=platform)
    return Page(items=[AccountRow.of(account) for account in found])
