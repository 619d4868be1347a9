"""One browser loop per worker: a driver, a browser, and a context per account."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from loguru import logger
from playwright.async_api import Browser, BrowserContext, Error, Page, Playwright, async_playwright

from trastienda.portal.browser import Supply, launch

T = TypeVar("T")

CLOSING_S = 5.0
"""A page or a context that does not close within this is left behind; closing can hang for ever."""

ORDERS_PER_CONTEXT = 40
"""One context grows with every order: after so many it is made anew, with its cookies."""


class BrowserLoop:
    """Does all browser work of a process on one asyncio loop in a thread of its own.

    A context manager; whatever thread calls `call` waits for its answer.
    """

    def __init__(self, *, configured: str = "auto", headless: bool = True) -> None:
        """Prepare; nothing starts before `with`.

        Args:
            configured: `auto`, or the path of a browser.
            headless: without a window.
        """
        self._configured = configured
        self._headless = headless
        self._portal: BlockingPortal
        self._thread: AbstractContextManager[BlockingPortal]
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._contexts: dict[str, BrowserContext] = {}
        self._used: dict[str, int] = {}
        self.supply: Supply | None = None
        """Where the browser came from, once it was started."""

    def __enter__(self) -> Self:
        self._thread = start_blocking_portal("asyncio")
        self._portal = self._thread.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._portal.call(self._close)
        finally:
            self._thread.__exit__(None, None, None)

    def call(self, work: Callable[..., Awaitable[T]], *args: object) -> T:
        """Run an async function on the loop and wait for what it returns."""
        future: Future[T] = self._portal.start_task_soon(work, *args)
        return future.result()

    @property
    def version(self) -> str:
        """The browser's version; starts it if need be."""
        return self.call(self._version)

    async def _version(self) -> str:
        return (await self._running()).version

    async def _running(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            self._contexts.clear()
            if self._driver is None:
                self._driver = await async_playwright().start()
            self._browser, self.supply = await launch(
                self._driver, self._configured, headless=self._headless
            )
            logger.info("browser {} started, from {}", self._browser.version, self.supply.origin)
        return self._browser

    async def new_page(self, account: str, *, locale: str, timezone: str, timeout_s: float) -> Page:
        """A fresh page in the account's own context, which keeps its session.

        Args:
            account: the context's key.
            locale, timezone: what the portal is told about the browser.
            timeout_s: default limit of every step, in seconds.
        """
        browser = await self._running()
        context = self._contexts.get(account)
        self._used[account] = self._used.get(account, 0) + 1
        if context is None or self._used[account] > ORDERS_PER_CONTEXT:
            state = None
            if context is not None:
                state = await context.storage_state()
                await self._give_up(context)
            context = await browser.new_context(
                locale=locale,
                timezone_id=timezone,
                storage_state=state,
                # A worker between page and network would see requests that the fuse does not.
                service_workers="block",
            )
            context.set_default_timeout(timeout_s * 1000)
            self._contexts[account], self._used[account] = context, 1
        return await context.new_page()

    async def close_page(self, page: Page) -> None:
        """Close a page, within a deadline."""
        await self._give_up(page)

    async def forget(self, account: str) -> None:
        """Drop the account's context: the next page starts signed out."""
        context = self._contexts.pop(account, None)
        if context is not None:
            await self._give_up(context)

    async def _give_up(self, what: Page | BrowserContext) -> None:
        try:
            await asyncio.wait_for(what.close(), CLOSING_S)
        except (TimeoutError, Error) as error:
            logger.warning("{} did not close: {}", type(what).__name__, type(error).__name__)

    async def _close(self) -> None:
        for context in self._contexts.values():
            await self._give_up(context)
        if self._browser is not None:
            try:
                await asyncio.wait_for(self._browser.close(), CLOSING_S)
            except (TimeoutError, Error) as error:
                logger.warning("the browser did not close: {}", type(error).__name__)
        if self._driver is not None:
            await self._driver.stop()
