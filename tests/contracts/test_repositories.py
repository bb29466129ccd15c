"""What every transaction promises about people, campaigns and what is sent."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import EmailTaken, Role
from domain.account import AccountStatus
from domain.campaign import CampaignStatus
from domain.errors import NotFound
from domain.ids import AccountId, BlobKey, CampaignId, ClipId, PublicationId
from domain.platforms import Platform
from domain.ports import Transaction, World
from domain.publication import AttemptState, PublicationStatus
from tests.build import (
    NOON,
    a_campaign,
    a_clip,
    a_publication,
    a_slot,
    a_user,
    a_variant,
    an_account,
    an_api_token,
    an_attempt,
    new_id,
)
from tests.contracts.stage import set_stage

UNKNOWN_REFS = ("", "clip 3", "x" * 36, "\x00", new_id())


@pytest.fixture
def world(either_world: World) -> World:
    return either_world


class TestEveryGet:
    @pytest.mark.parametrize(
        "get",
        [
            lambda tx, ref: tx.users.get(ref),
            lambda tx, ref: tx.users.get_token(ref),
            lambda tx, ref: tx.videos.get(ref),
            lambda tx, ref: tx.clips.get(ref),
            lambda tx, ref: tx.clips.get_variant(ref),
            lambda tx, ref: tx.clips.next_number(ref),
            lambda tx, ref: tx.campaigns.get(ref, for_update=True),
            lambda tx, ref: tx.accounts.get(ref),
            lambda tx, ref: tx.publications.get(ref),
            lambda tx, ref: tx.approvals.get(ref),
            lambda tx, ref: tx.jobs.get(ref),
            lambda tx, ref: tx.messages.get_thread(ref),
            lambda tx, ref: tx.messages.get(ref),
        ],
    )
    async def test_says_not_found_for_what_is_not_there(
        self, world: World, get: Callable[[Transaction, str], Awaitable[object]]
    ) -> None:
        async with world.uow() as tx:
            for ref in UNKNOWN_REFS:
                with pytest.raises(NotFound) as refusal:
                    await get(tx, ref)

                assert refusal.value.values["ref"] == ref


class TestBlock:
    async def test_that_raises_leaves_no_trace(self, world: World) -> None:
        user = a_user()

        with pytest.raises(ZeroDivisionError):
            async with world.uow() as tx:
                await tx.users.add(user)
                await tx.requests.remember("key", user.id)
                raise ZeroDivisionError

        async with world.uow() as tx:
            assert await tx.users.count() == 0
            assert await tx.requests.find("key") is None


class TestUsers:
    async def test_come_back_as_they_were_saved(self, world: World) -> None:
        user = a_user()
        changed = replace(user, role=Role.ADMIN, disabled_at=NOON)

        async with world.uow() as tx:
            await tx.users.add(user)
            await tx.users.save(changed)

        async with world.uow() as tx:
            assert await tx.users.get(user.id) == changed
            assert await tx.users.count() == 1

    async def test_are_found_by_email_whatever_its_case(self, world: World) -> None:
        user = a_user(email="Ana@Example.org")

        async with world.uow() as tx:
            await tx.users.add(user)

        async with world.uow() as tx:
            assert await tx.users.find_by_email("aNA@example.ORG") == user
            assert await tx.users.find_by_email("ana@example.com") is None
            assert await tx.users.find_by_email("\x00") is None

    async def test_share_no_email_and_the_block_goes_on_after_the_refusal(
        self, world: World
    ) -> None:
        async with world.uow() as tx:
            await tx.users.add(a_user(email="ana@example.org"))
            with pytest.raises(EmailTaken):
                await tx.users.add(a_user(email="ANA@example.org"))
            await tx.users.add(a_user(email="eva@example.org"))

        async with world.uow() as tx:
            assert await tx.users.count() == 2

    async def test_that_are_not_there_cannot_be_saved(self, world: World) -> None:
        async with world.uow() as tx:
            with pytest.raises(NotFound):
                await tx.users.save(a_user())

    async def test_have_tokens_that_are_found_by_their_hash(self, world: World) -> None:
        user = a_user()
        token = an_api_token(user_id=user.id)
        revoked = replace(token, revoked_at=NOON)

        async with world.uow() as tx:
            await tx.users.add(user)
            await tx.users.add_token(token)
            found = await tx.users.find_token(token.secret_sha256)
            await tx.users.save_token(revoked)

        async with world.uow() as tx:
            assert found == token
            assert await tx.users.get_token(token.id) == revoked
            assert await tx.users.find_token("0" * 64) is None


class TestInUse:
    async def test_are_the_keys_that_something_refers_to(self, world: World) -> None:
        cast = await set_stage(world)
        clip, variant = cast.clip, a_variant(clip_id=cast.clip.id)
        async with world.uow() as tx:
            await tx.clips.add_variant(variant)
        used = {cast.video.blob, clip.blob, clip.poster, variant.blob, variant.poster}

        async with world.uow() as tx:
            assert set(await tx.clips.in_use([*used, BlobKey("unused")])) == used
            assert not await tx.clips.in_use([])


class TestCampaigns:
    async def test_come_back_as_they_were_saved(self, world: World) -> None:
        account_ids = (AccountId(new_id()), AccountId(new_id()))
        campaign = a_campaign(account_ids=account_ids, platforms=tuple(Platform))
        running = campaign.with_status(CampaignStatus.RUNNING)

        async with world.uow() as tx:
            await tx.campaigns.add(campaign)
            await tx.campaigns.save(running)

        async with world.uow() as tx:
            assert await tx.campaigns.get(campaign.id, for_update=True) == running
            assert await tx.campaigns.recent(named="friday") == [running]
            assert await tx.campaigns.recent(before=campaign.id) == []

    async def test_keep_their_clips_in_the_order_that_was_set(self, world: World) -> None:
        cast = await set_stage(world)
        campaign = a_campaign()
        other = a_clip(video_id=cast.video.id, job_id=cast.job.id, number=2)

        async with world.uow() as tx:
            await tx.clips.add(other)
            await tx.campaigns.add(campaign)
            await tx.campaigns.set_clips(campaign.id, [cast.clip.id])
            await tx.campaigns.set_clips(campaign.id, [other.id, cast.clip.id, other.id])

        async with world.uow() as tx:
            assert await tx.campaigns.clips(campaign.id) == [other.id, cast.clip.id]
            assert await tx.campaigns.clips(CampaignId(new_id())) == []

    async def test_have_a_plan_that_is_replaced_as_a_whole(self, world: World) -> None:
        cast = await set_stage(world)
        campaign = a_campaign()
        whose = {
            "campaign_id": campaign.id,
            "clip_id": cast.clip.id,
            "account_id": cast.account.id,
        }
        early = a_slot(at=NOON, score=None, **whose)
        late = a_slot(at=NOON + timedelta(days=1), **whose)

        async with world.uow() as tx:
            await tx.campaigns.add(campaign)
            await tx.campaigns.replace_slots(campaign.id, [a_slot(**whose)])
            await tx.campaigns.replace_slots(campaign.id, [late, early])

        async with world.uow() as tx:
            assert await tx.campaigns.slots(campaign.id) == [early, late]
            await tx.campaigns.replace_slots(campaign.id, [])
            assert await tx.campaigns.slots(campaign.id) == []


class TestAccounts:
    async def test_come_back_as_they_were_saved(self, world: World) -> None:
        account = an_account()
        other = an_account(platform=Platform.TIKTOK)
        lost = replace(account, status=AccountStatus.NEEDS_RECONNECT)

        async with world.uow() as tx:
            await tx.accounts.add(account)
            await tx.accounts.add(other)
            await tx.accounts.save(lost)

        async with world.uow() as tx:
            assert await tx.accounts.get(account.id) == lost
            assert await tx.accounts.all() == [lost, other]
            assert await tx.accounts.all(platform=Platform.TIKTOK) == [other]
            mine = await tx.accounts.find(
                platform=account.platform, external_id=account.external_id, rehearsal=True
            )
            real = await tx.accounts.find(
                platform=account.platform, external_id=account.external_id, rehearsal=False
            )
            assert (mine, real) == (lost, None)


class TestPublications:
    async def test_come_back_as_they_were_saved(self, world: World) -> None:
        cast = await set_stage(world)
        publication = a_publication(
            clip_id=cast.clip.id, variant_id=cast.variant.id, account_id=cast.account.id
        )
        uploading = publication.moved(PublicationStatus.UPLOADING)
        live = uploading.went_live(external_id="abc", url="https://example.org/abc", at=NOON)

        async with world.uow() as tx:
            await tx.publications.add(publication)
            await tx.publications.save(live)

        async with world.uow() as tx:
            recent = tx.publications.recent
            assert await tx.publications.get(publication.id, for_update=True) == live
            assert await recent(status=PublicationStatus.PUBLISHED) == [live]
            assert await recent(status=PublicationStatus.QUEUED) == []
            assert await recent(campaign_id=CampaignId(new_id())) == []
            assert await recent(before=publication.id) == []

    async def test_stand_until_they_fail_or_are_called_off(self, world: World) -> None:
        cast = await set_stage(world)
        publication = a_publication(
            clip_id=cast.clip.id, variant_id=cast.variant.id, account_id=cast.account.id
        )
        failed = publication.failed(code="refused", error="no")
        again = replace(publication, id=PublicationId(new_id()))

        async with world.uow() as tx:
            await tx.publications.add(publication)
            standing = await tx.publications.find_standing(cast.clip.id, cast.account.id)
            await tx.publications.save(failed)
            fallen = await tx.publications.find_standing(cast.clip.id, cast.account.id)
            await tx.publications.add(again)

        async with world.uow() as tx:
            assert (standing, fallen) == (publication, None)
            assert await tx.publications.find_standing(cast.clip.id, cast.account.id) == again
            nobody = ClipId(new_id())
            assert await tx.publications.find_standing(nobody, cast.account.id) is None

    async def test_keep_every_attempt(self, world: World) -> None:
        cast = await set_stage(world)
        publication = a_publication(
            clip_id=cast.clip.id, variant_id=cast.variant.id, account_id=cast.account.id
        )
        second = an_attempt(publication_id=publication.id, number=2)
        first = an_attempt(publication_id=publication.id, number=1)
        sent = replace(
            first,
            state=AttemptState.FAILED_RETRYABLE,
            handle="https://upload/1",
            reference="container-1",
            crossed_at=NOON,
            crossings=1,
            evidence={"seen": "failed", "status_code": "ERROR"},
        )

        async with world.uow() as tx:
            await tx.publications.add(publication)
            await tx.publications.add_attempt(first)
            await tx.publications.save_attempt(sent)
            await tx.publications.add_attempt(second)

        async with world.uow() as tx:
            assert await tx.publications.attempts(publication.id) == [sent, second]
            assert await tx.publications.attempts(PublicationId(new_id())) == []
            by_name = await tx.publications.find_by_reference(Platform.YOUTUBE, "container-1")
            elsewhere = await tx.publications.find_by_reference(Platform.TIKTOK, "container-1")
            assert (by_name, elsewhere) == (publication, None)
            assert await tx.publications.last_sent_at(cast.account.id) == NOON

    async def test_tell_which_are_due_for_a_look_and_what_is_known_of_an_account(
        self, world: World
    ) -> None:
        cast = await set_stage(world)
        live = a_publication(
            clip_id=cast.clip.id,
            variant_id=cast.variant.id,
            account_id=cast.account.id,
            status=PublicationStatus.PUBLISHED,
            published_at=NOON,
            external_id="abc",
            look_at=NOON,
        )

        async with world.uow() as tx:
            await tx.publications.add(live)

        async with world.uow() as tx:
            soon = NOON - timedelta(seconds=1)
            assert await tx.publications.due_for_a_look(now=NOON, limit=9) == [live]
            assert await tx.publications.due_for_a_look(now=soon, limit=9) == []
            assert await tx.publications.known_ids(cast.account.id) == ["abc"]
            assert await tx.publications.find_by_reference(Platform.YOUTUBE, "abc") == live
            assert await tx.publications.recent(account_id=cast.account.id) == [live]


class TestReports:
    async def test_count_what_is_there(self, world: World) -> None:
        await set_stage(world)
        async with world.uow() as tx:
            await tx.campaigns.add(a_campaign(status=CampaignStatus.RUNNING))
            await tx.campaigns.add(a_campaign())

        async with world.uow() as tx:
            status = await tx.reports.status()

        assert (status.videos, status.clips, status.campaigns_active) == (1, 1, 1)
        assert status.jobs == {
            "pending": 1,
            "processing": 0,
            "completed": 0,
            "failed": 0,
            "cancelled": 0,
        }
        assert set(status.publications.values()) == {0}
        assert (status.events, status.errors_24h, status.workers_alive) == (1, 0, 0)
        assert status.approvals_pending == 0
