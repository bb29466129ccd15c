"""Cancelling, deleting, stopping, resuming, releasing."""

from datetime import timedelta

import pytest

from domain.access import Forbidden, Role
from domain.account import AccountStatus, NoAccount
from domain.errors import Invalid
from domain.job import JobStatus
from domain.ledger import Kind
from domain.publication import (
    PublicationStatus,
    Remedy,
    Setback,
    TooLate,
    VariantDoesNotFit,
    WrongMove,
)
from domain.usecases.add_blackout import add_blackout
from domain.usecases.cancel_publication import cancel_publication
from domain.usecases.delete_publication import (
    DeletionFailed,
    DeletionNotOffered,
    delete_publication,
)
from domain.usecases.release_publication import release_publication
from domain.usecases.remove_blackout import remove_blackout
from domain.usecases.resume_publishing import resume_publishing
from domain.usecases.stop_publishing import stop_publishing
from tests.build import a_principal
from tests.usecases.publishing import Stage

S = PublicationStatus


@pytest.fixture
async def stage() -> Stage:
    stage = Stage()
    await stage.prepare()
    return stage


async def cancel(stage: Stage) -> None:
    await cancel_publication(
        world=stage.database.world, principal=stage.editor, publication_id=stage.id
    )


async def delete(stage: Stage) -> None:
    await delete_publication(
        world=stage.database.world,
        principal=stage.editor,
        publication_id=stage.id,
        publishers=stage.publishers,
    )


class TestCancelling:
    async def test_before_it_goes_ends_it_and_its_job(self, stage: Stage) -> None:
        await cancel(stage)

        assert await stage.status() is S.CANCELLED
        assert (await stage.job()).status is JobStatus.CANCELLED
        assert stage.kinds()[-1] is Kind.PUBLICATION_CANCELLED

    async def test_while_the_bytes_are_on_their_way_stops_it_before_the_last_step(
        self, stage: Stage
    ) -> None:
        stage.platform.trouble["upload 1"] = Setback("away", "503", remedy=Remedy.RETRY)
        await stage.run()

        await cancel(stage)

        assert await stage.status() is S.CANCELLED
        assert stage.platform.calls.count("publish") == 0

    @pytest.mark.parametrize("arrives", [True, False])
    async def test_after_the_last_step_says_that_it_is_too_late(
        self, stage: Stage, arrives: bool
    ) -> None:
        stage.platform.arrives = arrives
        stage.platform.trouble["publish 1"] = Setback("cut", "cut", remedy=Remedy.LOOK)
        await stage.run()

        with pytest.raises(TooLate) as refused:
            await cancel(stage)

        assert refused.value.values["reason"] == "crossing"

    async def test_what_is_live_offers_something_else(self, stage: Stage) -> None:
        await stage.run()

        with pytest.raises(TooLate) as refused:
            await cancel(stage)

        assert refused.value.values["reason"] == "live"

    async def test_is_not_for_viewers(self, stage: Stage) -> None:
        with pytest.raises(Forbidden):
            await cancel_publication(
                world=stage.database.world,
                principal=a_principal(role=Role.VIEWER),
                publication_id=stage.id,
            )


class TestDeleting:
    async def test_takes_it_down_once(self, stage: Stage) -> None:
        await stage.run()

        await delete(stage)
        await delete(stage)

        assert await stage.status() is S.REMOVED
        assert stage.platform.posts == {}
        assert stage.platform.calls.count("delete") == 1

    @pytest.mark.parametrize(
        ("remedy", "refusal"),
        [(Remedy.HUMAN, DeletionNotOffered), (Remedy.RETRY, DeletionFailed)],
    )
    async def test_says_what_the_platform_does_not_do(
        self, stage: Stage, remedy: Remedy, refusal: type[Exception]
    ) -> None:
        await stage.run()
        stage.platform.trouble["delete 1"] = Setback("no", "no", remedy=remedy)

        with pytest.raises(refusal):
            await delete(stage)

        assert await stage.status() is S.PUBLISHED

    async def test_what_never_went_out_is_refused(self, stage: Stage) -> None:
        with pytest.raises(WrongMove):
            await delete(stage)


