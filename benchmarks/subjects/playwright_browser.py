"""A browser of Playwright's synchronous interface: one context, a page for each run."""

from playwright.sync_api import Page, sync_playwright

from benchmarks.subjects import FLAGS, PATIENCE_S


class PlaywrightBrowser:
    """What the subjects on Playwright share."""

    page: Page

    def __init__(self, browser: str) -> None:
        """Start the browser at this path."""
        self._driver = sync_playwright().start()
        self._browser = self._driver.chromium.launch(executable_path=browser, args=list(FLAGS))
        self._context = self._browser.new_context(locale="es-ES")
        self._context.set_default_timeout(PATIENCE_S * 1000)

    def begin(self, url: str) -> None:
        """Have an empty page."""
        self.page = self._context.new_page()

    def end(self) -> None:
        """Close the page."""
        self.page.close()

    def close(self) -> None:
        """Close the browser."""
        self._browser.close()
        self._driver.stop()
