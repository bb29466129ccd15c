"""The running API as the terminal sees it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import httpx
from httpx_sse import aconnect_sse

from domain.errors import DomainError

_TIMEOUT: Final = httpx.Timeout(15, read=60)
_ERROR: Final = 400


class Unreachable(DomainError):
    code = "unreachable"

    @property
    def key(self) -> str:
        return "cli.unreachable"


class LineCut(DomainError):
    """The answer broke off. The turn goes on without us."""

    code = "line_cut"

    @property
    def key(self) -> str:
        return "cli.line_cut"


class Refused(Exception):
    """The API said no; the message is its own sentence, in the person's language."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One server-sent event: token, action, approval, reply, error …"""

    name: str
    body: Mapping[str, Any]


class Client:
    """All methods raise Unreachable and Refused."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, token: str | None, language: str) -> AsyncIterator[Self]:
        headers = {"Accept-Language": language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=_TIMEOUT) as http:
            yield cls(http)

    async def get(self, path: str) -> Any:
        return await self._ask("GET", path, None)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._ask("POST", path, body)

    async def save(self, path: str, target: Path) -> None:
        """Writes what ``path`` answers into a file, piece by piece."""
        try:
            async with self._http.stream("GET", path) as response:
                await _require_good(response)
                with target.open("wb") as file:
                    async for chunk in response.aiter_bytes():
                        file.write(chunk)
        except httpx.TransportError as error:
            raise Unreachable(url=str(self._http.base_url)) from error

    async def stream(self, path: str, body: Mapping[str, Any]) -> AsyncIterator[Heard]:
        """Raises LineCut when the answer breaks off."""
        try:
            async with aconnect_sse(self._http, "POST", path, json=body) as source:
                await _require_good(source.response)
                async for event in source.aiter_sse():
                    yield Heard(name=event.event, body=json.loads(event.data))
        except httpx.ConnectError as error:
            raise Unreachable(url=str(self._http.base_url)) from error
        except httpx.TransportError as error:
            raise LineCut() from error

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        try:
            response = await self._http.request(method, path, json=body)
        except httpx.TransportError as error:
            raise Unreachable(url=str(self._http.base_url)) from error
        await _require_good(response)
        return response.json()


async def _require_good(response: httpx.Response) -> None:
    if response.status_code < _ERROR:
        return
    await response.aread()
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = f"HTTP {response.status_code}"
    raise Refused(response.status_code, detail)
