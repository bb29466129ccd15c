"""What the token endpoints of all rehearsed platforms begin with."""

import hmac
from collections.abc import Mapping

from starlette.requests import Request

from integrations.rehearsal.consent import CLIENT_ID, CLIENT_SECRET
from integrations.rehearsal.faults import Due


async def form_of(request: Request) -> Mapping[str, str]:
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def knows_client(given: Mapping[str, str], *, client_as: str = "client_id") -> bool:
    return given.get(client_as) == CLIENT_ID and knows_secret(given)


def knows_secret(given: Mapping[str, str]) -> bool:
    return hmac.compare_digest(given.get("client_secret", "").encode(), CLIENT_SECRET.encode())


def word_of(due: Due) -> str | None:
    """The platform's own word that the fault script wants said: ``invalid_grant``, or a status
    with a reason."""
    if "invalid_grant" in due:
        return "invalid_grant"
    fault = due.get("status")
    return None if fault is None else fault.reason or "server_error"


def status_of(due: Due, usual: int) -> int:
    fault = due.get("status")
    return usual if fault is None else fault.status
