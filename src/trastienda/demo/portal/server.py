"""The running portal: two ports of the loopback interface on one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from trastienda.demo.portal.admin import admin_app
from trastienda.demo.portal.app import portal_app
from trastienda.demo.portal.site import Site
from trastienda.demo.portal.storage import Storage
from trastienda.demo.portal.wire import OpenProtocol

HOST = "127.0.0.1"

_GRACE_SECONDS = 1.0


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


class _Server(uvicorn.Server):
    """uvicorn without its signals and ticks: two share a process, whose owner decides when to stop."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signals alone."""
        yield

    async def main_loop(self) -> None:
        """Wait to be stopped, instead of looking ten times a second whether to."""
        await self.on_tick(0)
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close both ends at once; only requests under way are waited for, and not for long."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if under_way := set(self.server_state.tasks):
            _, late = await asyncio.wait(under_way, timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


class DemoPortal:
    """The demo portal in this process, on a thread of its own, while the `with` block lasts.

    `users` maps user names to passwords. Port 0 takes a free port; `url` and `admin_url` have no trailing
    slash. `latency` (seconds) is how long the wizard's look-ups take, `session_minutes` how long a session
    may idle, `clock` gives aware times. Raises OSError when a port is taken.
    """

    def __init__(
        self,
        database: Path,
        users: Mapping[str, str],
        port: int = 0,
        admin_port: int = 0,
        *,
        latency: float = 0.15,
        session_minutes: float = 30,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._users, self._clock = dict(users), clock
        self._latency, self._idle = latency, timedelta(minutes=session_minutes)
        self.database = database
        self._ports = (port, admin_port)
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._failure: BaseException | None = None
        self.url = ""
        self.admin_url = ""

    def __enter__(self) -> Self:
        """Serve; returns once both ports accept connections."""
        with contextlib.ExitStack() as undo:
            portal_socket = undo.enter_context(_listening(self._ports[0]))
            admin_socket = undo.enter_context(_listening(self._ports[1]))
            self.url, self.admin_url = _url(portal_socket), _url(admin_socket)
            serving = threading.Event()
            self._thread = threading.Thread(
                target=self._run, args=(portal_socket, admin_socket, serving), name="demo-portal", daemon=True
            )
            self._thread.start()
            serving.wait()
            if self._failure is not None:
                raise self._failure
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving; a request under way has a second to finish."""
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread is not None:
            self._thread.join()

    def _run(self, portal: socket.socket, admin: socket.socket, serving: threading.Event) -> None:
        try:
            asyncio.run(self._serve(portal, admin, serving))
        except BaseException as failure:
            # Raised again in the thread that waits in __enter__.
            self._failure = failure
        finally:
            serving.set()

    async def _serve(self, portal: socket.socket, admin: socket.socket, serving: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        with contextlib.closing(Storage(self.database)) as storage:
            site = Site(storage, self._users, self._clock, self._latency, self._idle)
            servers = [_server(app, self._stopping) for app in (portal_app(site), admin_app(site))]
            tasks = [
                asyncio.create_task(server.serve(sockets=[bound]))
                for server, bound in zip(servers, (portal, admin), strict=True)
            ]
            while not all(server.started for server in servers):
                await asyncio.sleep(0.005)
            serving.set()
            await asyncio.gather(*tasks)


def _server(app: Starlette, stopping: asyncio.Event) -> _Server:
    config = uvicorn.Config(
        app,
        http=OpenProtocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
    )
    return _Server(config, stopping)


def _listening(port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only for sockets that name their protocol; with it, every page
    # waits 40 ms for an acknowledgement.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        raise OSError(
            error.errno, f"the demo portal cannot listen on {HOST}:{port}: {error.strerror}"
        ) from error
    return bound


def _url(bound: socket.socket) -> str:
    return f"http://{HOST}:{bound.getsockname()[1]}"
