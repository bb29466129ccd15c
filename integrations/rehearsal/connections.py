"""Lets a rehearsal server do what a failing network does: cut a connection without an answer."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

Peer = tuple[str, int]


class Cut(Exception):
    """The connection of this request is to be cut now, with no answer on it."""


@dataclass
class Connections:
    """The open connections of one server, by the address of the other side."""

    _open: dict[Peer, asyncio.Transport] = field(default_factory=dict)

    def protocol(self) -> type[asyncio.Protocol]:
        """The protocol class that a uvicorn server must use for ``cut`` to work."""
        connections = self._open

        class Watched(HttpToolsProtocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                # Servers of TCP are never given anything else.
                both_ways = cast(asyncio.Transport, transport)
                super().connection_made(both_ways)
                # It would hold upload addresses, which are secrets.
                self.access_log = False
                connections[_peer(both_ways)] = both_ways

            def connection_lost(self, exc: Exception | None) -> None:
                connections.pop(_peer(self.transport), None)
                super().connection_lost(exc)

        return Watched

    def cut(self, peer: Peer) -> None:
        """The other side sees a reset. Nothing happens when it has gone already."""
        transport = self._open.pop(peer, None)
        if transport is not None:
            transport.abort()


def _peer(transport: asyncio.Transport) -> Peer:
    host, port, *_ = transport.get_extra_info("peername") or ("", 0)
    return str(host), int(port)
