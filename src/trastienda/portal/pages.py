"""Find things on a page: exactly one, or an error that says what was found."""

import asyncio
from collections.abc import Mapping

from playwright.async_api import Error, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.domain.case import Reason
from trastienda.errors import BusinessException
from trastienda.portal.book import Element


def locate(page: Page, element: Element) -> Locator:
    """All places of the page that an element of the book names; how many is for the caller to check."""
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


async def only(page: Page, element: Element, what: str) -> Locator:
    """The one visible place of an element.

    Args:
        page: the page, already showing what is looked for.
        element: the book's element.
        what: its name in the book, for the message.

    Raises:
        BusinessException: there is none, or more than one: never "the first".
    """
    found = locate(page, element).filter(visible=True)
    count = await found.count()
    if count != 1:
        raise BusinessException(
            Reason.PAGE_CHANGED, what=f"{what} ({element}): {count} ×, 1 × expected at {path_of(page)}."
        )
    return found


async def first_of(page: Page, wanted: Mapping[str, Element], *, timeout_s: float) -> str | None:
    """Wait until one of several things is visible.

    Args:
        page: the page.
        wanted: name → element; earlier ones win where several are visible.
        timeout_s: how long, in seconds.

    Returns:
        the name of what is visible, `None` when nothing came in time.
    """
    either = None
    for element in wanted.values():
        place = locate(page, element).filter(visible=True)
        either = place if either is None else either.or_(place)
    assert either is not None
    try:
        await either.first.wait_for(state="visible", timeout=timeout_s * 1000)
    except PlaywrightTimeout:
        return None
    for name, element in wanted.items():
        if await locate(page, element).filter(visible=True).count():
            return name
    # It was there and is gone again: the page is moving on, so look once more.
    await asyncio.sleep(0)
    return await first_of(page, wanted, timeout_s=timeout_s)


async def text_of(page: Page, element: Element) -> str:
    """What the visible places of an element say, white space collapsed, at most 300 characters."""
    try:
        texts = await locate(page, element).filter(visible=True).all_inner_texts()
    except Error:
        return ""
    return " ".join(" ".join(texts).split())[:300]


def path_of(page: Page) -> str:
    """The page's path without its query, which may hold a customer's values."""
    return page.url.split("?")[0].split("#")[0]
