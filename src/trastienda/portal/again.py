"""Write a field once more, the slow way: as a person with a mouse and a keyboard would."""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from playwright.async_api import Error, Locator
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.portal.answers import Asked, Told

SLOW_S = 5.0
"""How long one slow way may take: the page is there, and waiting longer will not change its mind."""

Way = Callable[[], Awaitable[object]]


def slow_ways(one: Asked, told: Told, *, timeout_s: float) -> Iterator[Way]:
    """What may still be tried for a field that did not take its value.

    Args:
        one: the field.
        told: what the page told of it.
        timeout_s: how long the page may take.

    Yields:
        ways, each to be tried only when the one before did not help.
    """
    place = one.locator.filter(visible=True)
    limit = min(SLOW_S, timeout_s) * 1000
    text = one.wanted.typed
    asked = one.wanted.asked()

    async def fill_in(value: str) -> None:
        await place.fill(value, timeout=limit)
        # What a page checks when a field is left must be seen before it is read.
        await place.blur(timeout=limit)

    async def type_keys() -> None:
        await place.clear(timeout=limit)
        await place.press_sequentially(text, timeout=limit)
        await place.blur(timeout=limit)

    async def select() -> None:
        await place.select_option(label=text, timeout=limit)
        await place.blur(timeout=limit)

    async def choose() -> None:
        if told.kind == "autocomplete":
            await place.clear(timeout=limit)
            await place.press_sequentially(text, timeout=limit)
        else:
            await place.click(timeout=limit)
        await _option(one, text).click(timeout=limit)

    match told.kind:
        case _ if told.offered:
            # The list was seen, and the value is not in it.
            return
        case "text" | "rich":
            yield lambda: fill_in(text)
            yield type_keys
        case "date" if asked["iso"]:
            yield lambda: fill_in(asked["iso"])
        case "number" if asked["number"]:
            yield lambda: fill_in(asked["number"])
        case "choice" if text:
            yield select
        case "autocomplete" | "combobox" if text:
            yield choose


def _option(one: Asked, text: str) -> Locator:
    recipe, frame = one.field.recipe, one.frame
    if recipe is None:
        return frame.get_by_role("option", name=text, exact=True)
    whole = re.compile(rf"^\s*{re.escape(text)}\s*$")
    return frame.locator(recipe.option).filter(has_text=whole).filter(visible=True)


@contextmanager
def a_field_may_refuse() -> Iterator[None]:
    """Let pass that a field takes no value, or not in time; anything else is trouble."""
    try:
        yield
    except PlaywrightTimeout:
        pass
    except Error as error:
        if not any(
            said in error.message for said in ("Malformed value", "Element is not", "Cannot type text")
        ):
            raise
