import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.account import AccountStatus
from domain.ids import AccountId
from domain.ledger import Kind, Severity
from domain.publication import PublicationStatus, Remedy, Setback
from domain.usecases.renew_grant import renew_grant
from tests.fakes.authoriser import busy, dead, lost
from tests.fakes.memory.gates import MemoryGrants
from tests.usecases.doorway import Doorway


@pytest.fixture
async def doorway() -> Doorway:
    doorway = Doorway()
    await doorway.open()
    return doorway


async def setback_of(doorway: Doorway, *, refused: str | None = None) -> Setback:
    with pytest.raises(Setback) as caught:
        await doorway.token(refused=refused)
    return caught.value


class TestRenewGrant:
    async def test_hands_out_a_token_that_is_good_without_asking(self, doorway: Doorway) -> None:
        assert await doorway.token() == doorway.grant.access
        assert doorway.platform.refreshed == []

    @pytest.mark.parametrize("left_s", [-10, 0, 120])
    async def test_renews_one_that_has_run_out_or_is_about_to(
        self, doorway: Doorway, left_s: int
    ) -> None:
        doorway.clock.forward(hours=2, seconds=-left_s)

        token = await doorway.token()

        _, kept = await doorway.stored()
        assert token != doorway.grant.access
        assert kept and (kept.access, kept.refresh) == (token, doorway.platform.living)
        assert len(doorway.events(Kind.TOKEN_REFRESHED)) == 1

    async def test_renews_the_one_that_the_platform_refused(self, doorway: Doorway) -> None:
        token = await doorway.token(refused=doorway.grant.access)

        assert token != doorway.grant.access

    async def test_gives_the_newer_one_when_an_older_one_was_refused(
        self, doorway: Doorway
    ) -> None:
        assert await doorway.token(refused="one-of-yesterday") == doorway.grant.access
        assert doorway.platform.refreshed == []

    async def test_tells_the_ledger_no_token(self, doorway: Doorway) -> None:
        doorway.clock.forward(hours=3)
        token = await doorway.token()
        doorway.platform.breaks = [dead()]
        await setback_of(doorway, refused=token)

        told = repr(doorway.database.ledger.events)
        for secret in (token, doorway.grant.access, doorway.grant.refresh, doorway.platform.living):
            assert secret and secret not in told


class TestManyAtOnce:
    async def test_ask_the_platform_once(self, doorway: Doorway) -> None:
        doorway.clock.forward(hours=3)
        doorway.pauses = []

        tokens = await asyncio.gather(*(doorway.token() for _ in range(100)))

        assert len(set(tokens)) == 1
        assert doorway.platform.refreshed == [doorway.grant.refresh]
        account, _ = await doorway.stored()
        assert account.status is AccountStatus.ACTIVE

    async def test_learn_together_that_the_token_is_dead(self, doorway: Doorway) -> None:
        doorway.clock.forward(hours=3)
        doorway.platform.breaks = [dead()]

        answers = await asyncio.gather(
            *(doorway.token() for _ in range(20)), return_exceptions=True
        )

        assert {answer.remedy for answer in answers if isinstance(answer, Setback)} == {
            Remedy.HOLD_ACCOUNT
        }
        assert len(answers) == 20
        assert len(doorway.platform.refreshed) == 1
        assert len(doorway.events(Kind.TOKEN_REVOKED)) == 1

    async def test_do_not_renew_what_was_renewed_between_looking_and_claiming(
        self, doorway: Doorway
    ) -> None:
        doorway.clock.forward(hours=3)
        newer = doorway.platform.grant()

        class Overtaken(MemoryGrants):
            async def claim_renewal(
                self, id_: AccountId, *, now: datetime, until: datetime
            ) -> bool:
                await self.save(id_, newer)
                return await super().claim_renewal(id_, now=now, until=until)

        doorway.database.grants = Overtaken(grants={doorway.account.id: doorway.grant})

        assert await doorway.token() == newer.access
        assert doorway.platform.refreshed == []
        assert doorway.database.grants.renewing == {}

    async def test_take_over_from_a_process_that_died_once_its_time_is_up(
        self, doorway: Doorway
    ) -> None:
        doorway.clock.forward(hours=3)
        now = doorway.clock.now()
        async with doorway.database() as tx:
            until = now + timedelta(seconds=60)
            assert await tx.grants.claim_renewal(doorway.account.id, now=now, until=until)

        token = await doorway.token()

        assert token != doorway.grant.access
        assert sum(doorway.pauses) == pytest.approx(60, abs=0.5)


