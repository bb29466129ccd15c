import json
from typing import Any

import httpx
import pytest

from domain.publication import Remedy, Scope
from integrations.http import Answer
from integrations.platforms.instagram_causes import BY_CODE, BY_SUBCODE, Cause
from integrations.platforms.instagram_errors import (
    GraphError,
    Refused,
    Weight,
    body_of,
    cause_of,
    error_of,
    lost,
    redacted,
    strange,
)

ANEW, FIX, HOLD = Remedy.BEGIN_ANEW, Remedy.FIX_MEDIA, Remedy.HOLD_ACCOUNT
HUMAN, LOOK, RETRY, WAIT = Remedy.HUMAN, Remedy.LOOK, Remedy.RETRY, Remedy.WAIT

DOCUMENTED = [
    # code, subcode, what a draft calls for, what publishing calls for
    (-2, 2207003, ANEW, LOOK),
    (-2, 2207020, ANEW, LOOK),
    (-1, 2207001, RETRY, LOOK),
    (-1, 2207032, RETRY, LOOK),
    (-1, 2207053, ANEW, LOOK),
    (1, 2207057, FIX, LOOK),
    (4, 2207051, WAIT, LOOK),
    (9, 2207042, WAIT, WAIT),
    (24, 2207006, HOLD, LOOK),
    (24, 2207008, ANEW, LOOK),
    (25, 2207050, HOLD, LOOK),
    (100, 2207023, FIX, LOOK),
    (100, 2207028, FIX, LOOK),
    (100, 2207040, FIX, LOOK),
    (100, None, FIX, LOOK),
    (100, 33, FIX, LOOK),
    (352, 2207026, FIX, LOOK),
    (9004, 2207052, RETRY, LOOK),
    (9007, 2207027, WAIT, WAIT),
    (36000, 2207004, FIX, LOOK),
    (36001, 2207005, FIX, LOOK),
    (36003, 2207009, FIX, LOOK),
    (36004, 2207010, FIX, LOOK),
    (1, None, RETRY, LOOK),
    (2, None, RETRY, LOOK),
    (4, None, WAIT, WAIT),
    (17, None, WAIT, WAIT),
    (32, None, WAIT, WAIT),
    (341, None, WAIT, WAIT),
    (613, None, WAIT, WAIT),
    (80002, None, WAIT, WAIT),
    (10, None, HOLD, LOOK),
    (200, None, HOLD, LOOK),
    (299, None, HOLD, LOOK),
    (102, None, HOLD, HOLD),
    (190, 458, HOLD, HOLD),
    (190, 460, HOLD, HOLD),
    (190, 463, HOLD, HOLD),
    (368, None, HOLD, LOOK),
    (506, None, LOOK, LOOK),
]


def an_error(code: int = 100, subcode: int | None = None, **more: Any) -> GraphError:
    usual: dict[str, Any] = {"said": "", "is_transient": False, "trace": None}
    return GraphError(code=code, subcode=subcode, **{**usual, **more})


def an_answer(body: bytes, status: int = 400) -> Answer:
    return Answer(status=status, headers=httpx.Headers(), body=body)


class TestARefusal:
    @pytest.mark.parametrize(("code", "subcode", "draft", "crossing"), DOCUMENTED)
    def test_calls_for_what_its_number_says(
        self, code: int, subcode: int | None, draft: Remedy, crossing: Remedy
    ) -> None:
        error = an_error(code, subcode)

        assert cause_of(error, status=400, weight=Weight.DRAFT).remedy is draft
        assert cause_of(error, status=400, weight=Weight.CROSSING).remedy is crossing

    @pytest.mark.parametrize(("code", "subcode", "draft", "crossing"), DOCUMENTED)
    def test_of_a_read_never_says_anything_about_the_post(
        self, code: int, subcode: int | None, draft: Remedy, crossing: Remedy
    ) -> None:
        remedy = cause_of(an_error(code, subcode), status=400, weight=Weight.READ).remedy

        assert remedy in (RETRY, WAIT, HOLD, HUMAN)

    @pytest.mark.parametrize(
        ("code", "subcode", "scope"),
        [
            (4, None, Scope.APP),
            (341, None, Scope.APP),
            (17, None, Scope.ACCOUNT),
            (32, None, Scope.ACCOUNT),
            (613, None, Scope.ACCOUNT),
            (80002, None, Scope.ACCOUNT),
            (9, 2207042, Scope.ACCOUNT),
            (25, 2207050, Scope.ACCOUNT),
            (9007, 2207027, Scope.POST),
        ],
    )
    def test_concerns_whom_its_number_says(
        self, code: int, subcode: int | None, scope: Scope
    ) -> None:
        assert cause_of(an_error(code, subcode), status=400, weight=Weight.DRAFT).scope is scope

    @pytest.mark.parametrize("code", [4, 17, 9, 9007])
    @pytest.mark.parametrize("subcode", [2207051, 4242])
    def test_with_a_subcode_that_is_not_certain_is_looked_up_after_publishing(
        self, code: int, subcode: int
    ) -> None:
        cause = cause_of(an_error(code, subcode), status=400, weight=Weight.CROSSING)

        assert cause.remedy is LOOK
        assert cause.wait_s is None

    @pytest.mark.parametrize(
        ("status", "weight", "remedy"),
        [
            (400, Weight.DRAFT, HUMAN),
            (400, Weight.READ, RETRY),
            (400, Weight.CROSSING, LOOK),
            (500, Weight.DRAFT, RETRY),
            (429, Weight.DRAFT, RETRY),
        ],
    )
    def test_with_a_number_that_nobody_knows_is_judged_by_the_call_and_the_status(
        self, status: int, weight: Weight, remedy: Remedy
    ) -> None:
        assert cause_of(an_error(98765), status=status, weight=weight).remedy is remedy

    def test_that_says_that_it_will_pass_is_tried_again(self) -> None:
        error = an_error(98765, is_transient=True)

        assert cause_of(error, status=400, weight=Weight.DRAFT).remedy is RETRY

    def test_that_waits_says_for_how_long(self) -> None:
        waiting = [*BY_CODE.values(), *BY_SUBCODE.values()]

        assert all(cause.wait_s for cause in waiting if cause.remedy is WAIT)


