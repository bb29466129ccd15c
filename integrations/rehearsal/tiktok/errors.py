"""TikTok's errors and the envelope that every answer travels in, good or bad."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse

CODES: Final[Mapping[str, int]] = {
    "invalid_params": 400,
    "invalid_param": 400,
    "invalid_file_upload": 400,
    "invalid_publish_id": 400,
    "token_not_authorized_for_specified_publish_id": 400,
    "publish_not_cancellable": 400,
    "access_token_invalid": 401,
    "scope_not_authorized": 401,
    "scope_permission_missed": 401,
    "non_sandbox_target": 403,
    "spam_risk": 403,
    "spam_risk_too_many_posts": 403,
    "spam_risk_user_banned_from_posting": 403,
    "spam_risk_too_many_pending_share": 403,
    "reached_active_user_cap": 403,
    "unaudited_client_can_only_post_to_private_accounts": 403,
    "url_ownership_unverified": 403,
    "privacy_level_option_mismatch": 403,
    "rate_limit_exceeded": 429,
    "internal_error": 500,
}
"""Every ``error.code`` with the HTTP status that it comes with."""

_BY_STATUS: Final[Mapping[int, str]] = {
    401: "access_token_invalid",
    403: "spam_risk",
    429: "rate_limit_exceeded",
}


class ApiError(Exception):
    """``status`` is given where it is not the usual one of the code: TikTok answers some errors
    with 200."""

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        status: int | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        self.code = code
        self.message = message or f"The request was refused: {code}."
        self.status = CODES.get(code, 400) if status is None else status
        self.retry_after_s = retry_after_s
        super().__init__(self.message)


def code_of(status: int) -> str:
    """What an HTTP status is called when nothing more is known."""
    return "internal_error" if status >= 500 else _BY_STATUS.get(status, "invalid_params")


def envelope(shown: Mapping[str, Any], code: str = "ok", message: str = "") -> dict[str, Any]:
    error = {"code": code, "message": message, "log_id": secrets.token_hex(17).upper()}
    return {"data": shown, "error": error}


async def answer_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    headers = {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}
    body = envelope({}, error.code, error.message)
    return JSONResponse(body, status_code=error.status, headers=headers)
