"""What a call was given: in the query, as a form or as JSON, as the Graph API takes it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from integrations.rehearsal.instagram.errors import GraphError, invalid

Params = Mapping[str, Any]


async def read_params(request: Request) -> dict[str, Any]:
    """What the body says wins. Raises GraphError 100."""
    found: dict[str, Any] = dict(request.query_params)
    if request.method != "POST":
        return found
    if request.headers.get("Content-Type", "").startswith("application/json"):
        try:
            body = await request.json()
        except ValueError as bad:
            raise invalid("The body is not JSON") from bad
        if not isinstance(body, dict):
            raise invalid("The body is not an object")
        return found | body
    form = await request.form()
    return found | {name: value for name, value in form.items() if isinstance(value, str)}


def token_of(request: Request, params: Params) -> str:
    """Raises GraphError 104. The word is OAuth where bytes are uploaded."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted = "OAuth" if "ig-api-upload" in request.url.path else "Bearer"
    found = token if scheme == wanted else params.get("access_token", "")
    if not found or not isinstance(found, str):
        raise GraphError(104, None, "An access token is required to request this resource.")
    return found


def text(params: Params, name: str, usual: str = "") -> str:
    value = params.get(name, usual)
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise invalid(f"Param {name} must be a string")


def flag(params: Params, name: str) -> bool | None:
    """None when it was not given."""
    value = params.get(name)
    if value is None or isinstance(value, bool):
        return value
    if value in ("true", "false", "1", "0"):
        return value in ("true", "1")
    raise invalid(f"Param {name} must be a boolean")


def whole(params: Params, name: str, usual: int | None = None) -> int | None:
    value = params.get(name, usual)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str) and value.removeprefix("-").isdecimal():
        return int(value)
    raise invalid(f"Param {name} must be an integer")


def parsed(params: Params, name: str) -> Any:
    """A list or an object, given as such or as JSON text; None when it was not given."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as bad:
        raise invalid(f"Param {name} must be JSON") from bad


def fields(params: Params, known: Sequence[str], *, node: str) -> Sequence[str]:
    """The fields asked for, ``id`` always among them. One that is not known fails the call."""
    asked = [name.strip() for name in text(params, "fields").split(",") if name.strip()]
    for name in asked:
        if name not in known:
            raise invalid(f"Tried accessing nonexisting field ({name}) on node type ({node})")
    return list(dict.fromkeys([*asked, "id"]))
