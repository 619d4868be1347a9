"""Find things on a page: exactly one, or an error that says what was found."""

import asyncio
import re
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from playwright.async_api import Error, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.domain.case import Reason
from trastienda.errors import BusinessException
from trastienda.portal.book import Element

T = TypeVar("T")

MOST_WORDS, SHORT_ALERT = 200, 120
"""How many characters of a page's own words are kept, and how long an alert may be to be among them."""

_WORDS = """() => {
  const first = (where) => [...document.querySelectorAll(where)].filter(e => e.checkVisibility())
    .map(e => e.innerText.replace(/\\s+/g, ' ').trim()).find(text => text) ?? '';
  return [first('h1, h2, h3, [role=heading]') || document.title.replace(/\\s+/g, ' ').trim(), first('[role=alert]')];
}"""

Wanted = Element | Locator
"""What is looked for on a page: an element of the book, or places that were located already."""


def locate(page: Page, element: Wanted) -> Locator:
    """All places of the page that an element of the book names; how many is for the caller to check."""
    if isinstance(element, Locator):
        return element
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


async def count(page: Page, element: Wanted, *, timeout_s: float) -> int:
    """How many visible places an element has now."""
    return await within(timeout_s, locate(page, element).filter(visible=True).count())


async def only(page: Page, element: Element, what: str, *, timeout_s: float) -> Locator:
    """The one visible place of an element.

    Args:
        page: the page, already showing what is looked for.
        element: the book's element.
        what: its name in the book, for the message.
        timeout_s: how long the page may take to answer.

    Raises:
        BusinessException: there is none, or more than one: never "the first".
    """
    found = await count(page, element, timeout_s=timeout_s)
    if found != 1:
        raise BusinessException(
            Reason.PAGE_CHANGED, what=f"{what} ({element}): {found} ×, 1 × expected at {path_of(page)}."
        )
    return locate(page, element).filter(visible=True)


async def first_of(page: Page, wanted: Mapping[str, Wanted], *, timeout_s: float) -> str | None:
    """Wait until one of several things is visible.

    Args:
        page: the page.
        wanted: name → what; earlier ones win where several are visible.
        timeout_s: how long, in seconds.

    Returns:
        the name of what is visible, `None` when nothing came in time.
    """
    either = None
    for element in wanted.values():
        place = locate(page, element).filter(visible=True)
        either = place if either is None else either.or_(place)
    assert either is not None
    clock = asyncio.get_running_loop()
    end = clock.time() + timeout_s
    while (left := end - clock.time()) > 0:
        try:
            await within(left, either.first.wait_for(state="visible", timeout=left * 1000))
            for name, element in wanted.items():
                if await count(page, element, timeout_s=left):
                    return name
        except PlaywrightTimeout:
            return None
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
        # It was there and is gone again: the page is moving on, so look once more.
        await asyncio.sleep(0)
    return None


async def text_of(page: Page, element: Wanted, *, timeout_s: float) -> str:
    """What the visible places of an element say, white space collapsed, at most 300 characters."""
    try:
        texts = await within(timeout_s, locate(page, element).filter(visible=True).all_inner_texts())
    except Error:
        return ""
    return " ".join(" ".join(texts).split())[:300]


async def words_of(page: Page, *, alerts_alone: bool, timeout_s: float) -> str:
    """What a page says in its own words: its first heading, else its title, with a short alert.

    Args:
        page: the page.
        alerts_alone: the heading is known to tell nothing.
        timeout_s: how long the page may take to answer.

    Returns:
        at most 200 characters, white space collapsed; nothing where the page is none of the portal's.
    """
    if not page.url.startswith("http"):
        return ""
    heading, alert = await within(timeout_s, page.evaluate(_WORDS))
    words = [heading] if heading and not alerts_alone else []
    if alert and alert not in words and len(alert) <= SHORT_ALERT:
        words.append(alert)
    return ". ".join(words)[:MOST_WORDS]


def path_of(page: Page) -> str:
    """The page's path without its query, which may hold a customer's values."""
    return without_queries(page.url).split("#")[0]


def first_line(error: Exception) -> str:
    """What an error says, without the log of the call, which holds typed values, and without queries."""
    text = error.message if isinstance(error, Error) else str(error)
    return without_queries(text.splitlines()[0]) if text else type(error).__name__


def without_queries(text: str) -> str:
    """The text, its addresses cut before their queries."""
    return re.sub(r"(\w+://[^\s?]*)\?\S*", r"\1", text)
