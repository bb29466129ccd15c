"""A token dies in the night, in the middle of a campaign."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from domain.account import AccountStatus
from domain.ids import PublicationId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import Privacy, PublicationStatus
from domain.timing import GAP
from tests.failures.doors import connect_other, listen, reconnect
from tests.failures.stage import Stage, staged

S = PublicationStatus
EVENING = datetime(2026, 11, 22, 20, tzinfo=UTC)


def hours(*later: float) -> list[datetime]:
    return [EVENING + timedelta(hours=hour) for hour in later]


async def states(stage: Stage, ids: list[PublicationId]) -> list[PublicationStatus]:
    return [(await stage.publication(id_)).status for id_ in ids]


@pytest.mark.parametrize("platform", list(Platform))
async def test_f10_a_token_that_dies_at_two_holds_one_account_and_is_resumed_without_a_burst(
    tmp_path: Path, platform: Platform
) -> None:
    async with staged(tmp_path, platform) as stage:
        stage.clock.at = EVENING
        ear = listen(stage)
        account, other = await stage.connect(), await connect_other(stage)
        await reconnect(stage, account)
        early = [await stage.approve(account, due_at=at) for at in hours(1, 3, 5)]
        late = [await stage.approve(account, due_at=at) for at in hours(7, 9, 11, 13, 14.1, 14.4)]
        far = await stage.approve(account, due_at=EVENING + timedelta(hours=27))
        fits = {"privacy": Privacy.FRIENDS} if platform is Platform.TIKTOK else {}
        others = [await stage.approve(other, due_at=at, **fits) for at in hours(3.5, 7.5)]

        await stage.work(hours=6)
        await stage.play(f"accounts/{account.external_id}/revoke")
        await stage.work(hours=4)
        dead = await stage.account(account)
        ear.forget()
        await stage.work(hours=4)

        assert ear.heard == []
        assert dead.status is AccountStatus.NEEDS_RECONNECT
        assert len(stage.events(kind=Kind.TOKEN_REVOKED)) == 1
        assert (await stage.account(other)).status is AccountStatus.ACTIVE
        assert await states(stage, early + others) == [S.PUBLISHED] * 5
        assert await states(stage, [*late, far]) == [S.HELD] * 7
        assert {(await stage.publication(id_)).held_reason for id_ in late} == {"account_dead"}

        welcome = await reconnect(stage, account)
        assert (await stage.publication(far)).due_at == EVENING + timedelta(hours=27)
        await stage.work(hours=14)

        assert welcome.resumed == 7
        assert await states(stage, [*late, far]) == [S.PUBLISHED] * 7
        for id_ in [*early, *late, far, *others]:
            assert len(await stage.truth(id_)) == 1
        assert len(await stage.truth()) == 12
        sent = [
            event.occurred_at
            for event in stage.events(kind=Kind.PUBLICATION_SENT)
            if event.entry.publication_id in late
        ]
        assert len(sent) == 6
        assert min(after - before for before, after in pairwise(sorted(sent))) >= GAP
