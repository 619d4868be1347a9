"""One browser loop per worker: a driver, a browser, and a context per account."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from babel.core import get_global
from loguru import logger
from playwright.async_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Playwright,
    StorageState,
    async_playwright,
)
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.errors import BrowserMissing
from trastienda.portal.browser import Screen, Supply, launch
from trastienda.portal.inpage import prepare, teach
from trastienda.portal.pages import first_line
from trastienda.portal.places import within
from trastienda.portal.process import BrowserProcess

T = TypeVar("T")

CLOSING_S = 5.0
"""Closing can hang for ever: a page that does not close within this goes with its context, a browser is killed."""

OPENING_S = 30.0
"""A browser that opens no page within this is stuck."""

STATE_S = 5.0
"""How long a context may take to tell its cookies; without them the account signs in again."""

PULSE_S = 3.0
"""How often whoever waits for a page looks whether there is a browser; twice in vain, and nobody waits any more."""

PAGES_PER_CONTEXT = 120
"""One context grows with every attempt: after so many, about thirty orders, it is made anew, with its cookies."""

BROWSER_MB, CONTEXT_MB = 400, 300
"""So much may a browser hold for itself and for each context; 360 and 40 with the demo portal (measured)."""

PAGES_PER_LOOK = 20
"""A context's memory is looked at once in so many attempts: a look takes 30 to 60 ms."""


