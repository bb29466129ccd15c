"""What Instagram's error numbers mean and what each calls for.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
and https://developers.facebook.com/docs/graph-api/guides/error-handling. The subcodes from
2207076 on are not documented: people met them in the ``status`` of containers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.publication import Remedy, Scope

HOUR_S: Final = 3600.0
"""Limits are counted over a moving hour or a moving day; which of our calls leaves it first the
platform does not say."""

COOLING_S: Final = 24 * HOUR_S
"""After Instagram took us for spam: more calls make it worse."""

NOT_READY_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    meaning: str
    remedy: Remedy
    scope: Scope = Scope.POST
    wait_s: float | None = None


def _wait(meaning: str, scope: Scope, wait_s: float) -> Cause:
    return Cause(meaning=meaning, remedy=Remedy.WAIT, scope=scope, wait_s=wait_s)


def _hold(meaning: str) -> Cause:
    return Cause(meaning=meaning, remedy=Remedy.HOLD_ACCOUNT, scope=Scope.ACCOUNT)


def _again(meaning: str) -> Cause:
    return Cause(meaning=meaning, remedy=Remedy.RETRY)


def _anew(meaning: str) -> Cause:
    return Cause(meaning=meaning, remedy=Remedy.BEGIN_ANEW)


def _fix(meaning: str) -> Cause:
    return Cause(meaning=meaning, remedy=Remedy.FIX_MEDIA)


BY_SUBCODE: Final[Mapping[int, Cause]] = {
    2207001: _again("its server failed"),
    2207003: _anew("fetching the file took too long"),
    2207004: _fix("the picture is too big"),
    2207005: _fix("the picture has a format that it does not take"),
    2207006: _hold("it does not show us this post: a permission or the token is missing"),
    2207008: _anew("it does not know the container any more"),
    2207009: _fix("the picture has a shape that it does not take"),
    2207010: _fix("the caption is too long"),
    2207020: _anew("the file that it fetched has expired"),
    2207023: _fix("it does not know this kind of post"),
    2207026: _fix("it does not take this video format"),
    2207027: _wait("the video is not ready yet", Scope.POST, NOT_READY_S),
    2207028: _fix("the number of items does not fit"),
    2207032: _again("the container could not be made"),
    2207040: _fix("too many tags"),
    2207042: _wait("the account's posts of the day are used up", Scope.ACCOUNT, HOUR_S),
    2207050: _hold("the account is restricted: its owner has to look into the app"),
    2207051: _wait("it took the action for spam", Scope.ACCOUNT, COOLING_S),
    2207052: _again("the file's address could not be fetched"),
    2207053: _anew("the upload failed"),
    2207057: _fix("the cover's time lies outside of the video"),
    2207076: _anew("the video could not be processed"),
    2207077: _anew("the video could not be processed"),
    2207081: _anew("the video could not be processed"),
    2207082: _anew("the video could not be processed"),
}

_TOKEN: Final = _hold("the account's token is dead")
_PERMISSION: Final = _hold("a permission is missing")
FORBIDDEN: Final = frozenset({10, *range(200, 300)})
BY_CODE: Final[Mapping[int, Cause]] = {
    -2: _anew("fetching the file failed"),
    -1: _again("its server failed"),
    1: _again("its server failed"),
    2: _again("its server is busy"),
    4: _wait("too many calls of our app", Scope.APP, HOUR_S),
    17: _wait("too many calls for this account", Scope.ACCOUNT, HOUR_S),
    25: _hold("the account is restricted: its owner has to look into the app"),
    32: _wait("too many calls for this account's page", Scope.ACCOUNT, HOUR_S),
    100: _fix("it does not take one of the values"),
    102: _TOKEN,
    190: _TOKEN,
    341: _wait("our app is at its limit", Scope.APP, HOUR_S),
    352: _fix("it does not take this video format"),
    368: _hold("it blocked the account for breaking its rules"),
    506: Cause(meaning="it says that this was posted before", remedy=Remedy.LOOK),
    613: _wait("too many calls for this account", Scope.ACCOUNT, HOUR_S),
    2635: Cause(
        meaning="the version of its API that we use has ended",
        remedy=Remedy.HUMAN,
        scope=Scope.APP,
    ),
    9004: _again("the file's address could not be fetched"),
    9007: _wait("the video is not ready yet", Scope.POST, NOT_READY_S),
    80002: _wait("too many calls for this account", Scope.ACCOUNT, HOUR_S),
    **dict.fromkeys(FORBIDDEN, _PERMISSION),
}

THROTTLES: Final = frozenset({4, 17, 32, 341, 613, 80002})
DEAD_TOKEN: Final = frozenset({102, 190})
GONE: Final = frozenset({2207006, 2207008})
UNREADABLE: Final = (100, 33)
"""The object is not there, or is not ours to see; right after publishing, not there yet."""


def known(code: int, subcode: int | None) -> Cause | None:
    """The subcode says more than the code, where it is known."""
    return BY_SUBCODE.get(subcode or 0) or BY_CODE.get(code)
