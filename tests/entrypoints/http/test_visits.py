from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import Response

from domain.ids import UserId
from entrypoints.http.visits import NAME, Began, VisitCookies, is_same
from tests.build import NOON

BEGAN = Began(user_id=UserId("ana"), state="s-1")
BACK = "https://stakazo.example/oauth/tt/callback"


def given(cookies: VisitCookies, *, back: str = BACK) -> str:
    answer = Response()
    cookies.give(answer, BEGAN, redirect_uri=back, now=NOON)
    return str(answer.headers["Set-Cookie"])


def brought(cookie: str) -> Request:
    pair = cookie.partition(";")[0]
    return Request({"type": "http", "headers": [(b"cookie", pair.encode())]})


class TestVisitCookies:
    def test_say_who_began_what(self) -> None:
        cookies = VisitCookies(["key"])

        assert cookies.read(brought(given(cookies)), now=NOON) == BEGAN

    def test_are_read_after_a_newer_key_was_put_in_front(self) -> None:
        cookie = given(VisitCookies(["old"]))

        assert VisitCookies(["new", "old"]).read(brought(cookie), now=NOON) == BEGAN
        assert VisitCookies(["new"]).read(brought(cookie), now=NOON) is None

    def test_run_out_with_the_visit(self) -> None:
        cookies = VisitCookies(["key"])
        request = brought(given(cookies))

        assert cookies.read(request, now=NOON + timedelta(minutes=29)) == BEGAN
        assert cookies.read(request, now=NOON + timedelta(minutes=30)) is None

    @pytest.mark.parametrize("position", [30, -30])
    def test_are_nothing_once_a_letter_was_changed(self, position: int) -> None:
        cookies = VisitCookies(["key"])
        letters = list(given(cookies).partition(";")[0])
        letters[position] = "A" if letters[position] != "A" else "B"

        assert cookies.read(brought("".join(letters)), now=NOON) is None

    def test_go_back_over_a_safe_connection_alone_where_there_is_one(self) -> None:
        cookies = VisitCookies(["key"])

        assert "Secure" in given(cookies)
        assert "Secure" not in given(cookies, back="http://127.0.0.1:8000/oauth/tt/callback")

    def test_are_not_there_without_a_cookie(self) -> None:
        assert VisitCookies(["key"]).read(brought(f"{NAME}="), now=NOON) is None


def test_another_state_is_not_the_same() -> None:
    assert is_same(BEGAN, "s-1")
    assert not is_same(BEGAN, "s-2")
    assert not is_same(None, "s-1")
