from datetime import datetime, timedelta

import pytest

from domain.access import Forbidden, Role
from domain.account import AccountStatus
from domain.ledger import Kind, Question
from domain.platforms import Platform
from domain.publication import PublicationStatus
from domain.usecases.disconnect_account import Parted, disconnect_account
from domain.usecases.forget_person import Farewell, forget_person
from tests.build import a_user
from tests.fakes.authoriser import busy
from tests.usecases.doorway import REHEARSED, TIKTOK, Doorway


@pytest.fixture
async def doorway() -> Doorway:
    doorway = Doorway()
    await doorway.open()
    return doorway


async def disconnect(doorway: Doorway, *, rehearsed: frozenset[Platform] = REHEARSED) -> Parted:
    return await disconnect_account(
        world=doorway.database.world,
        principal=doorway.principal,
        authorisers=doorway.authorisers,
        rehearsed=rehearsed,
        account_id=doorway.account.id,
    )


async def forget(
    doorway: Doorway, *, erase: bool, who: str | None = None, at: datetime | None = None
) -> str:
    farewell = Farewell(
        platform=TIKTOK,
        external_user_id=who or doorway.account.external_id,
        said_at=at or doorway.clock.now(),
        erase=erase,
    )
    return await forget_person(world=doorway.database.world, farewell=farewell, rehearsal=True)


class TestDisconnectAccount:
    async def test_revokes_and_forgets_the_tokens_and_holds_what_waits(
        self, doorway: Doorway
    ) -> None:
        waiting = await doorway.waiting()

        parted = await disconnect(doorway)

        account, grant = await doorway.stored()
        assert parted.revoked
        assert doorway.platform.revoked == [doorway.grant.access]
        assert (account.status, grant) == (AccountStatus.DISCONNECTED, None)
        assert await doorway.status_of(waiting) is PublicationStatus.HELD
        assert len(doorway.events(Kind.ACCOUNT_DISCONNECTED)) == 1

    async def test_forgets_them_also_when_the_platform_does_not_answer(
        self, doorway: Doorway
    ) -> None:
        doorway.platform.breaks = [busy()]

        parted = await disconnect(doorway)

        _, grant = await doorway.stored()
        assert not parted.revoked
        assert grant is None
        (event,) = doorway.events(Kind.ACCOUNT_DISCONNECTED)
        assert event.entry.metadata["revoked"] is False

    async def test_shows_the_tokens_to_no_platform_of_the_other_kind(
        self, doorway: Doorway
    ) -> None:
        await disconnect(doorway, rehearsed=frozenset())

        assert doorway.platform.revoked == []

    async def test_happens_once(self, doorway: Doorway) -> None:
        await disconnect(doorway)
        await disconnect(doorway)

        assert len(doorway.events(Kind.ACCOUNT_DISCONNECTED)) == 1

    async def test_is_not_for_those_who_only_look(self, doorway: Doorway) -> None:
        doorway.user = a_user(role=Role.VIEWER)

        with pytest.raises(Forbidden):
            await disconnect(doorway)


class TestForgetPerson:
    async def test_who_removed_the_app_lets_the_account_go(self, doorway: Doorway) -> None:
        waiting = await doorway.waiting()

        await forget(doorway, erase=False)

        account, grant = await doorway.stored()
        assert (account.status, grant) == (AccountStatus.DISCONNECTED, None)
        assert account.handle == doorway.account.handle
        assert await doorway.status_of(waiting) is PublicationStatus.HELD
        assert doorway.events(Kind.ACCOUNT_DATA_DELETED) == []

    async def test_who_wants_their_data_deleted_leaves_no_name_and_no_id(
        self, doorway: Doorway
    ) -> None:
        code = await forget(doorway, erase=True)

        account, grant = await doorway.stored()
        assert grant is None
        assert doorway.account.handle not in repr(account)
        assert doorway.account.external_id not in repr(account)
        async with doorway.database() as tx:
            (event,) = await tx.ledger.ask(Question(entity_id=code))
        assert event.entry.kind is Kind.ACCOUNT_DATA_DELETED
        assert doorway.account.handle not in repr(doorway.database.ledger.events)

    async def test_who_is_not_known_gets_a_code_too(self, doorway: Doorway) -> None:
        code = await forget(doorway, erase=True, who="nobody")

        account, _ = await doorway.stored()
        assert code
        assert account == doorway.account

    async def test_an_old_request_does_not_reach_an_account_that_came_back(
        self, doorway: Doorway
    ) -> None:
        await forget(doorway, erase=False, at=doorway.clock.now() - timedelta(hours=1))

        assert await doorway.stored() == (doorway.account, doorway.grant)
