from datetime import timedelta

import pytest

from domain.access import Forbidden, Role
from domain.account import Account, AccountStatus, ConnectionRefused, Grant
from domain.ids import AccountId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import PublicationStatus
from domain.timing import GAP
from tests.build import a_user, an_account
from tests.fakes.authoriser import busy, dead
from tests.usecases.doorway import TIKTOK, Doorway


@pytest.fixture
async def doorway() -> Doorway:
    doorway = Doorway()
    await doorway.open()
    doorway.platform.opens = [doorway.opened()]
    return doorway


async def refusal_of(doorway: Doorway, state: str, **more: object) -> ConnectionRefused:
    with pytest.raises(ConnectionRefused) as caught:
        await doorway.come_back(state, **more)
    return caught.value


async def every_account(doorway: Doorway) -> list[Account]:
    async with doorway.database() as tx:
        return list(await tx.accounts.all())


async def grant_of(doorway: Doorway, account_id: AccountId) -> Grant | None:
    async with doorway.database() as tx:
        return await tx.grants.find(account_id)


class TestStarting:
    async def test_keeps_who_goes_where_and_tells_the_ledger(self, doorway: Doorway) -> None:
        state = await doorway.go()

        async with doorway.database() as tx:
            visit = await tx.visits.take(state)
        assert visit and (visit.user_id, visit.platform) == (doorway.user.id, TIKTOK)
        assert visit.expires_at == doorway.clock.now() + timedelta(minutes=30)
        (event,) = doorway.events(Kind.CONNECTION_STARTED)
        assert state not in repr(event)

    async def test_is_not_for_those_who_only_look(self, doorway: Doorway) -> None:
        doorway.user = a_user(role=Role.VIEWER)

        with pytest.raises(Forbidden):
            await doorway.go()

    async def test_refuses_to_mix_a_rehearsal_with_the_real_platform(
        self, doorway: Doorway
    ) -> None:
        with pytest.raises(ConnectionRefused) as caught:
            await doorway.go(again=True, rehearsal=False)

        assert caught.value.values["reason"] == "other_kind"


class TestANewAccount:
    async def test_is_connected_with_its_tokens(self, doorway: Doorway) -> None:
        doorway.platform.opens = [doorway.opened(external_id="new", handle="fresh")]

        welcome = await doorway.come_back(await doorway.go())

        (account,) = welcome.accounts
        assert (account.handle, account.status) == ("fresh", AccountStatus.ACTIVE)
        assert account.rehearsal
        assert account.connected_by == doorway.user.id
        assert await grant_of(doorway, account.id) == doorway.platform.opens[0].grant
        (event,) = doorway.events(Kind.ACCOUNT_CONNECTED)
        assert event.entry.metadata["scopes"] == list(account.scopes)

    async def test_comes_with_all_others_that_the_same_yes_opened(self, doorway: Doorway) -> None:
        doorway.platform.opens = [
            doorway.opened(external_id=name, handle=name) for name in ("one", "two")
        ]

        welcome = await doorway.come_back(await doorway.go())

        assert [account.handle for account in welcome.accounts] == ["one", "two"]

    async def test_is_another_one_than_the_real_one_of_the_same_id(self, doorway: Doorway) -> None:
        real = an_account(platform=TIKTOK, external_id="same", rehearsal=False)
        async with doorway.database() as tx:
            await tx.accounts.add(real)
        doorway.platform.opens = [doorway.opened(external_id="same")]

        (account,) = (await doorway.come_back(await doorway.go())).accounts

        assert account.id != real.id
        assert await grant_of(doorway, real.id) is None


