"""One stage for every publisher: the rehearsal of all platforms over a real socket, and one
platform's publisher with everything that it leans on."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.responses import FileResponse

from domain.account import Account, AccountStatus
from domain.ids import AccountId, PublicationId
from domain.media import Blob
from domain.platforms import Platform
from domain.ports.publishing import Publisher
from domain.publication import (
    Choices,
    Medium,
    Post,
    Privacy,
    Remedy,
    Setback,
    Sighting,
    Stage,
)
from integrations.clock import new_id
from integrations.http import open_client
from integrations.platforms import CONNECTIONS, rehearsal_hosts
from integrations.platforms.parts import Parts, Patience, boundless, fixed_hosts, fixed_token
from integrations.rehearsal.app import create_rehearsal
from integrations.rehearsal.cast import CAST, Character
from integrations.rehearsal.connections import Connections
from integrations.storage import ObjectStore
from tests.integrations.rehearsal.playing import MovableClock, listening, quiet
from tests.integrations.rehearsal.tiktok_stage import a_video

ON_ITS_WAY = frozenset({Remedy.WAIT, Remedy.RETRY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What the fault script of one platform calls its steps: the call that opens, the one after
    which a post may be public, and all of those that tell what became of it."""

    begins: str
    crosses: str
    looks: tuple[str, ...]
    scopes: tuple[str, ...]
    marks_posts: bool = False
    """A post is recognised by a mark of ours, and not by its words and its time."""


PLAYED: Mapping[Platform, Played] = {
    Platform.INSTAGRAM: Played(
        begins="container",
        crosses="publish",
        looks=("status", "list"),
        scopes=("instagram_business_basic", "instagram_business_content_publish"),
    ),
    Platform.TIKTOK: Played(
        begins="init",
        crosses="last_chunk",
        looks=("status",),
        scopes=("user.info.basic", "user.info.profile", "video.publish", "video.list"),
    ),
    Platform.YOUTUBE: Played(
        begins="open",
        crosses="upload_last",
        looks=("probe",),
        scopes=("https://www.googleapis.com/auth/youtube",),
        marks_posts=True,
    ),
}


@dataclass
class PassingTime:
    """Waits no time: the clock moves instead."""

    clock: MovableClock

    async def __call__(self, seconds: float) -> None:
        self.clock.move(seconds=seconds)


@dataclass
class Links:
    """Gives out the files of a folder, as our own server does."""

    folder: Path
    url: str = ""

    async def __call__(self, post: Post) -> str:
        return f"{self.url}/{post.medium.blob}?signature=a-secret"

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.api_route("/{key:path}", methods=["GET", "HEAD"])
        async def give(key: str) -> FileResponse:
            return FileResponse(self.folder / key, media_type="video/mp4")

        return app


