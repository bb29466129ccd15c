from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from domain.account import Login
from domain.platforms import Platform
from integrations.rehearsal.cast import CAST
from tests.integrations.platforms.oauth_stage import Stage, staged

LOGINS = [
    (Platform.INSTAGRAM, Login.INSTAGRAM),
    (Platform.INSTAGRAM, Login.FACEBOOK),
    (Platform.TIKTOK, None),
    (Platform.YOUTUBE, None),
]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        yield stage


def address(stage: Stage, platform: Platform, login: Login | None = None, **visit: str) -> str:
    return stage.authoriser(platform).address(stage.visit(platform, login=login, **visit))


class TestThePage:
    @pytest.mark.parametrize(("platform", "login"), LOGINS)
    async def test_shows_who_can_be_chosen_and_what_is_asked_for(
        self, stage: Stage, platform: Platform, login: Login | None
    ) -> None:
        asked = address(stage, platform, login)

        page = await stage.http.get(asked)

        shown = [one for one in CAST[platform] if one.login is login]
        hidden = [one for one in CAST[platform] if one.login is not login]
        assert page.status_code == 200
        assert all(one.external_id in page.text for one in shown)
        assert not any(one.external_id in page.text for one in hidden)
        scopes = parse_qs(urlsplit(asked).query)["scope"][0].replace(",", " ").split()
        assert page.text.count('type="checkbox"') == len(scopes)

    async def test_speaks_spanish_too(self, stage: Stage) -> None:
        asked = address(stage, Platform.TIKTOK)

        page = await stage.http.get(asked, headers={"Accept-Language": "es"})

        assert "Permitir" in page.text

    async def test_runs_nothing_and_sends_the_form_only_here_and_back(self, stage: Stage) -> None:
        page = await stage.http.get(address(stage, Platform.TIKTOK))

        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self' http://127.0.0.1:8000;" in policy

    async def test_escapes_what_the_address_says(self, stage: Stage) -> None:
        asked = address(stage, Platform.TIKTOK, back='http://a.b/"><script>x</script>')

        page = await stage.http.get(asked.replace("video.list", "<b>bold</b>"))

        assert page.status_code == 200
        assert "<script>" not in page.text
        assert "<b>" not in page.text

    @pytest.mark.parametrize(
        ("was", "instead"),
        [
            ("client_key=rehearsal", "client_key=somebody"),
            ("response_type=code", "response_type=token"),
            ("state=", "nothing="),
            ("scope=", "nothing="),
            ("redirect_uri=http", "redirect_uri=javascript"),
            ("redirect_uri=", "nothing="),
        ],
    )
    async def test_sends_nobody_back_who_asked_wrongly(
        self, stage: Stage, was: str, instead: str
    ) -> None:
        asked = address(stage, Platform.TIKTOK)
        assert was in asked
        wrong = asked.replace(was, instead, 1)

        shown = await stage.http.get(wrong)
        sent = await stage.http.post(wrong, data={"answer": "allow"})

        assert (shown.status_code, sent.status_code) == (400, 400)


class TestTheAnswer:
    @pytest.mark.parametrize(("platform", "login"), LOGINS)
    async def test_no_comes_back_in_the_platforms_words(
        self, stage: Stage, platform: Platform, login: Login | None
    ) -> None:
        person = stage.person(platform, login=login)

        back = await stage.decide(
            address(stage, platform, login), account=person.external_id, answer="deny"
        )

        assert back["error"] == "access_denied"
        assert "code" not in back
        assert back["state"]

    async def test_yes_for_an_account_of_the_other_login_is_a_no(self, stage: Stage) -> None:
        other = stage.person(Platform.INSTAGRAM, login=Login.FACEBOOK)

        back = await stage.decide(address(stage, Platform.INSTAGRAM), account=other.external_id)

        assert back["error"] == "access_denied"

    async def test_keeps_what_the_way_back_had_in_its_query(self, stage: Stage) -> None:
        asked = address(stage, Platform.YOUTUBE, back="http://127.0.0.1:8000/back?kept=1")
        person = stage.person(Platform.YOUTUBE)

        back = await stage.decide(asked, account=person.external_id)

        assert back["kept"] == "1"
        assert back["code"]


async def test_a_code_is_good_for_an_hour(stage: Stage) -> None:
    visit = stage.visit(Platform.TIKTOK)
    authoriser = stage.authoriser(Platform.TIKTOK)
    person = stage.person(Platform.TIKTOK)
    back = await stage.decide(authoriser.address(visit), account=person.external_id)
    stage.clock.forward(hours=1)
    form = {
        "client_key": "rehearsal",
        "client_secret": "rehearsal-secret",
        "grant_type": "authorization_code",
        "code": back["code"],
        "redirect_uri": visit.redirect_uri,
    }

    answer = await stage.http.post(f"{stage.root}/tiktok/api/v2/oauth/token/", data=form)

    assert isinstance(answer, httpx.Response)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
