"""The fuse: each saving request leaves the browser once.

Chromium itself repeats a POST when a reused connection is dropped after the server committed, and on 408, 421,
GOAWAY or REFUSED_STREAM: the page sees one request, the server gets two. So the request is taken out of the
browser's hands and sent by Playwright's own client, without retries and without following redirects.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import anyio.to_thread
from loguru import logger
from playwright.async_api import APIResponse, Error, Frame, Page, Request, Route

from trastienda.errors import ApplicationException
from trastienda.failpoints import Failpoint, reach
from trastienda.portal.inpage import KNOCK
from trastienda.portal.pages import first_line
from trastienda.portal.places import within

IN_FLIGHT_S = 0.05
PROOF_S, LONGEST_PAUSE_S = 1.0, 0.05
LEAVING_S = 3.0
_KNOCKS = "/favicon.ico?trastienda"
_EVERYTHING = "**/*"
_READING = {"GET", "HEAD", "OPTIONS"}
_SENT_ON = {307, 308}
# Said of the connection, not of the order: the browser would send again before it showed them to the page.
_NO_WORD_OF_THE_ORDER = {408, 421}
_EMPTY_FILE = re.compile(rb'filename="[^"]+"[^\r]*\r\n(?:[^\r]+\r\n)*\r\n\r\n--')


@dataclass(slots=True)
class _Sent:
    """A request that left: whether the page itself waits for its answer, and how it ended."""

    navigation: bool
    over: asyncio.Event = field(default_factory=asyncio.Event)
    failure: str | None = None


class Fuse:
    """Armed before one click, engaged with it, and never opened again for the page that was clicked.

    Attributes:
        stopped: how many repeated saving requests were aborted.
        refusal: what the last look before sending raised; that request was not sent.
        tripped: set as soon as nobody needs to wait for a page any more.
        answered: set when the saving request was answered.
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
        self._sent: list[_Sent] = []
        self._waiting: list[Route] = []
        self._locked = asyncio.Event()
        self._proven = asyncio.Event()
        self._engaged = False
        self.stopped = 0
        self.refusal: Exception | None = None
        self.tripped = asyncio.Event()
        self.answered = asyncio.Event()

    @property
    def saves(self) -> Sequence[_Sent]:
        """What was sent to save the order: the form itself, else whatever the page's script sent."""
        return [one for one in self._sent if one.navigation] or self._sent

    @property
    def sent(self) -> int:
        """How many saving requests were sent, each by one dispatch."""
        return len(self.saves)

    @property
    def failure(self) -> str | None:
        """What went wrong with a saving request, `None` while nothing did."""
        return next((one.failure for one in self.saves if one.failure), None)

    async def arm(self) -> None:
        """Come into the way of every request of the page, its frames and the windows that it opens; let them pass.

        It is proven then for what the page itself sends; a frame of another site needs a proof of its own.
        """
        # By its context: a route of the page would miss the first request of a window that it opens.
        await self._page.context.route(_EVERYTHING, self._route)
        await self.prove(self._page.main_frame)

    async def prove(self, frame: Frame) -> None:
        """Wait until a request of this frame has come through the fuse; it never leaves the browser.

        The browser says that it is ready before its renderer is: 6 of 150 orders that a script sent right after went
        around the fuse (measured).
        """
        clock = asyncio.get_running_loop()
        end, pause = clock.time() + PROOF_S, 0.001
        self._proven.clear()
        while clock.time() < end:
            await within(PROOF_S, frame.evaluate(KNOCK, _KNOCKS))
            if self._proven.is_set():
                return
            # A page whose policy forbids the knock forbids its scripts to send an order there as well.
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
        logger.debug("no request of the page could prove that the fuse is in its way")

    def engage(self) -> None:
        """From now on each saving request leaves once."""
        self._engaged = True

    def lock(self) -> None:
        """From now on nothing more is sent: the page's script must not try again behind our back."""
        self._locked.set()

    def trip_if_nothing_was_sent(self) -> None:
        """The portal's question was answered with no: nothing is under way that a page could tell of."""
        if not self._sent:
            self.tripped.set()

    async def settled(self) -> None:
        """Wait until every saving request was answered or failed."""
        for one in self.saves:
            await one.over.wait()

    async def leave(self, pages: Sequence[Page]) -> bool:
        """Put an empty document into each page, and let the account's next ones go their way; whether that was done.

        Chromium lets go of what waits for an answer before the page ends, and sends it once more (12 of 12 requests, 5
        of 5 that outlive their page; measured). So all of it is aborted first.

        Args:
            pages: the page, and the windows that it opened.
        """
        self.lock()
        try:
            for route in tuple(self._waiting):
                await within(LEAVING_S, route.abort("connectionreset"))
            for page in pages:
                if not page.is_closed():
                    await within(LEAVING_S, page.goto("about:blank", wait_until="commit"))
            await within(LEAVING_S, self._page.context.unroute(_EVERYTHING, self._route))
        except Error as gone:
            logger.debug("the page was not left: {}", first_line(gone))
            return False
        return True

    async def _route(self, route: Route, request: Request) -> None:
        try:
            if request.url.endswith(_KNOCKS):
                self._proven.set()
                await route.fulfill(status=204)
            elif not self._engaged or request.method in _READING:
                await route.continue_()
            else:
                await self._once(route, request)
        except Error as gone:
            # Whoever asked is gone: cancelled, closed or crashed. What was sent is noted.
            logger.debug("nobody waits for an answer any more: {}", first_line(gone))

    async def _once(self, route: Route, request: Request) -> None:
        once = (request.method, request.url)
        if self._locked.is_set() or once in self._seen:
            await self._stop(route, request)
            return
        self._seen.add(once)
        try:
            _whole(request)
            await anyio.to_thread.run_sync(self._last_look)
        except Exception as refusal:
            self.refusal = refusal
            self.tripped.set()
            await route.abort("blockedbyclient")
            return
        if self._locked.is_set():
            await self._stop(route, request)
            return
        one = _Sent(request.is_navigation_request())
        if self._may_save(request):
            self._sent.append(one)
        await self._send(route, one)

    async def _stop(self, route: Route, request: Request) -> None:
        if self._may_save(request) and not self._locked.is_set():
            self.stopped += 1
            if request.is_navigation_request():
                # It took the place of the one that was sent, whose answer nobody will see.
                self.tripped.set()
        await route.abort("blockedbyclient")

    async def _send(self, route: Route, one: _Sent) -> None:
        answer = None
        self._waiting.append(route)
        # A moment later, while the server works on it.
        asyncio.get_running_loop().call_later(IN_FLIGHT_S, reach, Failpoint.IN_FLIGHT)
        try:
            answer = await route.fetch(max_retries=0, max_redirects=0, timeout=self._timeout_ms)
            one.failure = _failure(answer)
        except Error as error:
            one.failure = first_line(error)
        self._waiting.remove(route)
        reach(Failpoint.ANSWERED)
        # Noted before the page learns of it: its own message about a failure is no refusal.
        one.over.set()
        if one in self.saves:
            (self.tripped if one.failure else self.answered).set()
        if answer is None or answer.status in _SENT_ON:
            await route.abort("connectionreset")
        else:
            await route.fulfill(response=answer)

    def _may_save(self, request: Request) -> bool:
        """Whether a request may be the one that saves the order: no beacon, and to the portal's own site."""
        return request.resource_type != "ping" and _site(request.url) == _site(self._page.url)


def _whole(request: Request) -> None:
    """Refuse a form whose files the browser keeps to itself: they would arrive empty.

    Raises:
        ApplicationException: it has a file.
    """
    # Of any length: a file without content looks the same, and nobody sends one on purpose.
    if _EMPTY_FILE.search(request.post_data_buffer or b""):
        raise ApplicationException("the form carries a file, which cannot be sent through the fuse")


def _failure(answer: APIResponse) -> str | None:
    """Why an answer tells nothing of the order, `None` when the page may."""
    if answer.status >= 500 or answer.status in _NO_WORD_OF_THE_ORDER:
        return f"the portal answered {answer.status}"
    if answer.status in _SENT_ON:
        return f"the portal wants the order sent to another address ({answer.status})"
    return None


def _site(url: str) -> str:
    """The last two labels of an address's host, or the whole of a number or a single name."""
    host = urlsplit(url).hostname or ""
    if ":" in host or host.replace(".", "").isdigit():
        return host
    return ".".join(host.split(".")[-2:])
