"""Find things on a page: exactly one, or an error that says what was found."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import chain, repeat

from playwright.async_api import Error, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.domain.case import Reason
from trastienda.errors import BusinessException
from trastienda.portal.book import Element
from trastienda.portal.inpage import in_page
from trastienda.portal.places import Wanted, locate, within

LOOKS_S = (0.002, 0.004, 0.01, 0.02, 0.04, 0.08, 0.1)
"""The pauses between looks for what has not come yet: short at first, because most of it is about to come."""

MOST_WORDS, SHORT_ALERT = 200, 120
"""How many characters of a page's own words are kept, and how long an alert may be to be among them."""

_WORDS = """() => {
  const first = (where) => [...document.querySelectorAll(where)].filter(e => e.checkVisibility())
    .map(e => e.innerText.replace(/\\s+/g, ' ').trim()).find(text => text) ?? '';
  return [first('h1, h2, h3, [role=heading]') || document.title.replace(/\\s+/g, ' ').trim(), first('[role=alert]')];
}"""


async def counts(page: Page, wanted: Mapping[str, Wanted], *, timeout_s: float) -> dict[str, int]:
    """How many visible places each of several elements has now.

    Args:
        page: the page.
        wanted: name → what is looked for.
        timeout_s: how long the page may take to answer.
    """
    if not wanted:
        return {}
    found = await in_page(page, list(wanted.values()), "counts", timeout_s=timeout_s)
    return dict(zip(wanted, found, strict=True))


async def count(page: Page, element: Wanted, *, timeout_s: float) -> int:
    """How many visible places an element has now."""
    return (await counts(page, {"it": element}, timeout_s=timeout_s))["it"]


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
            Reason.PAGE_CHANGED,
            about={what: element},
            what=f"{what} ({element}): {found} ×, 1 × expected at {path_of(page)}{element.named_at}.",
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
    clock = asyncio.get_running_loop()
    end = clock.time() + timeout_s
    came = asyncio.Event()
    page.on("domcontentloaded", wake := lambda _: came.set())
    try:
        for pause in chain(LOOKS_S, repeat(LOOKS_S[-1])):
            left = end - clock.time()
            if left <= 0:
                return None
            came.clear()
            found = await _counts_if_it_stays(page, wanted, left)
            for name in wanted:
                if found.get(name):
                    return name
            # What has not come yet comes with the next page, or by a script of this one.
            with suppress(TimeoutError):
                await asyncio.wait_for(came.wait(), pause)
    except PlaywrightTimeout:
        return None
    finally:
        page.remove_listener("domcontentloaded", wake)
    raise AssertionError("the looks never end by themselves")


async def _counts_if_it_stays(page: Page, wanted: Mapping[str, Wanted], timeout_s: float) -> dict[str, int]:
    try:
        return await counts(page, wanted, timeout_s=timeout_s)
    except Error as error:
        # The page is moving on, so look once more.
        if not is_moving_on(error):
            raise
        return {}


async def texts_of(page: Page, element: Wanted, *, timeout_s: float) -> list[str]:
    """What each visible place of an element says, white space collapsed, at most 300 characters."""
    [texts] = await in_page(page, [element], "texts", timeout_s=timeout_s)
    return [" ".join(text.split())[:300] for text in texts]


async def text_of(page: Page, element: Wanted, *, timeout_s: float) -> str:
    """What the visible places of an element say together; nothing when the page is gone."""
    try:
        return " ".join(await texts_of(page, element, timeout_s=timeout_s))[:300]
    except Error:
        return ""


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


def is_moving_on(error: Error) -> bool:
    """Whether an error says of a page that it is on its way to another one while it was asked."""
    return any(said in error.message for said in ("context was destroyed", "was detached"))


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
