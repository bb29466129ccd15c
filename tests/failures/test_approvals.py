"""F28: what changed after somebody said yes does not go out; what is on its way goes as it was."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.account import Account
from domain.ids import AccountId, PublicationId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import (
    AttemptState,
    Choices,
    Misfire,
    Privacy,
    PublicationStatus,
    VariantDoesNotFit,
)
from domain.usecases.release_publication import release_publication
from tests.build import a_window, an_account
from tests.failures.stage import Stage, staged

S, A = PublicationStatus, AttemptState
Change = Callable[[Stage, PublicationId], Awaitable[None]]


@pytest.fixture(params=list(Platform))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, request.param) as stage:
        yield stage


@pytest.fixture
async def tiktok(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, Platform.TIKTOK) as stage:
        yield stage


async def other_words(stage: Stage, id_: PublicationId) -> None:
    async with stage.database() as tx:
        publication = await tx.publications.get(id_)
        await tx.publications.save(replace(publication, caption="What nobody approved"))


async def other_privacy(stage: Stage, id_: PublicationId) -> None:
    async with stage.database() as tx:
        publication = await tx.publications.get(id_)
        await tx.publications.save(replace(publication, privacy=Privacy.PRIVATE))


async def other_choices(stage: Stage, id_: PublicationId) -> None:
    async with stage.database() as tx:
        publication = await tx.publications.get(id_)
        choices = Choices(allow_comments=True, paid_partnership=True)
        await tx.publications.save(replace(publication, choices=choices))


async def other_window(stage: Stage, id_: PublicationId) -> None:
    async with stage.database() as tx:
        publication = await tx.publications.get(id_)
        window = replace(publication.window, misfire=Misfire.SKIP, lasts=timedelta(days=9))
        await tx.publications.save(replace(publication, window=window))


async def rendered_anew(stage: Stage, id_: PublicationId) -> None:
    async with stage.database() as tx:
        publication = await tx.publications.get(id_)
        variant = await tx.clips.get_variant(publication.variant_id)
        await tx.clips.add_variant(replace(variant, sha256="0" * 64))


async def other_account(stage: Stage, id_: PublicationId) -> None:
    async with stage.database() as tx:
        publication = await tx.publications.get(id_)
        account = await tx.accounts.get(publication.account_id)
        await tx.accounts.save(replace(account, external_id="somebody-else"))


async def another_target(stage: Stage, id_: PublicationId) -> None:
    async with stage.database() as tx:
        publication = await tx.publications.get(id_)
        other = an_account(platform=publication.platform)
        await tx.accounts.add(other)
        await tx.publications.save(replace(publication, account_id=AccountId(other.id)))


CHANGES = [
    other_words,
    other_privacy,
    other_choices,
    other_window,
    rendered_anew,
    other_account,
    another_target,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
async def test_f28_what_was_changed_after_the_yes_is_held_and_nothing_is_called(
    tiktok: Stage, change: Change
) -> None:
    id_ = await tiktok.approve(await tiktok.connect())
    await change(tiktok, id_)

    await tiktok.work(days=2)

    publication = await tiktok.publication(id_)
    assert (publication.status, publication.held_reason) == (S.HELD, "changed")
    assert await tiktok.truth() == []
    assert await tiktok.attempts(id_) == []
    [held] = tiktok.events(id_, Kind.PUBLICATION_HELD)
    assert held.entry.metadata["reason"] == "changed"
    with pytest.raises(VariantDoesNotFit):
        await release_publication(
            world=tiktok.database.world,
            principal=tiktok.editor,
            publication_id=id_,
            at=None,
        )


FIRST_CALL = {
    Platform.INSTAGRAM: "container",
    Platform.TIKTOK: "init",
    Platform.YOUTUBE: "open",
}


async def begun(stage: Stage, account: Account) -> PublicationId:
    """Fenced, and then the platform did not answer the first call that writes."""
    id_ = await stage.approve(account)
    await stage.order(FIRST_CALL[stage.platform], "status:503", times=9)
    [job] = stage.jobs(id_)
    await stage.run(job)
    await stage.heal()
    [attempt] = await stage.attempts(id_)
    assert attempt.state is A.FENCED
    return id_


async def test_f28_words_that_change_while_it_is_on_its_way_do_not_go_out(stage: Stage) -> None:
    id_ = await begun(stage, await stage.connect())
    await other_words(stage, id_)

    await stage.work(hours=2)

    publication = await stage.publication(id_)
    assert (publication.status, publication.held_reason) == (S.HELD, "changed")
    assert await stage.truth() == []


async def test_f28_what_is_on_its_way_goes_with_the_file_that_was_approved(stage: Stage) -> None:
    id_ = await begun(stage, await stage.connect())
    await rendered_anew(stage, id_)

    publication = await stage.work_until(id_, S.PUBLISHED)

    [line] = await stage.truth(id_)
    [attempt] = await stage.attempts(id_)
    assert line["sha256"] == publication.medium.sha256
    assert attempt.digest == publication.digest
    [sent] = stage.events(id_, Kind.PUBLICATION_SENT)
    assert sent.entry.metadata["digest"] == publication.digest


async def test_f28_a_window_that_closes_on_what_is_on_its_way_asks_a_person(stage: Stage) -> None:
    id_ = await begun(stage, await stage.connect())

    stage.clock.move(hours=25)
    await stage.work(hours=2)

    publication = await stage.publication(id_)
    assert (publication.status, publication.held_reason) == (S.HELD, "missed")
    assert await stage.truth() == []


async def test_f28_a_new_handle_of_the_same_account_changes_nothing(stage: Stage) -> None:
    account = await stage.connect()
    id_ = await stage.approve(account, window=a_window(opens_at=stage.clock.now()))
    async with stage.database() as tx:
        await tx.accounts.save(replace(await tx.accounts.get(account.id), handle="@renamed"))

    await stage.work_until(id_, S.PUBLISHED)

    assert len(await stage.truth(id_)) == 1
