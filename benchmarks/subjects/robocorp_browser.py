"""robocorp-browser: Playwright's page, opened and kept by the library."""

from collections.abc import Mapping, Sequence

from robocorp import browser as robocorp
from robocorp.browser._context import browser as launched

from benchmarks.subjects import FLAGS, PATIENCE_S
from benchmarks.subjects.pages import button_by_css, by_css, do_challenge, do_order


class Subject:
    """Does the jobs."""

    def __init__(self, browser: str) -> None:
        """Start the browser at this path."""
        robocorp.configure(headless=True, screenshot="off")
        robocorp.configure_context(locale="es-ES")
        # The public `browser()` cannot name a path; it gives the browser that this call has launched.
        self._browser = launched(executable_path=browser, args=list(FLAGS))

    def begin(self, url: str) -> None:
        """Have an empty page."""
        self._page = robocorp.page()
        self._page.set_default_timeout(PATIENCE_S * 1000)

    def challenge(self, url: str, people: Sequence[Mapping[str, str]]) -> str:
        """Do the RPA Challenge."""
        return do_challenge(self._page, url, people)

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order."""
        return do_order(self._page, url, order, by_css, button_by_css)

    def end(self) -> None:
        """Close the page."""
        self._page.close()

    def close(self) -> None:
        """Close the browser."""
        self._browser.close()
