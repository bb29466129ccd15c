"""Every way through the states, every pair of them, and what an approval is bound to."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, Final, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account import Account
from domain.ids import AccountId, Actor, BlobKey
from domain.platforms import Platform
from domain.ports.seeing import MOST_TRIES, write_down
from domain.publication import (
    ATTEMPT_MOVES,
    MAY_BE_PUBLIC,
    MOVES,
    NOT_SENT,
    OPEN,
    OVER,
    UNDER_WATCH,
    AttemptState,
    Choices,
    Content,
    Medium,
    Misfire,
    Privacy,
    Publication,
    PublicationStatus,
    Remedy,
    Sighting,
    Stage,
    Window,
    WrongMove,
)
from tests.build import NOON, a_medium, a_publication, a_window, an_account, an_attempt
from tests.fakes.memory.database import MemoryDatabase
from tests.usecases.pairs import GOES_WITH

S, A = PublicationStatus, AttemptState
Node = TypeVar("Node")
SAYINGS: Final = [
    Sighting(stage=stage, external_id="v1", remedy=remedy)
    for stage in Stage
    if stage not in (Stage.NOTHING, Stage.GONE)
    for remedy in (list(Remedy) if stage is Stage.FAILED else [None])
]
ELSEWHERE: Final = ({S.WAITING, Stage.SCHEDULED}, {S.SCHEDULED_THERE, Stage.INBOX})
"""An inbox is TikTok's, a time of its own is YouTube's."""

statuses = st.sampled_from(list(S))
states = st.sampled_from(list(A))


def said() -> Iterator[tuple[PublicationStatus, AttemptState, Sighting]]:
    """Whatever can be said of whatever is looked at."""
    for status in sorted(UNDER_WATCH | {S.UNKNOWN}):
        for state in sorted(one for one in GOES_WITH[status] if one):
            for sighting in SAYINGS:
                if {status, sighting.stage} not in ELSEWHERE:
                    yield status, state, sighting


class TestMoves:
    @given(statuses, st.lists(statuses, max_size=30))
    def test_no_sequence_leaves_the_allowed_edges(
        self, start: PublicationStatus, wanted: list[PublicationStatus]
    ) -> None:
        publication = a_publication(status=start)

        for to in wanted:
            before = publication
            if to in MOVES[before.status]:
                publication = before.moved(to)
                assert publication.status is to
                assert replace(publication, status=start, held_reason=None) == replace(
                    before, status=start, held_reason=None
                )
            else:
                with pytest.raises(WrongMove):
                    before.moved(to)

    @given(states, st.lists(states, max_size=30))
    def test_no_try_leaves_the_allowed_edges(
        self, start: AttemptState, wanted: list[AttemptState]
    ) -> None:
        attempt = an_attempt(state=start)

        for to in wanted:
            if to in ATTEMPT_MOVES[attempt.state]:
                attempt = attempt.moved(to)
            else:
                with pytest.raises(WrongMove):
                    attempt.moved(to)
                with pytest.raises(WrongMove):
                    attempt.ended(to, at=NOON)

    def test_every_state_has_its_moves_and_can_be_reached(self) -> None:
        assert set(MOVES) == set(S)
        assert set(ATTEMPT_MOVES) == set(A)
        assert reachable(MOVES, S.SCHEDULED) == set(S)
        assert reachable(ATTEMPT_MOVES, A.FENCED) == set(A)

    def test_what_is_over_stays_over(self) -> None:
        assert {status for status in S if not MOVES[status]} == OVER
        assert {state for state in A if not ATTEMPT_MOVES[state]} == {
            A.FAILED_RETRYABLE,
            A.FAILED_PERMANENT,
            A.CANCELLED,
        }

    @pytest.mark.parametrize("status", [S.UNKNOWN, *sorted(UNDER_WATCH)])
    def test_what_may_be_public_is_never_called_cancelled(self, status: PublicationStatus) -> None:
        assert S.CANCELLED not in MOVES[status]

    def test_a_try_that_may_be_public_is_never_broken_off(self) -> None:
        for state in MAY_BE_PUBLIC:
            assert A.CANCELLED not in ATTEMPT_MOVES[state]
            assert A.FENCED not in ATTEMPT_MOVES[state]

    def test_nothing_is_live_without_having_crossed(self) -> None:
        """Every way from the fence to what may be public leads through the crossing."""
        dry = {state: moves - {A.CROSSING} for state, moves in ATTEMPT_MOVES.items()}

        assert not reachable(dry, A.FENCED) & MAY_BE_PUBLIC


class TestPairs:
    def test_each_status_goes_with_a_known_state_of_its_last_try(self) -> None:
        assert set(GOES_WITH) == set(S)
        assert {state for found in GOES_WITH.values() for state in found if state} == set(A)

    def test_what_was_not_sent_is_held_when_it_may_be_public(self) -> None:
        for status in NOT_SENT - {S.HELD}:
            assert not GOES_WITH[status] & MAY_BE_PUBLIC

    def test_nothing_that_is_over_has_a_try_that_goes_on(self) -> None:
        for status in OVER:
            assert not GOES_WITH[status] & (OPEN | MAY_BE_PUBLIC)

    @pytest.mark.parametrize(("status", "state", "sighting"), list(said()))
    async def test_whatever_a_platform_says_can_be_written_down(
        self, status: PublicationStatus, state: AttemptState, sighting: Sighting
    ) -> None:
        database = MemoryDatabase()
        published_at = NOON if status in (S.PUBLISHED, S.REMOVED, S.RESTRICTED) else None
        account = an_account()
        publication = a_publication(status=status, published_at=published_at, account_id=account.id)
        attempt = an_attempt(
            publication_id=publication.id, state=state, crossings=1, crossed_at=NOON, handle="h"
        )
        async with database() as tx:
            await tx.accounts.add(account)
            await tx.publications.add(publication)
            await tx.publications.add_attempt(attempt)

        async with database() as tx:
            await write_down(tx, database.world, publication, sighting, actor=Actor("worker:w"))

        async with database() as tx:
            seen = await tx.publications.get(publication.id)
            [tried] = await tx.publications.attempts(publication.id)
        assert seen.status in MOVES[status]
        assert tried.state in GOES_WITH[seen.status]
        assert seen.look_at is None or seen.status in UNDER_WATCH

    async def test_the_last_try_that_fails_ends_with_a_person(self) -> None:
        database = MemoryDatabase()
        publication = a_publication(status=S.PROCESSING)
        attempt = an_attempt(
            publication_id=publication.id, state=A.ACCEPTED, number=MOST_TRIES, handle="h"
        )
        async with database() as tx:
            await tx.publications.add(publication)
            await tx.publications.add_attempt(attempt)

        async with database() as tx:
            failed = Sighting(stage=Stage.FAILED, remedy=Remedy.BEGIN_ANEW)
            seen = await write_down(
                tx, database.world, publication, failed, actor=Actor("worker:w")
            )

        assert (seen.status, seen.held_reason) == (S.HELD, "too_many_tries")


CONTENT: Final = Content(
    platform=Platform.TIKTOK,
    account_id=AccountId("account-1"),
    account_external_id="open-1",
    caption="A goal",
    privacy=Privacy.PUBLIC,
    choices=Choices(),
    medium=a_medium(),
    window=a_window(),
)
OTHERS: Final[dict[str, Any]] = {
    "platform": Platform.YOUTUBE,
    "account_id": AccountId("account-2"),
    "account_external_id": "open-2",
    "caption": "A goal ",
    "privacy": Privacy.PRIVATE,
    "sha256": "6" * 64,
    "cover_sha256": "7" * 64,
    "opens_at": NOON + timedelta(microseconds=1),
    "lasts": timedelta(hours=23),
    "misfire": Misfire.SKIP,
    "cover_ms": 0,
}
SAID_ELSEWHERE: Final = {
    # The file's digest says all of these.
    "blob",
    "size_bytes",
    "duration_ms",
    "cover",
    # The same instant in the person's words.
    "wall_time",
    "zone",
}


def changed() -> Iterator[tuple[str, Content]]:
    """Each field at every depth, changed alone."""
    for one in fields(Content):
        if one.name not in ("choices", "medium", "window"):
            yield one.name, replace(CONTENT, **{one.name: OTHERS[one.name]})
    for part, kind in (("choices", Choices), ("medium", Medium), ("window", Window)):
        for one in fields(kind):
            if one.name not in SAID_ELSEWHERE:
                old: Any = getattr(CONTENT, part)
                value = OTHERS.get(one.name, not getattr(old, one.name))
                inner = replace(old, **{one.name: value})
                yield f"{part}.{one.name}", replace(CONTENT, **{part: inner})


@pytest.mark.parametrize("content", [pytest.param(c, id=name) for name, c in changed()])
def test_a_change_of_any_field_asks_for_another_yes(content: Content) -> None:
    assert content != CONTENT
    assert content.digest() != CONTENT.digest()


captions = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(captions, captions)
def test_two_texts_never_have_one_digest(one: str, other: str) -> None:
    same = replace(CONTENT, caption=one).digest() == replace(CONTENT, caption=other).digest()

    assert same is (one == other)


def test_what_names_the_same_bytes_otherwise_is_the_same_content() -> None:
    window = replace(CONTENT.window, wall_time="2026-11-22T21:00", zone="Europe/Madrid")
    moved = replace(CONTENT, medium=replace(CONTENT.medium, blob=BlobKey("b")), window=window)

    assert moved.digest() == CONTENT.digest()


def test_a_publication_is_bound_to_the_account_behind_the_name() -> None:
    account: Account = an_account()
    publication: Publication = a_publication(account_id=account.id)
    digest = publication.content(account).digest()

    assert publication.content(replace(account, handle="@new_name")).digest() == digest
    assert publication.content(replace(account, external_id="other")).digest() != digest


def reachable(moves: Mapping[Node, frozenset[Node]], start: Node) -> set[Node]:
    found, new = {start}, [start]
    while new:
        ahead = moves[new.pop()] - found
        found |= ahead
        new.extend(ahead)
    return found
