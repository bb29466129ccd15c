"""The stamp of a message: where it came from, who sent it, and what the sender's token may do.

A turn can start long after its request ended, in another process; it then runs with no more
permissions than the request had.
"""

from typing import Final

from domain.access import Permission, Principal

_BETWEEN: Final = "|"
_ALL: Final = "all"


def stamp(origin: str, principal: Principal) -> str:
    """Unique per sender and delivery: nobody is handed another person's message by its origin."""
    every = principal.scopes >= frozenset(Permission)
    scopes = _ALL if every else ",".join(sorted(scope.value for scope in principal.scopes))
    return _BETWEEN.join((principal.user_id, scopes, origin))


def scopes_of(stamped: str) -> frozenset[Permission]:
    scopes = stamped.split(_BETWEEN, 2)[1]
    if scopes == _ALL:
        return frozenset(Permission)
    return frozenset(Permission(scope) for scope in scopes.split(",") if scope)
