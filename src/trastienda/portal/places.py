"""Where things are on a page: Playwright's locators for the book's elements."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from playwright.async_api import Frame, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.portal.book import Element

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a page shows, whatever shows them, in either case and with any white space."""

    text: str

    def __str__(self) -> str:
        return f"«{self.text}»"


Wanted = Element | Words
"""What is looked for on a page."""


def locate(page: Page | Frame, element: Wanted) -> Locator:
    """All places of a page or frame that bear a name of the book; how many is for the caller to check."""
    if isinstance(element, Words):
        return page.get_by_text(element.text)
    if element.label:
        return page.get_by_label(element.label, exact=True)
    if element.role:
        # The book's roles are free texts; Playwright checks them itself.
        return page.get_by_role(element.role, name=element.name, exact=True if element.name else None)  # type: ignore[arg-type]  # a Literal of all roles
    if element.heading:
        return page.get_by_role("heading", name=element.heading, exact=True)
    if element.test_id:
        return page.get_by_test_id(element.test_id)
    assert element.css is not None
    return page.locator(element.css)


async def within(timeout_s: float, answer: Awaitable[T]) -> T:
    """Wait for an answer of the page: Playwright itself waits for ever for a page that is stuck in a script.

    Raises:
        playwright.async_api.TimeoutError: it did not come in time.
    """
    try:
        return await asyncio.wait_for(answer, timeout_s)
    except TimeoutError:
        raise PlaywrightTimeout(f"the page did not answer within {timeout_s:g} s") from None