class BrowserLoop:
    """Does all browser work of a process on one asyncio loop in a thread of its own.

    A context manager; whatever thread calls `call` waits for its answer.
    """

    def __init__(self, *, configured: str = "auto", screen: Screen | None = None) -> None:
        """Prepare; nothing starts before `with`.

        Args:
            configured: `auto`, or the path of a browser.
            screen: how it is watched; `None` without a window.
        """
        self._configured = configured
        self._screen = screen
        self._portal: BlockingPortal
        self._thread: AbstractContextManager[BlockingPortal]
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._process: BrowserProcess | None = None
        self._starting: asyncio.Lock
        self._contexts: dict[str, BrowserContext] = {}
        self._states: dict[str, StorageState] = {}
        self._used: dict[str, int] = {}
        self._resting: dict[str, Page] = {}
        self.supply: Supply | None = None
        """Where the browser came from, once it was started."""

    def __enter__(self) -> Self:
        self._thread = start_blocking_portal("asyncio")
        self._portal = self._thread.__enter__()
        self._starting = asyncio.Lock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._portal.call(self._abandon)
            # Whatever still waits for a page waits in vain.
            self._portal.call(self._portal.stop, True)
        finally:
            self._thread.__exit__(None, None, None)

    def call(self, work: Callable[..., Awaitable[T]], *args: object) -> T:
        """Run an async function on the loop and wait for what it returns."""
        future: Future[T] = self._portal.start_task_soon(self._attended, work, *args)
        return future.result()

    async def _attended(self, work: Callable[..., Awaitable[T]], *args: object) -> T:
        """Do some work, but do not wait for a browser that is gone.

        Its driver tells whoever waits for an answer, but not who asks in the very moment in which it dies itself: of
        100 kills one left the program waiting for ever.
        """
        task = asyncio.ensure_future(work(*args))
        gone: BrowserProcess | None = None
        try:
            while not (await asyncio.wait({task}, timeout=PULSE_S))[0]:
                process = self._process
                if process is None or not process.is_gone():
                    gone = None
                elif process is gone:
                    raise Error("the browser is gone, and its driver says nothing")
                else:
                    gone = process
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    @property
    def version(self) -> str:
        """The browser's version; starts it if need be."""
        return self.call(self._version)

    async def _version(self) -> str:
        return (await self._running()).version

    async def _running(self) -> Browser:
        async with self._starting:
            if self._browser is not None and self._browser.is_connected():
                return self._browser
            try:
                return await self._start()
            except (Error, BrowserMissing) as gone:
                # It may have been killed while it was started.
                logger.info("the browser did not start, once more: {}", gone)
                return await self._start()

    async def _start(self) -> Browser:
        # Its driver may be what died: both are made anew.
        await self._abandon()
        self._driver = await async_playwright().start()
        await teach(self._driver)
        self._browser, self.supply = await launch(self._driver, self._configured, screen=self._screen)
        self._process = await BrowserProcess.of(self._browser)
        logger.info("browser {} started, from {}", self._browser.version, self.supply.origin)
        return self._browser

    async def page(self, account: str, *, locale: str, timezone: str, timeout_s: float) -> Page:
        """A page in the account's own context, which keeps its session: the one that rests there, or a new one.

        Args:
            account: the context's key.
            locale, timezone: what the portal is told about the browser.
            timeout_s: default limit of every step, in seconds.
        """
        for attempt in (1, 2):
            try:
                return await self._page_of(account, locale, timezone, timeout_s)
            except Error as gone:
                logger.warning("the browser gave no page: {}", first_line(gone))
                if attempt == 2 or isinstance(gone, PlaywrightTimeout):
                    await self._abandon()
                else:
                    # Maybe only this account's context is broken: the others go on.
                    await self.forget(account)
        return await self._page_of(account, locale, timezone, timeout_s)

    async def _page_of(self, account: str, locale: str, timezone: str, timeout_s: float) -> Page:
        browser = await self._running()
        resting = self._resting.pop(account, None)
        context = self._contexts.get(account)
        self._used[account] = self._used.get(account, 0) + 1
        if context is not None and (self._used[account] > PAGES_PER_CONTEXT or self._is_heavy(account)):
            await self.renew(account)
            context = None
        if context is None:
            context = await within(
                OPENING_S,
                browser.new_context(
                    locale=browser_locale(locale),
                    timezone_id=timezone,
                    storage_state=self._states.pop(account, None),
                    # A worker between page and network would see requests that the fuse does not.
                    service_workers="block",
                ),
            )
            context.set_default_timeout(timeout_s * 1000)
            await within(OPENING_S, prepare(context))
            self._contexts[account], self._used[account] = context, 1
        elif resting is not None and not resting.is_closed():
            # It may have got stuck meanwhile, or its browser.
            await within(OPENING_S, resting.evaluate("1"))
            return resting
        return await within(OPENING_S, context.new_page())

    def _is_heavy(self, account: str) -> bool:
        """Whether the contexts are too big, by their average: which of the processes is whose nobody tells."""
        if self._process is None or self._used[account] % PAGES_PER_LOOK:
            return False
        held, most = self._process.held_mb(), BROWSER_MB + CONTEXT_MB * len(self._contexts)
        if held > most:
            logger.info("the browser holds {:.0f} MB, more than {}: a context is made anew", held, most)
        return held > most

    def rest(self, account: str, page: Page) -> None:
        """Keep a page for the account's next attempt, which costs a tenth of a second less with it (measured)."""
        self._resting[account] = page

    async def close_page(self, page: Page) -> None:
        """Close a page, within a deadline; one that does not close takes its context with it."""
        if await self._closed(page):
            return
        for account, context in list(self._contexts.items()):
            if context is page.context:
                await self.forget(account)

    async def renew(self, account: str) -> None:
        """Close the account's context with its pages; the next page gets a new one, with its cookies."""
        context = self._contexts.get(account)
        if context is None:
            return  # It went with its browser.
        state = None
        try:
            state = await within(STATE_S, context.storage_state())
        except Error as gone:
            logger.warning("the session of an account was lost: {}", first_line(gone))
        await self.forget(account)
        if state is not None:
            self._states[account] = state

    async def forget(self, account: str) -> None:
        """Drop the account's context: the next page starts signed out."""
        self._resting.pop(account, None)
        self._states.pop(account, None)
        context = self._contexts.pop(account, None)
        if context is not None:
            await self._closed(context)

    async def _closed(self, what: Page | BrowserContext | Browser) -> bool:
        try:
            await within(CLOSING_S, what.close())
        except Error as error:
            logger.warning("{} did not close: {}", type(what).__name__, first_line(error))
            return False
        return True

    async def _abandon(self) -> None:
        """Close browser and driver, or kill the browser: what is left of it must not send anything more."""
        browser, process, driver = self._browser, self._process, self._driver
        self._browser = self._process = self._driver = None
        self._contexts.clear()
        self._resting.clear()
        closed = browser is not None and await self._closed(browser)
        if process is not None:
            process.kill(closed=closed)
        if driver is not None:
            try:
                await asyncio.wait_for(driver.stop(), CLOSING_S)
            except Exception as error:
                # It speaks no more; without our end of its pipe it goes by itself.
                logger.warning("the browser's driver did not stop: {}", type(error).__name__)


def browser_locale(locale: str) -> str:
    """The language tag that a browser of this locale has: "es" → "es-ES", "es_MX" → "es-MX"."""
    tag = locale.replace("_", "-")
    likely = get_global("likely_subtags").get(tag)
    return f"{tag}-{likely.split('_')[-1]}" if likely and "-" not in tag else tag
