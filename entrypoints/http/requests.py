"""What requests have in common: their bodies' manners, and the key under which one is done at most
once, however often it is sent."""

from typing import Annotated, Final

from fastapi import Header
from pydantic import BaseModel, ConfigDict

from domain.access import Principal
from domain.errors import Invalid
from domain.ports import World

_MAX_LENGTH: Final = 200

IdempotencyKey = Annotated[
    str | None, Header(alias="Idempotency-Key", description="Send it again with every repeat")
]


class Body(BaseModel):
    """What is not known is refused, so that a misspelt field is not passed over in silence."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def request_key(world: World, principal: Principal, given: str | None) -> str:
    """One person's keys never meet another's. Without one, every request is new.

    Raises Invalid.
    """
    if given is None:
        return f"http:{world.new_id()}"
    if not 1 <= len(given) <= _MAX_LENGTH or not given.isprintable():
        raise Invalid("idempotency_key")
    return f"http:{principal.user_id}:{given}"
