"""Which platforms are met for real and which are rehearsed, and what their clients are made of."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

import httpx
from pydantic import SecretStr

from domain.account import Account, Grant, Identity
from domain.platforms import Platform
from domain.ports import (
    Authoriser,
    Authorisers,
    Publisher,
    Publishers,
    Store,
    Token,
    World,
)
from domain.ports.hub import Hub
from domain.ports.links import Shown
from domain.ports.publishing import MediaLink
from domain.publication import Post, Remedy, Scope, Setback
from domain.quota import BUCKETS, Per
from domain.usecases.connect_rehearsal_account import connect_rehearsal_account
from domain.usecases.renew_grant import renew_grant
from entrypoints.settings import Settings
from integrations.platforms import CONNECTIONS, rehearsal_hosts
from integrations.platforms.instagram import InstagramPublisher
from integrations.platforms.oauth_calls import OAuthParts
from integrations.platforms.oauth_instagram import InstagramAuthoriser
from integrations.platforms.parts import AppKeys, Hosts, Parts, boundless, remembered
from integrations.platforms.youtube_hub import YouTubeHub
from integrations.rehearsal.cast import CAST
from integrations.rehearsal.grants import FIRST
from integrations.runfile import look_up
from integrations.tickets import Ticket, Tickets
from integrations.webhooks.derived import hub_secrets, verify_tokens

REHEARSAL_KEYS: Final = AppKeys(client_id="rehearsal", client_secret="rehearsal-secret")
LINK_LIFE: Final = timedelta(hours=6)
"""A platform may fetch a file an hour after it was told of it, and the queue may be long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """``live`` are those that we have credentials for. ``hub`` tells of YouTube's channels."""

    publishers: Publishers
    authorisers: Authorisers
    keys: Mapping[Platform, AppKeys]
    live: frozenset[Platform]
    hub: Hub

    @property
    def rehearsed(self) -> frozenset[Platform]:
        return frozenset(Platform) - self.live

    def is_rehearsed(self, platform: Platform) -> bool:
        return platform not in self.live


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What all platforms' clients stand on. Not ``limited``: nobody counts the calls, because the
    platforms' own limits are lifted as well."""

    http: httpx.AsyncClient
    store: Store
    world: World
    secrets: tuple[str, ...]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    limited: bool = True


def build_platforms(settings: Settings, footing: Footing) -> Platforms:
    live = frozenset(platform for platform in Platform if app_keys(settings, platform))
    keys = {platform: app_keys(settings, platform) or REHEARSAL_KEYS for platform in Platform}
    hosts = {platform: _hosts(settings, platform, platform in live) for platform in Platform}
    authorisers = {
        platform: _authoriser(
            settings,
            platform,
            OAuthParts(
                http=footing.http,
                hosts=hosts[platform],
                keys=keys[platform],
                clock=footing.world.clock,
            ),
        )
        for platform in Platform
    }
    token = _token_of(footing, authorisers, rehearsed=frozenset(Platform) - live)
    publishers = {
        platform: _publisher(
            settings,
            platform,
            Parts(
                http=footing.http,
                store=footing.store,
                hosts=hosts[platform],
                token=token,
                spend=partial(spend, footing.world) if footing.limited else boundless,
                link=media_link(settings, footing),
                clock=footing.world.clock,
                pause=footing.pause,
            ),
        )
        for platform in Platform
    }
    return Platforms(
        publishers=publishers,
        authorisers=authorisers,
        keys=keys,
        live=live,
        hub=_hub(settings, footing, hosts[Platform.YOUTUBE]),
    )


def _hub(settings: Settings, footing: Footing, hosts: Hosts) -> Hub:
    return YouTubeHub(
        http=footing.http,
        hosts=hosts,
        address=lambda account: _own_address(settings, is_rehearsal=account.rehearsal),
        secret=hub_secrets(footing.secrets)[0],
        verify_token=verify_tokens(footing.secrets, Platform.YOUTUBE)[0],
    )


def _authoriser(settings: Settings, platform: Platform, parts: OAuthParts) -> Authoriser:
    if platform is Platform.INSTAGRAM:
        return InstagramAuthoriser(parts, version=settings.facebook_graph_version)
    return CONNECTIONS[platform].authoriser(parts)


def _publisher(settings: Settings, platform: Platform, parts: Parts) -> Publisher:
    if platform is Platform.INSTAGRAM:
        return InstagramPublisher(
            parts,
            version=settings.instagram_graph_version,
            facebook_version=settings.facebook_graph_version,
        )
    return CONNECTIONS[platform].publisher(parts)


def _token_of(
    footing: Footing, authorisers: Authorisers, *, rehearsed: frozenset[Platform]
) -> Token:
    async def token(account: Account, refused: str | None) -> str:
        return await renew_grant(
            world=footing.world,
            authorisers=authorisers,
            rehearsed=rehearsed,
            account_id=account.id,
            refused=refused,
            pause=footing.pause,
        )

    return remembered(token, footing.world.clock)


def app_keys(settings: Settings, platform: Platform) -> AppKeys | None:
    """None without credentials: the platform is rehearsed then."""
    id_, secret = _credentials(settings, platform)
    return AppKeys(client_id=id_, client_secret=secret) if id_ and secret else None


