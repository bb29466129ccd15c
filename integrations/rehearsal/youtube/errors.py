"""YouTube's errors and the envelope that they travel in."""

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse

REASONS: Final = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "alreadyExists",
    410: "gone",
    429: "rateLimitExceeded",
    500: "internalError",
    502: "backendError",
    503: "backendError",
    504: "backendError",
}
DOMAINS: Final = {"quotaExceeded": "youtube.quota", "uploadLimitExceeded": "youtube.video"}


class ApiError(Exception):
    def __init__(
        self,
        status: int,
        reason: str | None = None,
        message: str = "",
        *,
        retry_after_s: int | None = None,
    ) -> None:
        self.status = status
        self.reason = reason or REASONS.get(status, "badRequest")
        self.message = message or self.reason
        self.retry_after_s = retry_after_s
        super().__init__(self.message)


async def answer_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    detail = {
        "message": error.message,
        "domain": DOMAINS.get(error.reason, "global"),
        "reason": error.reason,
    }
    headers = {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/"'
    body = {"error": {"code": error.status, "message": error.message, "errors": [detail]}}
    return JSONResponse(body, status_code=error.status, headers=headers)
