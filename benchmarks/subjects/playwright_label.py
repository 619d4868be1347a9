"""Playwright's `fill`, fields by label and buttons by role: no labels lead to the RPA Challenge's fields."""

from collections.abc import Mapping

from benchmarks.subjects.pages import button_by_role, by_label, do_order
from benchmarks.subjects.playwright_browser import PlaywrightBrowser


class Subject(PlaywrightBrowser):
    """Does the order."""

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order."""
        return do_order(self.page, url, order, by_label, button_by_role)