class TestStopping:
    async def test_holds_what_is_due_until_somebody_resumes(self, stage: Stage) -> None:
        world = stage.database.world
        await stop_publishing(
            world=world, principal=stage.editor, account_id=None, reason="wrong video"
        )
        await stage.run()
        assert await stage.status() is S.HELD

        resumed = await resume_publishing(world=world, principal=stage.editor, account_id=None)
        await stage.run()

        assert resumed == 1
        assert await stage.status() is S.PUBLISHED

    async def test_of_one_account_and_of_everything_are_lifted_apart(self, stage: Stage) -> None:
        world = stage.database.world
        for account_id in (None, stage.account.id):
            await stop_publishing(
                world=world, principal=stage.editor, account_id=account_id, reason="r"
            )
        await stage.run()

        await resume_publishing(world=world, principal=stage.editor, account_id=None)
        await stage.run()

        assert await stage.status() is S.HELD

    async def test_what_is_resumed_goes_one_after_the_other(self, stage: Stage) -> None:
        world, ids = stage.database.world, [stage.id]
        ids += [(await stage.prepare()).id for _ in range(2)]
        await stop_publishing(world=world, principal=stage.editor, account_id=None, reason="r")
        for id_ in ids:
            stage.id = id_
            await stage.run()

        await resume_publishing(world=world, principal=stage.editor, account_id=None)

        async with stage.database() as tx:
            due = sorted([(await tx.publications.get(id_)).due_at for id_ in ids])
        assert [due[1] - due[0], due[2] - due[1]] == [timedelta(minutes=10)] * 2

    async def test_what_is_still_to_come_keeps_its_time(self, stage: Stage) -> None:
        world, soon = stage.database.world, stage.clock.now() + timedelta(minutes=1)
        ids = [(await stage.prepare(due_at=soon, status=S.SCHEDULED)).id for _ in range(2)]
        await stop_publishing(world=world, principal=stage.editor, account_id=None, reason="r")
        async with stage.database() as tx:
            for id_ in ids:
                publication = await tx.publications.get(id_)
                await tx.publications.save(publication.held("stopped"))

        await resume_publishing(world=world, principal=stage.editor, account_id=None)

        async with stage.database() as tx:
            assert {(await tx.publications.get(id_)).due_at for id_ in ids} == {soon}


class TestReleasing:
    async def test_a_missed_one_goes_when_a_person_says_so(self, stage: Stage) -> None:
        stage.clock.forward(days=2)
        await stage.run()
        assert (await stage.publication()).held_reason == "missed"

        await release_publication(
            world=stage.database.world,
            principal=stage.editor,
            publication_id=stage.id,
            at=None,
        )
        await stage.run()

        assert await stage.status() is S.PUBLISHED

    async def test_what_was_changed_has_to_be_asked_for_anew(self, stage: Stage) -> None:
        await _hold(stage, "changed")

        with pytest.raises(VariantDoesNotFit):
            await release_publication(
                world=stage.database.world,
                principal=stage.editor,
                publication_id=stage.id,
                at=None,
            )

    async def test_does_not_go_to_a_dead_account(self, stage: Stage) -> None:
        await _hold(stage, "account_dead")
        await stage.put_account(AccountStatus.NEEDS_RECONNECT)

        with pytest.raises(NoAccount):
            await release_publication(
                world=stage.database.world,
                principal=stage.editor,
                publication_id=stage.id,
                at=None,
            )


async def _hold(stage: Stage, reason: str) -> None:
    async with stage.database() as tx:
        publication = await tx.publications.get(stage.id)
        await tx.publications.save(publication.held(reason))


class TestBlackouts:
    async def test_are_taken_back(self, stage: Stage) -> None:
        world, now = stage.database.world, stage.clock.now()
        blackout = await add_blackout(
            world=world,
            principal=stage.editor,
            starts_at=now,
            ends_at=now + timedelta(hours=1),
            reason="election",
        )

        await remove_blackout(world=world, principal=stage.editor, blackout_id=blackout.id)
        await stage.run()

        assert await stage.status() is S.PUBLISHED

    async def test_that_are_taken_back_let_go_what_they_had_put_off(self, stage: Stage) -> None:
        world, now = stage.database.world, stage.clock.now()
        blackout = await add_blackout(
            world=world,
            principal=stage.editor,
            starts_at=now,
            ends_at=now + timedelta(hours=20),
            reason="a slip",
        )
        await stage.run()
        assert (await stage.publication()).due_at == blackout.ends_at

        await remove_blackout(world=world, principal=stage.editor, blackout_id=blackout.id)
        await stage.run()

        assert await stage.status() is S.PUBLISHED
        assert stage.clock.now() == now

    async def test_that_end_before_they_begin_are_refused(self, stage: Stage) -> None:
        now = stage.clock.now()
        with pytest.raises(Invalid):
            await add_blackout(
                world=stage.database.world,
                principal=stage.editor,
                starts_at=now,
                ends_at=now - timedelta(hours=1),
                reason="r",
            )
