"""Answers that break the connection instead of being sent."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any, Literal

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_STATE_KEY = "trastienda.transport"


class OpenProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, with its transport handed to the application in the request's state.

    ASGI has no message for "hang up without an answer": raising answers 500, and returning does too.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # asyncio hands over its own transport
        """Remember the transport for the requests of this connection."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, _STATE_KEY: transport}


class HungUp(Response):
    """No answer: the connection is torn down, by a TCP reset or by an orderly close.

    `sent` bytes of a promised page of 4,000 go out first, when it is more than none.
    """

    def __init__(self, how: Literal["reset", "close"] = "reset", *, sent: bytes = b"") -> None:
        super().__init__()
        self._how = how
        self._sent = sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tear the connection down and wait until the server has noticed."""
        transport: asyncio.Transport = scope["state"][_STATE_KEY]
        if self._sent:
            await _send_half(send, self._sent)
        _hang_up(transport, self._how)
        while (await receive())["type"] != "http.disconnect":
            pass


async def _send_half(send: Send, sent: bytes) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"4000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": sent, "more_body": True})


def _hang_up(transport: asyncio.Transport, how: str) -> None:
    if how == "reset":
        connection: Any = transport.get_extra_info("socket")
        # Lingering for zero seconds makes the kernel send RST instead of FIN when the socket is closed.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()
