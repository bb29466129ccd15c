from dataclasses import replace
from datetime import timedelta

import pytest

from domain.account import AccountStatus, Grant
from domain.platforms import Platform
from domain.publication import PublicationStatus
from domain.quota import BUCKETS
from domain.texts import Locale
from domain.timing import Stop
from tests.build import NOON, a_link, new_id
from tests.fakes.authoriser import FakeAuthoriser
from tests.tools.stage import Stage, use
from tools.accounts import (
    DisconnectAccount,
    disconnect_account,
    prepare,
    summarise,
)
from tools.context import Outside


def a_grant(*, days: int) -> Grant:
    return Grant(access="a", issued_at=NOON, access_expires_at=NOON + timedelta(days=days))


class TestListAccounts:
    async def test_says_how_each_one_is(self, stage: Stage) -> None:
        instagram = await stage.reach(Platform.INSTAGRAM)
        async with stage.database() as tx:
            await tx.grants.save(instagram.id, a_grant(days=5))
            await tx.quotas.spend("instagram.posts", instagram.id, units=3, now=NOON)
            await tx.stops.add_stop(
                Stop(
                    id=new_id(),
                    account_id=instagram.id,
                    reason="a storm",
                    stopped_by="user:x",
                    stopped_at=NOON,
                )
            )
        for status in (PublicationStatus.HELD, PublicationStatus.SCHEDULED):
            await stage.put(account_id=instagram.id, status=status)

        answer = await use("list_accounts", stage.context(), platform=Platform.INSTAGRAM)

        (one,) = answer.accounts
        most = BUCKETS["instagram.posts"].most
        assert (one.token_days_left, one.posts_left, one.posts_most) == (5, most - 3, most)
        assert (one.held, one.scheduled, one.waiting) == (1, 1, 0)
        assert answer.summary == (
            "One account:\n- @on_instagram on Instagram (rehearsal): ready; careful, its token "
            f"ends in 5 days; {most - 3} of {most} posts left today; one scheduled; one held; "
            "stopped (a storm)"
        )

    async def test_counts_what_the_whole_app_has_spent(self, stage: Stage) -> None:
        async with stage.database() as tx:
            await tx.quotas.spend("youtube.uploads", "app:youtube:True", units=40, now=NOON)

        answer = await use("list_accounts", stage.context())

        assert answer.accounts[0].posts_left == BUCKETS["youtube.uploads"].most - 40

    async def test_says_our_own_words_for_trouble_without_the_code(self, stage: Stage) -> None:
        await stage.reach(
            Platform.TIKTOK, status=AccountStatus.NEEDS_RECONNECT, trouble="authorization.removed:1"
        )

        answer = await use("list_accounts", stage.context(locale=Locale.ES))

        assert "; la plataforma cerró nuestro acceso a la cuenta; " in answer.summary

    async def test_connects_an_erased_one_as_a_new_one(self, stage: Stage) -> None:
        erased = replace(
            await stage.reach(Platform.TIKTOK, status=AccountStatus.DISCONNECTED), handle="–"
        )
        async with stage.database() as tx:
            await tx.accounts.save(replace(erased, external_id=f"deleted:{erased.id}"))

        answer = await use("list_accounts", stage.context(), platform=Platform.TIKTOK)

        assert answer.accounts[0].connect_url == "/oauth/tiktok/start"

    @pytest.mark.parametrize("status", [AccountStatus.NEEDS_RECONNECT, AccountStatus.DISCONNECTED])
    async def test_gives_the_link_to_connect_a_dead_one_again(
        self, stage: Stage, status: AccountStatus
    ) -> None:
        dead = await stage.reach(Platform.TIKTOK, status=status, trouble="access_token_invalid")
        context = replace(
            stage.context(), outside=Outside(links=a_link, base_url="https://team.example")
        )

        answer = await use("list_accounts", context, platform=Platform.TIKTOK)

        url = f"https://team.example/oauth/tiktok/start?account_id={dead.id}"
        assert answer.accounts[0].connect_url == url
        assert url in answer.summary
        assert "the connection to TikTok is dead" in answer.summary


class TestConnectAccount:
    async def test_gives_a_link_for_a_person(self, stage: Stage) -> None:
        answer = await use(
            "connect_account", stage.context(locale=Locale.ES), platform=Platform.INSTAGRAM
        )

        assert answer.url == "/oauth/instagram/start"
        assert answer.summary == "Abre esto para conectar Instagram: /oauth/instagram/start"

    async def test_leads_back_to_the_same_account(self, stage: Stage) -> None:
        answer = await use(
            "connect_account", stage.context(), platform=Platform.YOUTUBE, account="show"
        )

        assert answer.url.endswith(f"/oauth/youtube/start?account_id={stage.account.id}")


class TestDisconnectAccount:
    @pytest.mark.parametrize(("has_grant", "told"), [(True, "open nothing"), (False, "confirm")])
    async def test_says_whether_the_platform_confirmed_it(
        self, stage: Stage, has_grant: bool, told: str
    ) -> None:
        authoriser = FakeAuthoriser(stage.database)
        outside = Outside(links=a_link, authorisers={Platform.YOUTUBE: authoriser})
        context = replace(stage.context(), outside=outside)
        if has_grant:
            async with stage.database() as tx:
                await tx.grants.save(stage.account.id, a_grant(days=5))
        prepared = await prepare(DisconnectAccount(account="@show"), context)

        answer = await disconnect_account.run(prepared, context)

        assert summarise(prepared, Locale.EN).startswith("Disconnect @show on YouTube (rehearsal)")
        assert told in answer.summary
        assert authoriser.revoked == (["a"] if has_grant else [])
        async with stage.database() as tx:
            account = await tx.accounts.get(stage.account.id)
        assert account.status is AccountStatus.DISCONNECTED
