"""F01 and F02: what becomes of a Reel when the answer to publishing it is lost, or is not true."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.account import AccountStatus, Login
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import AttemptState
from domain.usecases.stop_publishing import stop_publishing
from tests.failures.instagram import (
    BY_LIST,
    LIVE,
    S,
    calls,
    kinds,
    only,
    waits_until,
    with_both_logins,
)
from tests.failures.stage import staged

INSTAGRAM = Platform.INSTAGRAM


class TestTheAnswerToPublishingIsLost:
    @with_both_logins
    @pytest.mark.parametrize("fault", ["drop_answer", "spoil:502", "spoil:200"])
    async def test_f01_a_lost_answer_is_looked_up_and_never_sent_again(
        self, tmp_path: Path, login: Login, fault: str
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", fault)

            publication = await stage.work_until(id_, LIVE)

            (line,) = await stage.truth()
            (attempt,) = await stage.attempts(id_)
            assert publication.external_id == attempt.external_id == line["post_id"]
            assert publication.external_id != attempt.reference
            assert publication.url is not None
            assert (attempt.state, attempt.evidence["by"]) == (AttemptState.LIVE, BY_LIST)
            made = await calls(stage)
            assert (made["container"], made["publish"]) == (1, 1)
            story = kinds(stage, id_)
            assert story.index(Kind.PUBLICATION_UNKNOWN) < story.index(Kind.CLIP_PUBLISHED)
            told = only(stage, id_, Kind.CLIP_PUBLISHED).entry.metadata
            assert told["before"] == "unknown"
            assert told["evidence"] == attempt.evidence

    @with_both_logins
    async def test_f01_what_never_arrived_is_published_once_more_after_two_minutes(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "close")

            await stage.work_until(id_, LIVE)

            (attempt,) = await stage.attempts(id_)
            made = await calls(stage)
            assert len(await stage.truth()) == 1
            assert (made["container"], made["publish"], attempt.crossings) == (1, 2, 2)
            assert made["list"] >= 1
            first, second = stage.events(id_, Kind.PUBLICATION_SENT)
            assert second.occurred_at - first.occurred_at >= timedelta(minutes=2)

    async def test_f01_answers_that_are_lost_again_and_again_end_with_a_person(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "close", times=50)

            publication = await stage.work_until(id_, S.HELD, S.FAILED)

            assert (publication.held_reason, publication.error_code) == (
                "human",
                "too_many_crossings",
            )
            assert await stage.truth() == []
            assert (await calls(stage))["publish"] == 3

    async def test_f01_published_but_listed_late_waits_for_the_list(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "drop_answer")
            await stage.order("publish", "listed_late", seconds=900)

            await stage.work(minutes=5)
            early = await stage.publication(id_)
            while (await stage.publication(id_)).status is not LIVE:
                await stage.work(minutes=5)
                await stage.sweep()

            (line,) = await stage.truth()
            publication = await stage.publication(id_)
            assert (early.status, early.external_id) == (S.PROCESSING, None)
            assert publication.external_id == line["post_id"]
            made = await calls(stage)
            assert (made["container"], made["publish"]) == (1, 1)

    async def test_f01_an_older_post_with_the_same_caption_is_not_taken_for_it(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            old = await stage.approve(account, caption="Goal of the week")
            await stage.work_until(old, LIVE)
            stage.clock.move(minutes=1)
            id_ = await stage.approve(account, caption="Goal of the week")
            await stage.order("publish", "close")

            publication = await stage.work_until(id_, LIVE)

            first, second = await stage.truth()
            assert (await stage.publication(old)).external_id == first["post_id"]
            assert publication.external_id == second["post_id"]

    async def test_f01_two_lost_posts_with_the_same_caption_are_not_mixed_up(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            first = await stage.approve(account, caption="Goal of the week")
            await stage.order("publish", "drop_answer")
            await stage.order("publish", "listed_late", seconds=100)
            await stage.work_until(first, S.PROCESSING)
            second = await stage.approve(account, caption="Goal of the week")
            await stage.order("publish", "close")

            for _ in range(12):
                await stage.work(minutes=5)
                await stage.sweep()

            ids = [(await stage.publication(one)).external_id for one in (first, second)]
            assert ids == [line["post_id"] for line in await stage.truth()]

    async def test_f01_a_stop_holds_back_the_second_publish(self, tmp_path: Path) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            await stage.order("publish", "close")
            await stage.work_until(id_, S.UNKNOWN)

            await stop_publishing(
                world=stage.database.world, principal=stage.editor, account_id=None, reason="fire"
            )
            await stage.work(minutes=30)

            publication = await stage.publication(id_)
            assert (publication.status, publication.held_reason) == (S.HELD, "stopped")
            assert await stage.truth() == []
            assert (await calls(stage))["publish"] == 1


class TestInstagramSaysNoAndHasPublished:
    @with_both_logins
    async def test_f02_blocked_as_spam_but_live_is_not_reposted_and_the_account_cools(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            next_ = await stage.approve(account, due_at=stage.clock.now() + timedelta(hours=1))
            await stage.order("publish", "publish_blocked")

            publication = await stage.work_until(id_, LIVE)
            until = await waits_until(stage, publication)
            await stage.work(hours=20)

            (line,) = await stage.truth()
            made = await calls(stage)
            assert publication.external_id == line["post_id"]
            assert (made["container"], made["publish"]) == (1, 1)
            assert until is not None
            assert until - stage.clock.now() > timedelta(hours=3)
            assert (await stage.publication(next_)).status not in (S.FAILED, LIVE)
            unknown = only(stage, id_, Kind.PUBLICATION_UNKNOWN).entry.metadata
            assert unknown["code"] == "2207051"
            assert unknown["trace"]

            await stage.work_until(next_, LIVE)
            assert stage.clock.now() >= until
            assert len(await stage.truth()) == 2

    async def test_f02_blocked_as_spam_and_not_live_waits_out_the_cooling(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "status:400", reason="4/2207051")

            await stage.work(hours=23)

            assert (await calls(stage))["publish"] == 1
            assert await stage.truth() == []
            assert (await stage.publication(id_)).status is S.UNKNOWN
            assert await waits_until(stage, await stage.publication(id_)) is not None

            publication = await stage.work_until(id_, LIVE, S.HELD, S.FAILED)
            assert (publication.status, publication.held_reason) == (S.HELD, "missed")
            assert await stage.truth() == []

    @pytest.mark.parametrize("reason", ["1", "-1/2207001", "100", "368", "506", "999/1234567"])
    async def test_f02_whatever_it_says_a_post_that_is_listed_is_live(
        self, tmp_path: Path, reason: str
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "publish_blocked", reason=reason)

            publication = await stage.work_until(id_, LIVE, S.FAILED, S.HELD)

            (line,) = await stage.truth()
            assert publication.external_id == line["post_id"]
            assert (await calls(stage))["publish"] == 1

    @with_both_logins
    async def test_f02_a_new_post_that_cannot_be_read_yet_is_read_again_and_not_sent(
        self, tmp_path: Path, login: Login
    ) -> None:
        async with staged(tmp_path, INSTAGRAM, login=login) as stage:
            id_ = await stage.approve(await stage.connect())
            await stage.order("publish", "unreadable", seconds=300)

            publication = await stage.work_until(id_, LIVE)
            assert publication.external_id is not None
            await stage.work(hours=1)
            await stage.sweep()
            await stage.work(minutes=1)

            seen = await stage.publication(id_)
            (line,) = await stage.truth()
            assert (seen.status, seen.external_id) == (LIVE, line["post_id"])
            assert seen.url is not None
            assert (await calls(stage))["publish"] == 1

    async def test_f02_an_account_restricted_while_it_publishes_rests_and_is_then_held(
        self, tmp_path: Path
    ) -> None:
        async with staged(tmp_path, INSTAGRAM) as stage:
            account = await stage.connect()
            id_ = await stage.approve(account)
            next_ = await stage.approve(account, due_at=stage.clock.now() + timedelta(hours=1))
            await stage.order("publish", "status:403", reason="25/2207050")
            await stage.work(minutes=30)
            await stage.play(f"accounts/{account.external_id}/ban")

            resting = await calls(stage)
            await stage.work(hours=48)

            assert await stage.truth() == []
            made = await calls(stage)
            assert (made["publish"], resting["container"]) == (1, 1)
            assert (await stage.account(account)).status is AccountStatus.HELD
            assert (await stage.publication(id_)).status is S.HELD
            held = await stage.publication(next_)
            assert (held.status, held.held_reason) == (S.HELD, "account_restricted")
