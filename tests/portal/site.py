"""A portal in a few lines: a server on a bare socket, which can do what no honest server does."""

import asyncio
import re
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal, Protocol


@dataclass(frozen=True)
class Request:
    """What the server received whole, how many requests came on its connection before it, and in which protocol."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    before: int
    protocol: Literal["http/1.1", "h2"] = "http/1.1"


@dataclass(frozen=True)
class Answer:
    """What the server answers, and what becomes of the connection.

    `reset` and `close` drop it instead of answering, `half` after half of the answer; `silence` never
    answers. Of h2 alone: `goaway` says that the request came too late for this connection, `refused` that
    it was not looked at, `http11` that it must come by http/1.1. The server keeps the connection otherwise.
    """

    body: str = ""
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    how: Literal["whole", "reset", "close", "half", "silence", "goaway", "refused", "http11"] = "whole"

    def fields(self) -> list[tuple[str, str]]:
        html = ("Content-Type", "text/html; charset=utf-8")
        kind = [] if "Content-Type" in dict(self.headers) else [html]
        return [("Content-Length", str(len(self.body.encode()))), *kind, *self.headers]

    def octets(self) -> bytes:
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            *(f"{name}: {value}" for name, value in self.fields()),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + self.body.encode()


def see_other(path: str, *cookies: str) -> Answer:
    """A redirect after a POST, with cookies."""
    return Answer(status=303, headers=[("Location", path), *(("Set-Cookie", each) for each in cookies)])


class Replying(Protocol):
    def __call__(self, request: Request) -> Answer: ...


@dataclass
class Site:
    """The running server: what it answers, by "METHOD /path" without the query, and what it received."""

    url: str
    answers: dict[str, Answer | Replying]
    received: list[Request] = field(default_factory=list)

    def posts(self, path: str | None = None) -> list[Request]:
        """The POSTs that arrived, all or those of one path."""
        return [one for one in self.received if one.method == "POST" and path in (None, one.path)]

    def answer(self, request: Request) -> Answer:
        self.received.append(request)
        found = self.answers.get(f"{request.method} {request.path.partition('?')[0]}", Answer(status=404))
        return found(request) if callable(found) else found


Talk = Callable[[Site, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Serves one connection until it is over."""


async def talk_http1(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve a connection in http/1.1."""
    before = 0
    while True:
        request = await _read(reader, before)
        # An answer may be worked out by code that takes its time: killing a browser, say.
        answer = await asyncio.to_thread(site.answer, request)
        before += 1
        if answer.how == "silence":
            await reader.read()
            return
        if answer.how in {"whole", "half"}:
            octets = answer.octets()
            writer.write(octets if answer.how == "whole" else octets[: len(octets) // 2])
            await writer.drain()
        if answer.how == "reset":
            reset(writer)
        if answer.how != "whole":
            return


def reset(writer: asyncio.StreamWriter) -> None:
    """Drop the connection by RST."""
    # Closing with a linger time of zero sends RST instead of FIN; TLS would still say goodbye before it.
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


@contextmanager
def serving(
    answers: Mapping[str, Answer | Replying], *, tls: ssl.SSLContext | None = None, talk: Talk = talk_http1
) -> Iterator[Site]:
    """A server on a free port of the loopback interface, while the block lasts."""
    loop = asyncio.new_event_loop()
    bound = socket.create_server(("127.0.0.1", 0))
    site = Site(f"http{'s' if tls else ''}://127.0.0.1:{bound.getsockname()[1]}", dict(answers))
    connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections[task] = writer
        try:
            await talk(site, reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # The browser hung up, or the test is over.
        finally:
            writer.close()

    server = loop.run_until_complete(asyncio.start_server(connected, sock=bound, ssl=tls))

    async def stop() -> None:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        for writer in connections.values():
            # A TLS connection would wait for the browser's goodbye.
            writer.transport.abort()
        closed = (writer.wait_closed() for writer in connections.values())
        await asyncio.gather(*closed, return_exceptions=True)

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield site
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _read(reader: asyncio.StreamReader, before: int) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    method, path, _ = head.split(" ", 2)
    headers = {name.lower(): value for name, value in re.findall(r"^([\w-]+): *(.*?)\r$", head, re.MULTILINE)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path, headers, body, before)


def in_turn(*answers: Answer) -> Replying:
    """One answer after the other; the last one stays."""
    left = list(answers)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]