class TestAnEnvelope:
    def test_is_read_whole(self) -> None:
        body = {
            "error": {
                "message": "Blocked",
                "type": "OAuthException",
                "code": 4,
                "error_subcode": 2207051,
                "is_transient": True,
                "fbtrace_id": "Atrace",
            }
        }

        error = error_of(body)

        assert error == GraphError(
            code=4, subcode=2207051, said="Blocked", is_transient=True, trace="Atrace"
        )
        assert error.name == "2207051"

    @pytest.mark.parametrize(
        "error",
        [
            {},
            {"code": None, "error_subcode": "x"},
            {"code": "190x"},
            {"code": [1], "message": {"a": 1}, "fbtrace_id": 5},
            {"code": True},
        ],
    )
    def test_of_another_shape_is_an_error_without_a_number(self, error: dict[str, Any]) -> None:
        found = error_of({"error": error})

        assert found is not None
        assert found.code == 0
        assert cause_of(found, status=400, weight=Weight.CROSSING).remedy is LOOK

    def test_with_numbers_as_text_is_understood(self) -> None:
        found = error_of({"error": {"code": "190", "error_subcode": "463"}})

        assert found is not None
        assert (found.code, found.subcode) == (190, 463)

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'"text"', b"\xff", b"null"])
    def test_is_nothing_in_an_answer_that_is_a_page(self, body: bytes) -> None:
        assert body_of(an_answer(body)) is None
        assert error_of(None) is None

    def test_does_not_round_long_ids(self) -> None:
        body = body_of(an_answer(b'{"id": 18123456789012345678}', 200))

        assert body == {"id": 18123456789012345678}


class TestAnAnswerThatIsNone:
    @pytest.mark.parametrize(
        ("weight", "remedy"),
        [(Weight.CROSSING, LOOK), (Weight.DRAFT, RETRY), (Weight.READ, RETRY)],
    )
    def test_is_looked_up_only_where_something_may_be_public(
        self, weight: Weight, remedy: Remedy
    ) -> None:
        assert lost("instagram.call", weight).remedy is remedy
        assert strange("instagram.call", an_answer(b"<html>"), weight).remedy is remedy


class TestWhatWeSay:
    def test_holds_no_address_and_no_token(self) -> None:
        link = "https://clips.example/media/abc?signature=deadbeef"
        token = "IGQVJ" + "x9Z" * 40
        body = {"error": {"code": 98765, "message": f"Cannot fetch {link} with {token} now"}}

        error = error_of(json.loads(json.dumps(body)))

        assert error is not None
        cause = cause_of(error, status=400, weight=Weight.DRAFT)
        said = str(Refused(error, cause, wait_s=None))
        assert "Cannot fetch" in said
        assert "signature" not in said
        assert "IGQVJ" not in said

    def test_has_no_subcode_where_there_is_none(self) -> None:
        cause = cause_of(an_error(190), status=400, weight=Weight.DRAFT)

        said = str(Refused(an_error(190), cause, wait_s=None))

        assert said == "Instagram refused: the account's token is dead (190)"

    def test_is_short(self) -> None:
        assert len(redacted("word " * 200)) == 200

    def test_names_the_cause_and_the_number(self) -> None:
        error = an_error(352, 2207026, trace="Atrace")
        cause = cause_of(error, status=400, weight=Weight.DRAFT)

        refused = Refused(error, cause, wait_s=None)

        assert str(refused) == (
            "Instagram refused: it does not take this video format (352/2207026)"
        )
        assert (refused.code, refused.trace) == ("2207026", "Atrace")

    def test_has_a_meaning_for_every_number(self) -> None:
        causes: list[Cause] = [*BY_CODE.values(), *BY_SUBCODE.values()]

        assert all(cause.meaning for cause in causes)