class TestConnectingAgain:
    async def test_brings_the_account_back_under_its_new_name(self, doorway: Doorway) -> None:
        doorway.platform.breaks = [dead()]
        with pytest.raises(Exception, match="connected again"):
            await doorway.token(refused=doorway.grant.access)
        doorway.platform.opens = [doorway.opened(handle="renamed")]

        await doorway.come_back(await doorway.go(again=True))

        account, grant = await doorway.stored()
        assert (account.status, account.trouble) == (AccountStatus.ACTIVE, None)
        assert (account.handle, account.id) == ("renamed", doorway.account.id)
        assert grant == doorway.platform.opens[0].grant
        assert len(doorway.events(Kind.ACCOUNT_RECONNECTED)) == 1

    async def test_lets_what_waited_go_on_one_after_the_other(self, doorway: Doorway) -> None:
        waiting = [await doorway.waiting() for _ in range(3)]
        doorway.platform.breaks = [dead()]
        with pytest.raises(Exception, match="connected again"):
            await doorway.token(refused=doorway.grant.access)
        now = doorway.clock.forward(days=1)

        welcome = await doorway.come_back(await doorway.go(again=True))

        assert welcome.resumed == 3
        async with doorway.database() as tx:
            found = [await tx.publications.get(one.id) for one in waiting]
        assert PublicationStatus.HELD not in {one.status for one in found}
        assert sorted(one.due_at for one in found) == [now, now + GAP, now + 2 * GAP]

    async def test_refuses_another_account_and_changes_nothing(self, doorway: Doorway) -> None:
        doorway.platform.opens = [doorway.opened(external_id="other", handle="other")]

        refusal = await refusal_of(doorway, await doorway.go(again=True))

        account, grant = await doorway.stored()
        assert refusal.values["reason"] == "wrong_account"
        assert doorway.account.handle in str(refusal)
        assert "other" in str(refusal)
        assert (account, grant) == (doorway.account, doorway.grant)
        assert await every_account(doorway) == [doorway.account]

    async def test_takes_only_the_one_that_was_meant_out_of_several(self, doorway: Doorway) -> None:
        doorway.platform.opens = [doorway.opened(external_id="other"), doorway.opened()]

        welcome = await doorway.come_back(await doorway.go(again=True))

        assert [account.id for account in welcome.accounts] == [doorway.account.id]

    async def test_with_fewer_scopes_leaves_an_account_that_works_as_it_was_and_says_which(
        self, doorway: Doorway
    ) -> None:
        waiting = await doorway.waiting()
        doorway.platform.opens = [doorway.opened(scopes=("read",))]

        refusal = await refusal_of(doorway, await doorway.go())

        assert refusal.values["reason"] == "scopes_missing_kept"
        assert refusal.values["scopes"] == "publish"
        assert await doorway.stored() == (doorway.account, doorway.grant)
        assert await doorway.status_of(waiting) is PublicationStatus.SCHEDULED

    async def test_with_fewer_scopes_does_not_bring_a_dead_account_back(
        self, doorway: Doorway
    ) -> None:
        waiting = await doorway.waiting()
        doorway.platform.breaks = [dead()]
        with pytest.raises(Exception, match="connected again"):
            await doorway.token(refused=doorway.grant.access)
        doorway.platform.opens = [doorway.opened(scopes=("read",))]

        refusal = await refusal_of(doorway, await doorway.go(again=True))

        account, grant = await doorway.stored()
        assert refusal.values["reason"] == "scopes_missing"
        assert account.status is AccountStatus.NEEDS_RECONNECT
        assert grant == doorway.grant
        assert await doorway.status_of(waiting) is PublicationStatus.HELD


class TestAState:
    async def test_is_good_once(self, doorway: Doorway) -> None:
        state = await doorway.go()
        await doorway.come_back(state)

        refusal = await refusal_of(doorway, state)

        assert refusal.values["reason"] == "state_unknown"
        assert doorway.platform.codes == ["code"]

    async def test_is_used_up_by_somebody_else_who_brings_it(self, doorway: Doorway) -> None:
        state = await doorway.go()

        first = await refusal_of(doorway, state, user_id=doorway.stranger())
        second = await refusal_of(doorway, state)

        assert [one.values["reason"] for one in (first, second)] == ["state_unknown"] * 2
        assert doorway.platform.codes == []

    async def test_is_of_one_platform(self, doorway: Doorway) -> None:
        refusal = await refusal_of(doorway, await doorway.go(), platform=Platform.YOUTUBE)

        assert refusal.values["reason"] == "state_unknown"

    async def test_is_good_for_half_an_hour(self, doorway: Doorway) -> None:
        state = await doorway.go()
        doorway.clock.forward(minutes=30)

        assert (await refusal_of(doorway, state)).values["reason"] == "expired"

    async def test_needs_a_person_who_still_may(self, doorway: Doorway) -> None:
        state = await doorway.go()
        async with doorway.database() as tx:
            await tx.users.save(a_user(id=doorway.user.id, role=Role.VIEWER))

        with pytest.raises(Forbidden):
            await doorway.come_back(state)

        assert doorway.platform.codes == []


class TestARefusal:
    async def test_of_the_person_is_understood(self, doorway: Doorway) -> None:
        state = await doorway.go()

        refusal = await refusal_of(doorway, state, code=None, error="access_denied")

        assert refusal.values["reason"] == "denied"
        (event,) = doorway.events(Kind.CONNECTION_REFUSED)
        assert event.entry.metadata["reason"] == "denied"

    @pytest.mark.parametrize("error", ["server_error", "<script>", "x" * 500, None])
    async def test_of_the_platform_repeats_nothing_but_a_word(
        self, doorway: Doorway, error: str | None
    ) -> None:
        refusal = await refusal_of(doorway, await doorway.go(), code=None, error=error)

        assert refusal.values["why"] in ("server_error", "unknown", "no_code")

    async def test_at_the_exchange_says_the_platforms_word(self, doorway: Doorway) -> None:
        doorway.platform.breaks = [busy()]

        refusal = await refusal_of(doorway, await doorway.go())

        assert refusal.values["why"] == "server_error"

    async def test_says_when_there_is_nothing_to_publish_to(self, doorway: Doorway) -> None:
        doorway.platform.opens = []

        assert (await refusal_of(doorway, await doorway.go())).values["reason"] == "no_account"