class TestADeadGrant:
    async def test_holds_the_account_and_what_waits_for_it_and_nothing_else(
        self, doorway: Doorway
    ) -> None:
        mine, others = await doorway.waiting(), await doorway.waiting(account_id="another")
        doorway.platform.breaks = [dead()]

        setback = await setback_of(doorway, refused=doorway.grant.access)

        account, _ = await doorway.stored()
        assert setback.remedy is Remedy.HOLD_ACCOUNT
        assert (account.status, account.trouble) == (
            AccountStatus.NEEDS_RECONNECT,
            "invalid_grant",
        )
        assert await doorway.status_of(mine) is PublicationStatus.HELD
        assert await doorway.status_of(others) is PublicationStatus.SCHEDULED
        (event,) = doorway.events(Kind.TOKEN_REVOKED)
        assert event.entry.severity is Severity.ERROR

    async def test_is_not_asked_for_again(self, doorway: Doorway) -> None:
        doorway.platform.breaks = [dead()]
        await setback_of(doorway, refused=doorway.grant.access)

        assert (await setback_of(doorway)).remedy is Remedy.HOLD_ACCOUNT
        assert len(doorway.platform.refreshed) == 1

    async def test_is_not_believed_when_somebody_else_has_renewed_it_meanwhile(
        self, doorway: Doorway
    ) -> None:
        doorway.clock.forward(hours=3)
        newer = doorway.platform.grant()
        doorway.platform.breaks = [dead()]

        async def somebody_renews() -> None:
            async with doorway.database() as tx:
                await tx.grants.save(doorway.account.id, newer)

        doorway.platform.meanwhile = somebody_renews
        token = await doorway.token()

        account, _ = await doorway.stored()
        assert token == newer.access
        assert account.status is AccountStatus.ACTIVE

    async def test_is_one_that_no_key_of_ours_opens(self, doorway: Doorway) -> None:
        async with doorway.database() as tx:
            await tx.grants.remove(doorway.account.id)

        assert (await setback_of(doorway)).code == "no_token"
        account, _ = await doorway.stored()
        assert account.status is AccountStatus.NEEDS_RECONNECT


class TestALostAnswer:
    async def test_is_followed_by_one_more_try_that_may_work(self, doorway: Doorway) -> None:
        doorway.clock.forward(hours=3)
        doorway.platform.breaks = [lost()]

        token = await doorway.token()

        account, kept = await doorway.stored()
        assert kept and kept.access == token
        assert account.status is AccountStatus.ACTIVE
        assert doorway.platform.refreshed == [doorway.grant.refresh] * 2

    async def test_needs_a_person_when_the_platform_then_says_no(self, doorway: Doorway) -> None:
        doorway.clock.forward(hours=3)
        doorway.platform.breaks = [lost(), dead()]

        assert (await setback_of(doorway)).remedy is Remedy.HOLD_ACCOUNT

        account, _ = await doorway.stored()
        assert account.trouble == "answer_lost"

    async def test_twice_is_a_network_that_is_down_and_no_dead_account(
        self, doorway: Doorway
    ) -> None:
        doorway.clock.forward(hours=3)
        doorway.platform.breaks = [lost(), lost()]

        assert (await setback_of(doorway)).remedy is Remedy.RETRY

        account, _ = await doorway.stored()
        assert account.status is AccountStatus.ACTIVE
        assert await doorway.token() != doorway.grant.access


class TestAPlatformThatIsBusy:
    async def test_is_asked_again_later(self, doorway: Doorway) -> None:
        doorway.clock.forward(hours=3)
        doorway.platform.breaks = [busy()]

        setback = await setback_of(doorway)

        assert (setback.remedy, setback.retry_after_s) == (Remedy.RETRY, 7)
        assert await doorway.token() != doorway.grant.access


class TestAnAccountOfAnotherKind:
    async def test_is_never_renewed(self, doorway: Doorway) -> None:
        doorway.clock.forward(hours=3)

        with pytest.raises(Setback) as caught:
            await renew_grant(
                world=doorway.database.world,
                authorisers=doorway.authorisers,
                rehearsed=(),
                account_id=doorway.account.id,
                refused=None,
                pause=doorway.pause,
            )

        assert caught.value.code == "other_kind"
        assert doorway.platform.refreshed == []


class TestAnAccountThatWasDisconnectedMeanwhile:
    async def test_gets_no_tokens_back(self, doorway: Doorway) -> None:
        doorway.clock.forward(hours=3)

        async def somebody_disconnects() -> None:
            gone = replace(doorway.account, status=AccountStatus.DISCONNECTED)
            async with doorway.database() as tx:
                await tx.grants.remove(doorway.account.id)
                await tx.accounts.save(gone)

        doorway.platform.meanwhile = somebody_disconnects
        setback = await setback_of(doorway)

        _, kept = await doorway.stored()
        assert setback.remedy is Remedy.HOLD_ACCOUNT
        assert kept is None
