"""Answers that nobody foresaw, from each platform: pages, nothing at all, new words and codes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from domain.ids import PublicationId
from domain.ledger import Kind
from domain.platforms import Platform
from domain.publication import PublicationStatus
from tests.failures.passing import live_through, live_until
from tests.failures.stage import Stage, staged

S = PublicationStatus
ANSWERS: Final = ("html:200", "html:404", "html:502", "empty")
"""``spoil`` is a page after everything was done."""

ODD: Final = frozenset({"odd_answer", "strange_answer", "http_200", "http_404"})
"""What our clients call an answer that says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """What each platform's rehearsal calls the steps; ``odd_code`` is an error that is new."""

    begins: str
    crosses: str
    looks: str
    odd_code: str


CALLS: Final = {
    Platform.INSTAGRAM: Calls(
        begins="container", crosses="publish", looks="status", odd_code="98765/2207999"
    ),
    Platform.TIKTOK: Calls(
        begins="init", crosses="last_chunk", looks="status", odd_code="brand_new_code"
    ),
    Platform.YOUTUBE: Calls(
        begins="open", crosses="upload_last", looks="videos_list", odd_code="brandNewReason"
    ),
}


@pytest.fixture(params=list(Platform))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, request.param) as made:
        yield made


async def approved(stage: Stage) -> PublicationId:
    return await stage.approve(await stage.connect())


async def is_there_once(stage: Stage, id_: PublicationId) -> bool:
    truth = await stage.truth(id_)
    publication = await stage.publication(id_)
    known = publication.external_id in (None, *(line["post_id"] for line in truth))
    return len(truth) == 1 and known


class TestInsteadOfAnAnswer:
    @pytest.mark.parametrize("fault", ANSWERS)
    async def test_f36_to_the_call_that_begins_is_asked_again(
        self, stage: Stage, fault: str
    ) -> None:
        id_ = await approved(stage)
        await stage.order(CALLS[stage.platform].begins, fault)

        await live_until(stage, id_, S.PUBLISHED)

        assert await is_there_once(stage, id_)

    @pytest.mark.parametrize("fault", [*ANSWERS, "spoil:200", "spoil:403", "spoil:502"])
    async def test_f36_to_the_call_that_publishes_is_looked_up(
        self, stage: Stage, fault: str
    ) -> None:
        """Whether it did something or not, and whatever the page says of it."""
        id_ = await approved(stage)
        await stage.order(CALLS[stage.platform].crosses, fault)

        await live_until(stage, id_, S.PUBLISHED)

        assert await is_there_once(stage, id_)

    @pytest.mark.parametrize("fault", ANSWERS)
    async def test_f36_to_a_look_concludes_nothing(self, stage: Stage, fault: str) -> None:
        id_ = await approved(stage)
        await stage.order(CALLS[stage.platform].looks, fault, times=12)

        await live_until(stage, id_, S.PUBLISHED)

        assert await is_there_once(stage, id_)

    @pytest.mark.parametrize("fault", ["html:404", "empty"])
    async def test_f36_to_all_that_is_read_of_a_live_post_does_not_remove_it(
        self, stage: Stage, fault: str
    ) -> None:
        id_ = await approved(stage)
        await live_until(stage, id_, S.PUBLISHED)
        for call in _reads(stage.platform):
            await stage.order(call, fault, times=1_000)

        await live_through(stage, hours=3)

        assert (await stage.publication(id_)).status is S.PUBLISHED
        assert stage.events(id_, Kind.PUBLICATION_REMOVED) == []
        told = [event.entry.metadata.get("code") for event in stage.events()]
        assert ODD.intersection(map(str, told))


class TestANewWord:
    async def test_f36_for_how_it_stands_decides_nothing(self, stage: Stage) -> None:
        id_ = await approved(stage)
        odd = {"reason": "SOMETHING_NEW", "times": 6}
        await stage.order(CALLS[stage.platform].looks, "odd_status", **odd)

        await live_until(stage, id_, S.PUBLISHED)

        assert await is_there_once(stage, id_)

    async def test_f36_that_stays_is_never_taken_for_an_end(self, stage: Stage) -> None:
        """Instagram's drafts that do not get done are made anew some times, then a person is
        asked; the others have everything, and only asking is left."""
        is_draft = stage.platform is Platform.INSTAGRAM
        id_ = await approved(stage)
        odd = {"reason": "SOMETHING_NEW", "times": 100_000}
        await stage.order(CALLS[stage.platform].looks, "odd_status", **odd)

        await live_through(stage, hours=4)

        publication = await stage.publication(id_)
        assert publication.status is (S.HELD if is_draft else S.PROCESSING)
        assert publication.held_reason == ("too_many_tries" if is_draft else None)
        assert len(await stage.truth(id_)) == (0 if is_draft else 1)


class TestANewCode:
    async def test_f36_to_the_call_that_begins_asks_a_person_and_says_which(
        self, stage: Stage
    ) -> None:
        id_ = await approved(stage)
        code = CALLS[stage.platform].odd_code
        await stage.order(CALLS[stage.platform].begins, "status:400", reason=code)

        held = await live_until(stage, id_, S.HELD)

        assert held.held_reason == "human"
        assert held.error_code is not None
        assert held.error_code in code
        assert await stage.truth(id_) == []

    async def test_f36_to_the_call_that_publishes_never_means_a_second_post(
        self, stage: Stage
    ) -> None:
        id_ = await approved(stage)
        code = CALLS[stage.platform].odd_code
        await stage.order(CALLS[stage.platform].crosses, "status:400", reason=code)

        seen = await live_until(stage, id_, S.PUBLISHED, S.HELD)

        truth = await stage.truth(id_)
        assert len(truth) == (1 if seen.status is S.PUBLISHED else 0)
        assert stage.clock.now() - seen.created_at < timedelta(hours=8)


def _reads(platform: Platform) -> tuple[str, ...]:
    match platform:
        case Platform.INSTAGRAM:
            return ("media", "list", "insights")
        case Platform.TIKTOK:
            return ("query", "list", "status")
        case Platform.YOUTUBE:
            return ("videos_list",)
