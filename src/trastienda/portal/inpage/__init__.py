"""Our script in the portal's pages: it finds the book's elements, looks at them, and writes a form.

Elements are found by `resolve.js`. What it cannot be certain of it leaves to Playwright's own engine, which knows more
ways of naming and costs about 30 ms in every document (measured): it is brought in only then.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from importlib import resources
from itertools import count
from typing import Any

from loguru import logger
from playwright.async_api import BrowserContext, Frame, Page, Playwright

from trastienda.portal.book import WAYS
from trastienda.portal.places import Wanted, Words, locate, within

_PARTS = ("resolve.js", "looks.js", "moves.js", "writes.js", "press.js", "form.js", "lists.js", "desk.js")
_DESK = "globalThis[Symbol.for('trastienda')]"
# Texts in and out: Playwright takes much longer than JSON to carry values piece by piece (4 ms a form, measured).
_RUN = f"asked => {_DESK}?.run(asked) ?? null"
_INSTALL = "\n".join(
    (
        f"{_DESK} ??= (() => {{",
        *((resources.files(__name__) / part).read_text(encoding="utf-8") for part in _PARTS),
        "})();",
    )
)
_INSTALL_AND_RUN = f"asked => {{\n{_INSTALL}\nreturn {_DESK}.run(asked);\n}}"

KNOCK = f"path => ({_DESK}?.knock ?? fetch)(path).then(() => null, () => null)"
"""Has a page ask its own site for a path, and wait until that has come to some end."""

_UNCERTAIN = ""
"""What `desk.js` says when it does not know for certain which places are meant."""

_MARK = "trastienda"
_calls = count(1)
# A selector engine that selects what it is given, and notes it under the call and the number in its body: so one
# query of Playwright's finds the places of many elements, and our script knows which place is whose.
_ENGINE = """({
  queryAll(root, body) {
    const [call, number] = body.split('.');
    const calls = globalThis[Symbol.for('trastienda.found')] ??= {};
    (calls[call] ??= []).push([Number(number), root]);
    return [root];
  },
})"""
_RUN_ON_FOUND = f"""(_, [call, size, asked]) => {{
  {_INSTALL}
  const calls = globalThis[Symbol.for('trastienda.found')] ?? {{}};
  const found = Array.from({{length: size}}, () => []);
  for (const [number, el] of calls[call] ?? []) found[number].push(el);
  delete calls[call];
  return {_DESK}.runOn(found, asked);
}}"""


async def teach(driver: Playwright) -> None:
    """Teach a driver what `in_page` needs; before it opens a page."""
    await driver.selectors.register(_MARK, _ENGINE)


async def prepare(context: BrowserContext) -> None:
    """Have the script ready in every document of a context: sending it costs 7 ms a document (measured)."""
    await context.add_init_script(_INSTALL)


async def in_page(
    page: Page | Frame, wanted: Sequence[Wanted], act: str, argument: Any = None, *, timeout_s: float
) -> Any:
    """Have our script do something with the places of several elements: one round trip, however many they are.

    Args:
        page: the page, or the frame, whose places are meant.
        wanted: what is looked for, one at least.
        act: what is done, of `desk.js`.
        argument: for it.
        timeout_s: how long the page may take to answer.

    Returns:
        what the act returns.

    Raises:
        playwright.async_api.Error: the page went away, or did not answer in time.
    """
    asked = _json({"act": act, "wanted": [_asked(one) for one in wanted], "argument": argument})
    told = await within(timeout_s, page.evaluate(_RUN, asked))
    if told is None:
        # A document that was there before, or that no address brought.
        told = await within(timeout_s, page.evaluate(_INSTALL_AND_RUN, asked))
    if told != _UNCERTAIN:
        result, otherwise = json.loads(told)
        for number in otherwise:
            _say_that_a_fallback_found(str(wanted[number]), getattr(wanted[number], "named_at", ""))
        return result
    return await found_by_playwright(page, wanted, act, argument, timeout_s=timeout_s)


async def found_by_playwright(
    page: Page | Frame, wanted: Sequence[Wanted], act: str, argument: Any = None, *, timeout_s: float
) -> Any:
    """The same, the places found by Playwright's engine."""
    call = next(_calls)
    marked = (locate(page, one).locator(f"{_MARK}={call}.{number}") for number, one in enumerate(wanted))
    either = reduce(lambda one, other: one.or_(other), marked)
    asked = _json({"act": act, "argument": argument})
    told = either.evaluate_all(_RUN_ON_FOUND, [str(call), len(wanted), asked])
    result, _ = json.loads(await within(timeout_s, told))
    return result


def _asked(one: Wanted) -> dict[str, Any]:
    if isinstance(one, Words):
        return {"words": one.text}
    asked: dict[str, Any] = one.model_dump(include=WAYS, exclude_none=True)
    if one.fallback:
        asked["fallback"] = [_asked(other) for other in one.fallback]
    return asked


@cache
def _say_that_a_fallback_found(element: str, named_at: str) -> None:
    # Once for each element: the portal has changed, and stays as it is until the book is corrected.
    logger.warning("{}{} was found by its fallback: correct the selector book", element, named_at)


def _json(asked: Mapping[str, Any]) -> str:
    # As people write it: a trace shows it.
    return json.dumps(asked, ensure_ascii=False)
