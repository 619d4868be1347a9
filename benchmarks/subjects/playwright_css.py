"""Playwright's `fill`, fields by CSS."""

from collections.abc import Mapping, Sequence

from benchmarks.subjects.pages import button_by_css, by_css, do_challenge, do_order
from benchmarks.subjects.playwright_browser import PlaywrightBrowser


class Subject(PlaywrightBrowser):
    """Does the jobs."""

    def challenge(self, url: str, people: Sequence[Mapping[str, str]]) -> str:
        """Do the RPA Challenge."""
        return do_challenge(self.page, url, people)

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order."""
        return do_order(self.page, url, order, by_css, button_by_css)