@dataclass(kw_only=True)
class Show:
    """``second`` is the account that another person has on the same platform."""

    platform: Platform
    played: Played
    root: str
    http: httpx.AsyncClient
    clock: MovableClock
    parts: Parts
    blob: Blob
    account: Account
    second: str

    @property
    def publisher(self) -> Publisher:
        return CONNECTIONS[self.platform].publisher(self.parts)

    def with_token(self, token: str) -> Publisher:
        parts = replace(self.parts, token=fixed_token(token))
        return CONNECTIONS[self.platform].publisher(parts)

    def a_post(self, **fields: Any) -> Post:
        medium = Medium(
            blob=self.blob.key,
            sha256=self.blob.sha256,
            size_bytes=self.blob.size_bytes,
            duration_ms=12_000,
        )
        post = Post(
            publication_id=PublicationId(new_id()),
            account=self.account,
            caption="A goal in the last minute",
            privacy=Privacy.PUBLIC,
            choices=Choices(),
            medium=medium,
            born_at=self.clock.now(),
        )
        return replace(post, **fields)

    async def ready(self, post: Post) -> str:
        """The handle of a post with everything done but the one call that publishes it."""
        handle = (await self.publisher.begin(post)).handle
        for _ in range(30):
            try:
                await self.publisher.upload(handle, post, on_progress=quiet)
            except Setback as setback:
                if setback.remedy not in ON_ITS_WAY:
                    raise
                self.clock.move(seconds=setback.retry_after_s or 30)
            else:
                return handle
        raise AssertionError("the platform never became ready")

    async def settled(self, handle: str, post: Post, **more: Any) -> Sighting:
        """What became of it, once the platform has decided; TikTok gives its id even later."""
        usual = {"crossed_at": self.clock.now(), "known": ()}
        for _ in range(30):
            sighting = await self.publisher.status(handle, post, **{**usual, **more})
            has_no_id = sighting.stage is Stage.LIVE and sighting.external_id is None
            if sighting.stage is not Stage.PROCESSING and not has_no_id:
                return sighting
            self.clock.move(seconds=30)
        raise AssertionError("the platform never decided")

    async def live(self, post: Post, **more: Any) -> str:
        """The id of a post that went out and was seen live."""
        handle = await self.ready(post)
        crossed_at = self.clock.now()
        await self.publisher.publish(handle, post)
        sighting = await self.settled(handle, post, crossed_at=crossed_at, **more)
        assert (sighting.stage, bool(sighting.external_id)) == (Stage.LIVE, True)
        return sighting.external_id or ""

    async def order(self, call: str, fault: str, **more: object) -> None:
        await self.control("faults", call=call, fault=fault, **more)

    async def heal(self) -> None:
        await self.http.delete(f"{self._app}/rehearsal/faults")

    async def new_token(self, account: str) -> str:
        answer = await self.control("tokens", account=account, life_s=10**8)
        return str(answer.json()["access_token"])

    async def control(self, path: str, **body: object) -> httpx.Response:
        answer = await self.http.post(f"{self._app}/rehearsal/{path}", json=body or None)
        return answer.raise_for_status()

    async def published(self, post: Post | None = None) -> list[dict[str, Any]]:
        """All of it, or what has the words of this post."""
        answer = await self.http.get(f"{self._app}/rehearsal/truth")
        lines = [one for one in answer.raise_for_status().json() if one["event"] == "published"]
        return [one for one in lines if post is None or one["caption"] == post.caption]

    @property
    def _app(self) -> str:
        return f"{self.root}/{self.platform}"


@asynccontextmanager
async def on_show(platform: Platform, folder: Path) -> AsyncIterator[Show]:
    clock = MovableClock()
    store = ObjectStore(f"file:{folder / 'store'}", new_id=new_id)
    content = a_video(100_000)
    blob = await store.put(_whole(content), max_bytes=len(content))
    links = Links(folder / "store")
    connections = Connections()
    app = create_rehearsal(folder, clock=clock, connections=connections, find_callback=lambda: None)
    app.mount("/site", links.app())
    async with listening(app, connections) as root, open_client(silence_s=10) as http:
        links.url = root + "/site"
        parts = Parts(
            http=http,
            store=store,
            hosts=fixed_hosts(**rehearsal_hosts(platform, root)),
            token=fixed_token(""),
            spend=boundless,
            link=links,
            clock=clock,
            pause=PassingTime(clock),
            patience=Patience(tries=3),
        )
        first, second = CAST[platform]
        show = Show(
            platform=platform,
            played=PLAYED[platform],
            root=root,
            http=http,
            clock=clock,
            parts=parts,
            blob=blob,
            account=_account(first, clock),
            second=second.external_id,
        )
        show.parts = replace(parts, token=fixed_token(await show.new_token(first.external_id)))
        yield show


def _account(character: Character, clock: MovableClock) -> Account:
    return Account(
        id=AccountId(f"account-{character.platform}"),
        platform=character.platform,
        handle=character.handle,
        external_id=character.external_id,
        status=AccountStatus.ACTIVE,
        rehearsal=True,
        created_at=clock.now(),
        login=character.login,
        scopes=PLAYED[character.platform].scopes,
    )


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
