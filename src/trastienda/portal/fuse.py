"""The fuse: while it is armed, each saving request leaves the browser once.

Chromium itself repeats a POST when a reused connection is dropped after the server committed, and on 408,
GOAWAY or REFUSED_STREAM: the page sees one request, the server gets two. So the request is taken out of the
browser's hands and sent by Playwright's own client, without retries and without following redirects.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

import anyio.to_thread
from loguru import logger
from playwright.async_api import Error, Page, Request, Route

_READING = {"GET", "HEAD", "OPTIONS"}


class Fuse:
    """Armed around one click.

    Attributes:
        sent: how many saving requests were sent, each by one dispatch.
        stopped: how many repeated ones were aborted.
        failure: what went wrong with a sent one, `None` while nothing did.
        refusal: what the last look before sending raised; then nothing was sent.
    """

    def __init__(self, page: Page, *, last_look: Callable[[], None], timeout_s: float) -> None:
        """Prepare the fuse.

        Args:
            page: the page whose button is about to be pressed.
            last_look: asked right before a request leaves; whatever it raises stops the request.
            timeout_s: how long the server may take to answer.
        """
        self._page = page
        self._last_look = last_look
        self._timeout_ms = timeout_s * 1000
        self._seen: set[tuple[str, str]] = set()
        self.sent = 0
        self.stopped = 0
        self.failure: str | None = None
        self.refusal: Exception | None = None
        self.tripped = asyncio.Event()
        """Set as soon as there is a failure or a refusal: nobody needs to wait for a page then."""

    async def __aenter__(self) -> Self:
        await self._page.route("**/*", self._route)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._page.unroute("**/*", self._route)
        except Error as gone:
            # The page may be gone with its browser; whoever pressed sees that by itself.
            logger.debug("the fuse could not be disarmed: {}", gone.message.splitlines()[0])

    async def _route(self, route: Route, request: Request) -> None:
        if request.method in _READING:
            await route.continue_()
            return
        once = (request.method, request.url)
        if once in self._seen:
            self.stopped += 1
            await route.abort("blockedbyclient")
            return
        self._seen.add(once)
        try:
            await anyio.to_thread.run_sync(self._last_look)
        except Exception as refusal:  # noqa: BLE001  (whatever the last look says is carried to the caller)
            self.refusal = refusal
            await route.abort("blockedbyclient")
            self.tripped.set()
            return
        self.sent += 1
        try:
            answer = await route.fetch(max_retries=0, max_redirects=0, timeout=self._timeout_ms)
        except Error as error:
            self.failure = error.message.splitlines()[0]
            await route.abort("connectionreset")
            self.tripped.set()
            return
        await route.fulfill(response=answer)
        if answer.status >= 500:
            self.failure = f"the portal answered {answer.status}"
            self.tripped.set()
