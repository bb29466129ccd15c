"""The rehearsal server, the authorisers that really talk to it, and a person who decides."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from domain.account import VISIT_LIFE, Account, AccountStatus, Connected, Login, Visit
from domain.ids import AccountId, UserId
from domain.platforms import Platform
from domain.ports import Authoriser
from integrations.http import open_client
from integrations.platforms import rehearsal_hosts
from integrations.platforms.oauth_calls import OAuthParts
from integrations.platforms.oauth_instagram import InstagramAuthoriser
from integrations.platforms.oauth_tiktok import TikTokAuthoriser
from integrations.platforms.oauth_youtube import YouTubeAuthoriser
from integrations.platforms.parts import AppKeys
from integrations.rehearsal.cast import CAST, Character
from integrations.rehearsal.server import running
from tests.build import NOON, new_id
from tests.fakes.clock import FixedClock

KEYS = AppKeys(client_id="rehearsal", client_secret="rehearsal-secret")
BACK = "http://127.0.0.1:8000/oauth/any/callback"


@dataclass(kw_only=True)
class Stage:
    root: str
    http: httpx.AsyncClient
    clock: FixedClock

    def parts(self, platform: Platform, *, keys: AppKeys = KEYS) -> OAuthParts:
        hosts = rehearsal_hosts(platform, self.root)
        return OAuthParts(http=self.http, hosts=lambda: hosts, keys=keys, clock=self.clock)

    def authoriser(self, platform: Platform, *, keys: AppKeys = KEYS) -> Authoriser:
        parts = self.parts(platform, keys=keys)
        match platform:
            case Platform.INSTAGRAM:
                return InstagramAuthoriser(parts)
            case Platform.TIKTOK:
                return TikTokAuthoriser(parts)
            case Platform.YOUTUBE:
                return YouTubeAuthoriser(parts)

    def visit(self, platform: Platform, *, login: Login | None = None, back: str = BACK) -> Visit:
        if platform is Platform.INSTAGRAM:
            login = login or Login.INSTAGRAM
        return Visit(
            state=new_id(),
            user_id=UserId(new_id()),
            platform=platform,
            login=login,
            verifier=f"{new_id()}{new_id()}",
            redirect_uri=back,
            account_id=None,
            expires_at=self.clock.now() + VISIT_LIFE,
        )

    async def decide(
        self,
        address: str,
        *,
        account: str,
        answer: str = "allow",
        without: tuple[str, ...] = (),
    ) -> Mapping[str, str]:
        """What comes back with the person; ``without`` are the scopes that they do not tick."""
        asked = dict(parse_qsl(urlsplit(address).query))["scope"].replace(",", " ").split()
        ticked = [scope for scope in asked if scope not in without]
        form = {"account": account, "answer": answer, "scope": ticked}
        gone = await self.http.post(address, data=form)
        assert gone.status_code == 302, gone.text
        return dict(parse_qsl(urlsplit(gone.headers["Location"]).query))

    async def connect(
        self,
        platform: Platform,
        *,
        login: Login | None = None,
        number: int = 0,
        without: tuple[str, ...] = (),
    ) -> Connected:
        authoriser = self.authoriser(platform)
        visit = self.visit(platform, login=login)
        person = self.person(platform, login=visit.login, number=number)
        back = await self.decide(
            authoriser.address(visit), account=person.external_id, without=without
        )
        (connected,) = await authoriser.exchange(visit, back["code"])
        return connected

    def person(
        self, platform: Platform, *, login: Login | None = None, number: int = 0
    ) -> Character:
        return [one for one in CAST[platform] if one.login is login][number]

    async def order(self, platform: Platform, call: str, fault: str, **more: object) -> None:
        order = {"call": call, "fault": fault, **more}
        answer = await self.http.post(f"{self.root}/{platform}/rehearsal/faults", json=order)
        answer.raise_for_status()


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    clock = FixedClock()
    server = running(folder, run_dir=folder / "run", clock=clock)
    async with open_client(silence_s=10) as http, server as root:
        yield Stage(root=root, http=http, clock=clock)


def an_account(platform: Platform, *, login: Login | None = None) -> Account:
    return Account(
        id=AccountId(new_id()),
        platform=platform,
        handle="somebody",
        external_id="1",
        status=AccountStatus.ACTIVE,
        rehearsal=True,
        created_at=NOON,
        login=login,
    )
