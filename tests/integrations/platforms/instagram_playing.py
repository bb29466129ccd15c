"""A publisher that really talks to the rehearsal of Instagram, and the posts that it is given."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.responses import FileResponse, Response

from domain.account import Account, AccountStatus, Login
from domain.ids import AccountId, PublicationId
from domain.media import Blob
from domain.platforms import Platform
from domain.publication import Begun, Choices, Medium, Post, Privacy, Sighting
from integrations.clock import new_id
from integrations.platforms import rehearsal_hosts
from integrations.platforms.instagram import InstagramPublisher
from integrations.platforms.parts import Parts, Patience, fixed_hosts
from integrations.rehearsal.connections import Connections
from integrations.storage import ObjectStore
from tests.fakes.clock import FixedClock
from tests.integrations.rehearsal.instagram_stage import (
    ME,
    PAGE,
    InstagramPlay,
    listening,
    on_stage,
    tiny_mp4,
)
from tests.integrations.rehearsal.playing import Shares

SCOPES: Mapping[Login, tuple[str, ...]] = {
    Login.INSTAGRAM: ("instagram_business_basic", "instagram_business_content_publish"),
    Login.FACEBOOK: ("instagram_basic", "instagram_content_publish", "instagram_manage_contents"),
}


def an_account(login: Login = Login.INSTAGRAM, *, clock: FixedClock, **more: Any) -> Account:
    is_instagram = login is Login.INSTAGRAM
    usual: dict[str, Any] = {
        "id": AccountId(f"account-{login}"),
        "platform": Platform.INSTAGRAM,
        "handle": "stakazo.rehearsal" if is_instagram else "stakazo.page",
        "external_id": ME if is_instagram else PAGE,
        "status": AccountStatus.ACTIVE,
        "rehearsal": True,
        "created_at": clock.now(),
        "login": login,
        "scopes": SCOPES[login],
    }
    return Account(**{**usual, **more})


def a_post(account: Account, blob: Blob, *, clock: FixedClock, **more: Any) -> Post:
    usual: dict[str, Any] = {
        "publication_id": PublicationId(new_id()),
        "account": account,
        "caption": "A goal in the last minute",
        "privacy": Privacy.PUBLIC,
        "choices": Choices(),
        "medium": Medium(
            blob=blob.key, sha256=blob.sha256, size_bytes=blob.size_bytes, duration_ms=5_000
        ),
        "born_at": clock.now(),
    }
    return Post(**{**usual, **more})


@dataclass
class PassingTime:
    """Waits no time: the clock moves instead."""

    clock: FixedClock
    waits: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.forward(seconds=seconds)


@dataclass
class Links:
    """Gives out what the store keeps, as our own server does; ``instead`` is what it does when it
    is broken."""

    url: str = ""
    paths: dict[str, Path] = field(default_factory=dict)
    instead: Response | None = None

    async def __call__(self, post: Post) -> str:
        return f"{self.url}/{post.medium.blob}?signature=a-secret"

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.api_route("/{key:path}", methods=["GET", "HEAD"])
        async def give(key: str) -> Response:
            return self.instead or FileResponse(self.paths[key], media_type="video/mp4")

        return app


@dataclass
class Tokens:
    """Good tokens; a refused one is replaced by another, unless ``are_over``. ``refused`` is every
    token that came back."""

    play: InstagramPlay
    refused: list[str] = field(default_factory=list)
    are_over: bool = False

    async def __call__(self, account: Account, refused: str | None) -> str:
        if refused is not None:
            self.refused.append(refused)
            if not self.are_over:
                self.play.tokens[account.external_id] = self.play.mint(account.external_id)
        return self.play.tokens[account.external_id]


@dataclass(kw_only=True)
class Team:
    """The publisher of a test with everything that it leans on."""

    play: InstagramPlay
    publisher: InstagramPublisher
    parts: Parts
    blob: Blob
    links: Links
    tokens: Tokens
    pauses: PassingTime
    spent: list[str]

    @property
    def clock(self) -> FixedClock:
        return self.play.clock

    def post(self, login: Login = Login.INSTAGRAM, **more: Any) -> Post:
        account = more.pop("account", None) or an_account(login, clock=self.clock)
        return a_post(account, self.blob, clock=self.clock, **more)

    async def ready(self, post: Post) -> Begun:
        """A container with everything done but the one call that publishes it."""
        begun = await self.publisher.begin(post)
        await self.publisher.upload(begun.handle, post, on_progress=Shares())
        return begun

    async def published(self, post: Post) -> Sighting:
        return await self.publisher.publish((await self.ready(post)).handle, post)

    async def control(self, method: str, path: str, **more: Any) -> httpx.Response:
        url = f"{self.play.url}/rehearsal{path}"
        return (await self.play.http.request(method, url, **more)).raise_for_status()

    async def calls(self) -> dict[str, int]:
        return dict((await self.control("GET", "/calls")).json())


@asynccontextmanager
async def team(
    folder: Path, *, content: bytes | None = None, terms: Mapping[str, float] | None = None
) -> AsyncIterator[Team]:
    store = ObjectStore(f"file:{folder / 'store'}", new_id=new_id)
    content = tiny_mp4() if content is None else content
    blob = await store.put(_whole(content), max_bytes=len(content))
    links, spent = Links(paths={blob.key: folder / "store" / blob.key}), list[str]()

    async def spend(account: Account, bucket: str, units: int) -> None:
        spent.extend([bucket] * units)

    async with on_stage(folder, terms=terms) as play, listening(links.app(), Connections()) as url:
        links.url = url
        tokens, pauses = Tokens(play), PassingTime(play.clock)
        parts = Parts(
            http=play.http,
            store=store,
            hosts=fixed_hosts(**rehearsal_hosts(Platform.INSTAGRAM, play.root)),
            token=tokens,
            spend=spend,
            link=links,
            clock=play.clock,
            pause=pauses,
            patience=Patience(tries=4),
        )
        yield Team(
            play=play,
            publisher=InstagramPublisher(parts),
            parts=parts,
            blob=blob,
            links=links,
            tokens=tokens,
            pauses=pauses,
            spent=spent,
        )


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
