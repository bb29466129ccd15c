"""Gives the files of publications to whoever has a ticket, as the API does."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from integrations.runfile import Running, announce
from integrations.tickets import Tickets


@asynccontextmanager
async def giving_files(folder: Path, secrets: Sequence[str]) -> AsyncIterator[None]:
    """There is one file in the store only, so that the ticket need not say which."""
    tickets = Tickets(secrets)

    async def give(request: Request) -> Response:
        if tickets.read(request.path_params["token"]) is None:
            return Response(status_code=404)
        blobs = [path for path in (folder / "media").rglob("*") if path.is_file()]
        largest = max(blobs, key=lambda path: path.stat().st_size)
        return FileResponse(largest, media_type="video/mp4")

    app = Starlette(routes=[Route("/media/{token}", give, methods=["GET", "HEAD"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    announce(folder / "run", "api", Running(url=f"http://127.0.0.1:{port}", pid=os.getpid()))
    try:
        yield
    finally:
        server.should_exit = True
        await serving
