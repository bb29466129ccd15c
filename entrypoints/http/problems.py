"""Every way to say no over HTTP, as RFC 9457 problem documents in the person's language."""

from collections.abc import Mapping
from typing import Final

import psycopg
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from domain.errors import DomainError
from domain.texts import say
from entrypoints.http.fields import FieldProblem, field_problems
from entrypoints.http.locale import locale_of

MEDIA_TYPE: Final = "application/problem+json"
_CLOSED_BY_CLIENT: Final = 499
_RETRY_AFTER_S: Final = 5
log = structlog.get_logger("http")

STATUS: Final[Mapping[str, int]] = {
    "not_signed_in": 401,
    "wrong_credentials": 401,
    "forbidden": 403,
    "needs_session": 403,
    "not_found": 404,
    "approval_mismatch": 409,
    "approval_not_pending": 409,
    "campaign_not_editable": 409,
    "connection": 409,
    "deletion_failed": 409,
    "deletion_not_offered": 409,
    "too_alike": 409,
    "too_late": 409,
    "email_taken": 409,
    "job_not_cancellable": 409,
    "job_not_retryable": 409,
    "already_published": 409,
    "no_account": 409,
    "publication_wrong_move": 409,
    "publish_again": 409,
    "thread_busy": 409,
    "too_big": 413,
    "cannot_cut": 422,
    "cannot_plan": 422,
    "does_not_fit": 422,
    "invalid": 422,
    "media_refused": 422,
    "weak_password": 422,
    "too_many_attempts": 429,
    "job_broke": 500,
    "publishing_failed": 500,
    "ledger_unavailable": 503,
    "no_space": 507,
    "disk_full": 507,
}
"""The one place where a refusal's code becomes a status; a test holds it complete."""

_HINTS: Final[Mapping[str, str]] = {
    "not_signed_in": "problem.hint.sign_in",
    "forbidden": "problem.hint.role",
    "needs_session": "problem.hint.sign_in",
    "invalid_request": "problem.hint.schema",
}
_CODES: Final[Mapping[int, str]] = {
    400: "bad_request",
    404: "path_unknown",
    405: "method_unknown",
    413: "body_too_large",
}


class Problem(BaseModel):
    """An RFC 9457 problem document. ``code`` is for programs, ``detail`` for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    hint: str | None = None
    trace_id: str | None = None
    errors: list[FieldProblem] | None = None


def problem(
    request: Request,
    *,
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[FieldProblem] | None = None,
) -> Response:
    locale = locale_of(request)
    hint = _HINTS.get(code)
    body = Problem(
        type=f"urn:stakazo:problem:{code}",
        title=say(f"problem.title.{status}", locale),
        status=status,
        detail=detail,
        code=code,
        instance=request.url.path,
        hint=say(hint, locale) if hint else None,
        trace_id=getattr(request.state, "trace_id", None),
        errors=errors,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": locale.value, **(headers or {})},
    )


def install(app: FastAPI) -> None:
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)
    for unreachable in (OperationalError, PoolTimeout, psycopg.OperationalError):
        app.add_exception_handler(unreachable, _no_database)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    status = STATUS.get(error.code, 400)
    headers = {"WWW-Authenticate": 'Bearer realm="stakazo"'} if status == 401 else {}
    if isinstance(wait_s := error.values.get("wait_s"), int):
        headers["Retry-After"] = str(wait_s)
    return problem(
        request,
        status=status,
        code=error.code,
        detail=error.text(locale_of(request)),
        headers=headers,
    )


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = field_problems(error.errors(), locale_of(request))
    return problem(
        request,
        status=422,
        code="invalid_request",
        detail=" ".join(one.message for one in errors),
        errors=errors,
    )


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code if error.status_code in _CODES else 400
    code = _CODES[status]
    detail = say(
        f"problem.{code}",
        locale_of(request),
        path=request.url.path,
        method=request.method,
        allowed=(error.headers or {}).get("Allow", ""),
    )
    return problem(request, status=status, code=code, detail=detail, headers=error.headers)


async def _no_database(request: Request, error: Exception) -> Response:
    """The driver's text names hosts and statements: it goes to the log alone."""
    log.warning("database_unreachable", path=request.url.path, exc_info=error)
    return problem(
        request,
        status=503,
        code="database_unavailable",
        detail=say("problem.database", locale_of(request)),
        headers={"Retry-After": str(_RETRY_AFTER_S)},
    )


async def _gone(request: Request, error: Exception) -> Response:
    """Nobody reads this answer; the access log does."""
    return Response(status_code=_CLOSED_BY_CLIENT)


def unexpected(request: Request) -> Response:
    """The cause is in the log under the number that the person is given, and nowhere else."""
    detail = say("problem.unexpected", locale_of(request), trace=request.state.trace_id)
    return problem(request, status=500, code="unexpected", detail=detail)


def restarting(request: Request) -> Response:
    """For a turn: it goes on after the restart."""
    return _closing(request, "restarting")


def cut_off(request: Request) -> Response:
    """For a request that ends with the process."""
    return _closing(request, "cut_off")


def _closing(request: Request, code: str) -> Response:
    return problem(
        request,
        status=503,
        code=code,
        detail=say(f"problem.{code}", locale_of(request)),
        headers={"Retry-After": str(_RETRY_AFTER_S)},
    )
