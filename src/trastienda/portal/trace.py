"""Trace what is done in a page, for Playwright's own viewer; never a sign-in."""

from pathlib import Path

from loguru import logger
from playwright.async_api import Error, Page

from trastienda.portal.pages import first_line
from trastienda.portal.places import within
from trastienda.portal.scrub import scrub

LIMIT_S = 5.0
"""How long a trace may take to begin or to be written."""


class Trace:
    """The trace of one page, from the first page of a signed-in session on.

    Playwright writes down every value that is typed and every answer that comes, and cannot leave any out. So nothing
    is traced while a person could be signing in, and what comes before a sign-in goes with it. One trace is
    begun for each page: what a trace knows of the network it hands on to the next chunk of the same trace.
    """

    def __init__(self, page: Page, *, snapshots: bool) -> None:
        """Prepare; nothing is traced yet.

        Args:
            page: the page. Its context has no other one that is at work.
            snapshots: keep the page at every step, too.
        """
        self._tracing = page.context.tracing
        self._snapshots = snapshots
        self._runs = False

    async def begin(self) -> None:
        """Trace from now on; where that cannot be had, it is logged."""
        try:
            began = self._tracing.start(screenshots=False, snapshots=self._snapshots, sources=False)
            await within(LIMIT_S, began)
        except Error as error:
            logger.warning("nothing is traced: {}", first_line(error))
            return
        self._runs = True

    async def drop(self) -> None:
        """Forget what was traced, and trace no more."""
        await self._end(None)

    async def save(self, path: Path) -> bool:
        """Write what was traced, without cookies, tokens and what was sent; whether there was anything."""
        return await self._end(path)

    async def _end(self, path: Path | None) -> bool:
        if not self._runs:
            return False
        self._runs = False
        try:
            await within(LIMIT_S, self._tracing.stop(path=path))
        except Error as error:
            logger.warning("no trace: {}", first_line(error))
            if path is not None:
                # Half of a trace, or one that was not scrubbed.
                path.unlink(missing_ok=True)
            return False
        if path is not None:
            scrub(path)
        return path is not None
