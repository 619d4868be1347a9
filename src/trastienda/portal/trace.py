"""Trace what is done in a page, for Playwright's own viewer; never a sign-in."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4
from zipfile import BadZipFile

from loguru import logger
from playwright.async_api import Error, Page

from trastienda.portal.pages import first_line
from trastienda.portal.places import within
from trastienda.portal.scrub import scrub

LIMIT_S = 5.0
"""How long a trace may take to begin or to be written."""


@cache
def raw_traces() -> Path:
    """Where the browsers of this process write traces under way, for our eyes alone; it goes with the process.

    Playwright removes what it wrote only with the browser, and a browser may live for months.
    """
    folder = tempfile.mkdtemp(prefix="trastienda-traces-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


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
        self._name = uuid4().hex
        self._runs = False

    async def begin(self) -> None:
        """Trace from now on; where that cannot be had, it is logged."""
        try:
            began = self._tracing.start(
                name=self._name, screenshots=False, snapshots=self._snapshots, sources=False
            )
            await within(LIMIT_S, began)
        except Error as error:
            logger.warning("nothing is traced: {}", first_line(error))
            return
        self._runs = True

    async def drop(self) -> None:
        """Forget what was traced, and trace no more."""
        try:
            await self._stop(None)
        except Error as error:
            logger.warning("the trace did not stop: {}", first_line(error))
        finally:
            self._sweep_up()

    async def save(self, path: Path) -> bool:
        """Write what was traced, without cookies, tokens and what was sent; whether there was anything."""
        if not self._runs:
            return False
        raw = raw_traces() / f"{self._name}.zip"
        try:
            await self._stop(raw)
            scrub(raw, path)
        except (Error, OSError, BadZipFile, ValueError) as error:
            logger.warning("no trace: {}", first_line(error))
            return False
        finally:
            self._sweep_up()
        return True

    async def _stop(self, path: Path | None) -> None:
        if self._runs:
            self._runs = False
            await within(LIMIT_S, self._tracing.stop(path=path))

    def _sweep_up(self) -> None:
        """Remove what the trace left in its folder; the resources of its pages are shared with others and stay."""
        for left in raw_traces().glob(f"{self._name}*"):
            left.unlink(missing_ok=True)