def is_half_configured(settings: Settings, platform: Platform) -> bool:
    """One of the two without the other is a mistake, and would be rehearsed without a word."""
    id_, secret = _credentials(settings, platform)
    return bool(id_) != bool(secret)


def _credentials(settings: Settings, platform: Platform) -> tuple[str, str]:
    given: dict[Platform, tuple[str | None, SecretStr | None]] = {
        Platform.INSTAGRAM: (settings.instagram_app_id, settings.instagram_app_secret),
        Platform.TIKTOK: (settings.tiktok_client_key, settings.tiktok_client_secret),
        Platform.YOUTUBE: (settings.youtube_client_id, settings.youtube_client_secret),
    }
    id_, secret = given[platform]
    return (id_ or "").strip(), secret.get_secret_value().strip() if secret else ""


def rehearsal_root(settings: Settings) -> str | None:
    """None while the rehearsal server does not run."""
    if settings.rehearsal_url:
        return settings.rehearsal_url
    running = look_up(settings.run_folder, "rehearsal")
    return running.url if running else None


def _hosts(settings: Settings, platform: Platform, is_live: bool) -> Hosts:
    """Addresses that are set go before everything else, so that the same client talks to any
    server that speaks the protocol."""
    named = {name: url for name, url in _set_hosts(settings, platform).items() if url}

    def hosts() -> Mapping[str, str]:
        if is_live:
            return {**CONNECTIONS[platform].live, **named}
        root = rehearsal_root(settings)
        if root is None:
            raise Setback(
                "rehearsal_not_running",
                f"the rehearsal server of {platform.label} is not running",
                remedy=Remedy.RETRY,
            )
        return rehearsal_hosts(platform, root)

    return hosts


def _set_hosts(settings: Settings, platform: Platform) -> Mapping[str, str | None]:
    match platform:
        case Platform.INSTAGRAM:
            return {
                "graph": settings.instagram_graph_url,
                "oauth": settings.instagram_oauth_url,
                "rupload": settings.instagram_rupload_url,
                "facebook": settings.facebook_graph_url,
                "login": settings.instagram_oauth_url,
                "dialog": settings.instagram_oauth_url,
            }
        case Platform.TIKTOK:
            return {"api": settings.tiktok_api_url, "auth": settings.tiktok_auth_url}
        case Platform.YOUTUBE:
            return {
                "api": settings.youtube_api_url,
                "upload": settings.youtube_upload_url,
                "oauth": settings.google_oauth_url,
                "token": settings.google_token_url,
            }


async def spend(world: World, account: Account, name: str, units: int) -> None:
    """Raises Setback when the bucket is empty; nothing is counted then."""
    is_apps = BUCKETS[name].per is Per.APP
    owner = f"app:{account.platform}:{account.rehearsal}" if is_apps else account.id
    now = world.clock.now()
    async with world.uow() as tx:
        room_at = await tx.quotas.spend(name, owner, units=units, now=now)
    if room_at > now:
        raise Setback(
            "quota",
            f"the limit of {name} is reached",
            remedy=Remedy.WAIT,
            scope=Scope.APP if is_apps else Scope.POST,
            retry_after_s=(room_at - now).total_seconds(),
        )


def media_link(settings: Settings, footing: Footing) -> MediaLink:
    """The file of a publication, at an address that the platform can reach."""
    tickets = Tickets(footing.secrets)

    async def link(post: Post) -> str:
        expires = int((footing.world.clock.now() + LINK_LIFE).timestamp())
        ticket = Ticket(shown=Shown.PUBLICATION, id=post.publication_id, expires=expires)
        base = _own_address(settings, is_rehearsal=post.account.rehearsal)
        return f"{base.rstrip('/')}/media/{tickets.issue(ticket)}"

    return link


def _own_address(settings: Settings, *, is_rehearsal: bool) -> str:
    if is_rehearsal and settings.rehearsal_callback_url:
        return settings.rehearsal_callback_url
    running = look_up(settings.run_folder, "api")
    if is_rehearsal and running is not None:
        return running.url
    if settings.public_url:
        return settings.public_url
    raise Setback(
        "no_public_address" if not is_rehearsal else "api_not_running",
        "nobody outside can fetch the file: STAKAZO_PUBLIC_URL says how we are reached",
        remedy=Remedy.RETRY if is_rehearsal else Remedy.HUMAN,
    )


async def connect_rehearsals(world: World, platforms: Platforms) -> None:
    """A platform without credentials has its first account connected by itself."""
    for platform in Platform:
        if not platforms.is_rehearsed(platform):
            continue
        first = CAST[platform][0]
        token = FIRST + first.external_id
        now = world.clock.now()
        is_own_refresh = platform is Platform.INSTAGRAM
        await connect_rehearsal_account(
            world=world,
            platform=platform,
            identity=Identity(
                external_id=first.external_id, handle=first.handle, login=first.login
            ),
            scopes=tuple(platforms.authorisers[platform].scopes),
            grant=Grant(
                access=token,
                refresh=None if is_own_refresh else token,
                issued_at=now - timedelta(days=2),
                access_expires_at=now,
            ),
        )
