"""The platforms that can be published to: one line each in ``CONNECTIONS``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.account import Login
from domain.platforms import Platform
from domain.ports.publishing import Authoriser, Publisher
from integrations.platforms.instagram import InstagramPublisher
from integrations.platforms.oauth_calls import OAuthParts
from integrations.platforms.oauth_instagram import InstagramAuthoriser
from integrations.platforms.oauth_tiktok import TikTokAuthoriser
from integrations.platforms.oauth_youtube import YouTubeAuthoriser
from integrations.platforms.parts import Parts
from integrations.platforms.tiktok import TikTokPublisher
from integrations.platforms.youtube import YouTubePublisher


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """``live`` are the platform's own hosts by name; ``paths`` where the rehearsal server has them
    below its address. ``logins`` are the ways to connect an account, the usual one first."""

    publisher: Callable[[Parts], Publisher]
    authoriser: Callable[[OAuthParts], Authoriser]
    live: Mapping[str, str]
    paths: Mapping[str, str]
    logins: tuple[Login | None, ...] = (None,)


CONNECTIONS: Final[Mapping[Platform, Connection]] = {
    Platform.INSTAGRAM: Connection(
        publisher=InstagramPublisher,
        authoriser=InstagramAuthoriser,
        live={
            "graph": "https://graph.instagram.com",
            "facebook": "https://graph.facebook.com",
            "rupload": "https://rupload.facebook.com",
            "oauth": "https://api.instagram.com",
            "login": "https://www.instagram.com",
            "dialog": "https://www.facebook.com",
            "site": "https://www.instagram.com",
        },
        paths={
            "graph": "/instagram/graph",
            "facebook": "/instagram/facebook",
            "rupload": "/instagram/rupload",
            "oauth": "/instagram/oauth",
            "login": "/instagram/oauth",
            "dialog": "/instagram/oauth",
            "site": "/instagram",
        },
        logins=(Login.INSTAGRAM, Login.FACEBOOK),
    ),
    Platform.TIKTOK: Connection(
        publisher=TikTokPublisher,
        authoriser=TikTokAuthoriser,
        live={
            "api": "https://open.tiktokapis.com",
            "auth": "https://www.tiktok.com",
            "site": "https://www.tiktok.com",
        },
        paths={"api": "/tiktok/api", "auth": "/tiktok/auth", "site": "/tiktok"},
    ),
    Platform.YOUTUBE: Connection(
        publisher=YouTubePublisher,
        authoriser=YouTubeAuthoriser,
        live={
            "api": "https://www.googleapis.com",
            "upload": "https://www.googleapis.com",
            "oauth": "https://accounts.google.com",
            "token": "https://oauth2.googleapis.com",
            "hub": "https://pubsubhubbub.appspot.com",
            "site": "https://www.youtube.com",
        },
        paths={
            "api": "/youtube",
            "upload": "/youtube",
            "oauth": "/youtube/oauth",
            "token": "/youtube/token",
            "hub": "/youtube/hub",
            "site": "/youtube",
        },
    ),
}


def rehearsal_hosts(platform: Platform, root: str) -> Mapping[str, str]:
    """Where the hosts of a platform are on the rehearsal server at ``root``."""
    base = root.rstrip("/")
    return {name: base + path for name, path in CONNECTIONS[platform].paths.items()}
