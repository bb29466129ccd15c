"""Who has an account on the rehearsal servers. The first one of a platform is connected by itself
where there are no credentials; the others are for those who want to rehearse with several."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.account import Login
from domain.platforms import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """``is_private``: only those it lets in can see what it posts."""

    platform: Platform
    external_id: str
    handle: str
    name: str
    login: Login | None = None
    is_private: bool = False


_I, _T, _Y = Platform.INSTAGRAM, Platform.TIKTOK, Platform.YOUTUBE

CAST: Final[Mapping[Platform, tuple[Character, ...]]] = {
    _I: (
        Character(
            platform=_I,
            external_id="17841400000000001",
            handle="stakazo.rehearsal",
            name="Stakazo rehearsal",
            login=Login.INSTAGRAM,
        ),
        Character(
            platform=_I,
            external_id="17841400000000002",
            handle="stakazo.page",
            name="Stakazo page",
            login=Login.FACEBOOK,
        ),
    ),
    _T: (
        Character(
            platform=_T,
            external_id="-000rehearsalPublic",
            handle="stakazo.rehearsal",
            name="Stakazo rehearsal",
        ),
        Character(
            platform=_T,
            external_id="-000rehearsalPrivate",
            handle="stakazo.private",
            name="Stakazo private",
            is_private=True,
        ),
    ),
    _Y: (
        Character(
            platform=_Y,
            external_id="UCstakazoRehearsal000000",
            handle="@stakazo-rehearsal",
            name="Stakazo rehearsal",
        ),
        Character(
            platform=_Y,
            external_id="UCstakazoRehearsal000002",
            handle="@stakazo-second",
            name="Stakazo second channel",
        ),
    ),
}


def character(platform: Platform, external_id: str) -> Character:
    """Raises KeyError."""
    for one in CAST[platform]:
        if one.external_id == external_id:
            return one
    raise KeyError(external_id)
