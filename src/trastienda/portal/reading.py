"""Read orders off a page: the rows of a list, the terms of a detail page."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from playwright.async_api import Page

from trastienda.domain.case import Reason
from trastienda.domain.record import Record, Reference
from trastienda.errors import ApplicationException, BusinessException
from trastienda.portal.answers import SLACK_S, Outcome
from trastienda.portal.book import Detail, Element, TableList
from trastienda.portal.clicks import Clicks
from trastienda.portal.inpage import in_page
from trastienda.portal.pages import first_of, path_of
from trastienda.portal.places import within

LOOK_S = 0.05
"""How often a list is looked at that a script is about to change."""

MOST_PAGES = 20
"""A search that shows more is no search: a person is asked."""

# A term may have several texts; a term without any must not get the next term for one.
_TERMS = """() => {
  const texts = term => {
    const found = [];
    for (let e = term.nextElementSibling; e?.tagName === 'DD'; e = e.nextElementSibling) found.push(e.innerText);
    return found.join(' ');
  };
  const terms = [...document.querySelectorAll('dl dt')].filter(t => t.checkVisibility());
  const rows = [...document.querySelectorAll('table tr')].filter(r => r.checkVisibility() && r.cells.length === 2);
  return terms.map(t => [t.innerText, texts(t)]).concat(rows.map(r => [r.cells[0].innerText, r.cells[1].innerText]));
}"""


async def rows(page: Page, clicks: Clicks, table: TableList, *, timeout_s: float) -> list[Record]:
    """Every row of a list, over all its pages.

    Args:
        page: the page with the list's first page.
        clicks: its mouse.
        table: the book's list.
        timeout_s: how long a page may take.

    Raises:
        BusinessException: a column is missing, a row cannot be read for certain, rows are missing, or there are
            too many pages.
        ApplicationException: neither the table nor the word for "nothing" came.
    """
    records: list[Record] = []
    for _ in range(MOST_PAGES):
        # An order that comes in meanwhile pushes the last row of a page to the top of the next one.
        records.extend(one for one in await _shown(page, table, timeout_s) if one not in records)
        if table.next_page is None or not await _turned(page, clicks, table.next_page, timeout_s):
            break
    else:
        raise BusinessException(Reason.SEARCH_UNCLEAR, what=f"more than {MOST_PAGES} pages of orders.")
    return records


async def _shown(page: Page, table: TableList, timeout_s: float) -> list[Record]:
    """The rows of the page that is shown."""
    wanted = {"nothing": table.nothing, "table": Element(role="table"), "grid": Element(role="grid")}
    seen = await first_of(page, wanted, timeout_s=timeout_s)
    if seen is None:
        raise ApplicationException(f"{path_of(page)} shows neither a list nor that nothing was found")
    if seen == "nothing":
        return []
    lists = await _lists(page, timeout_s)
    for one in lists:
        # With pages, what is announced may be all of them.
        if table.next_page is None and len(one["rows"]) < one["announced"]:
            raise BusinessException(
                Reason.SEARCH_UNCLEAR,
                what=f"{len(one['rows'])} of {one['announced']} rows of a list are to be seen at {path_of(page)}.",
            )
    return list(_records([one["rows"] for one in lists], table, page))


async def _lists(page: Page, timeout_s: float) -> Any:
    return await in_page(page, [], "lists", {"limitMs": timeout_s * 1000}, timeout_s=timeout_s + SLACK_S)


async def _turned(page: Page, clicks: Clicks, next_page: Element, timeout_s: float) -> bool:
    """Go to the next page of a list; `False` when this is the last one."""
    button = await in_page(page, [next_page], "button", timeout_s=timeout_s)
    if button["outcome"] in {Outcome.MISSING, Outcome.HIDDEN, Outcome.DISABLED}:
        return False
    before = await _lists(page, timeout_s)
    if await clicks.press(next_page, "next_page", timeout_s=timeout_s, leaves=True):
        return True
    # A script of the page puts the next rows into the same list.
    clock = asyncio.get_running_loop()
    end = clock.time() + timeout_s
    while await _lists(page, timeout_s) == before:
        if clock.time() > end:
            raise ApplicationException(f"the next page of a list did not come at {path_of(page)}")
        await asyncio.sleep(LOOK_S)
    return True


def _records(tables: Sequence[Sequence[Sequence[str]]], table: TableList, page: Page) -> Iterable[Record]:
    wanted = {table.reference, *table.columns.values()}
    for cells in tables:
        # A sort mark in a header is no part of its name.
        names = [_collapse(cell).rstrip(" ▲▼↑↓") for cell in cells[0]] if cells else []
        if wanted <= set(names):
            break
    else:
        raise BusinessException(
            Reason.PAGE_CHANGED,
            what=f"no table at {path_of(page)} has the columns {', '.join(sorted(wanted))}.",
        )
    if twice := sorted(name for name in wanted if names.count(name) > 1):
        raise BusinessException(
            Reason.PAGE_CHANGED,
            what=f"column {', '.join(twice)}: {names.count(twice[0])} × at {path_of(page)}.",
        )
    position = {name: index for index, name in enumerate(names)}
    for row in cells[1:]:
        if len(row) != len(names):
            raise BusinessException(
                Reason.PAGE_CHANGED,
                what=f"a row of {len(row)} cells under {len(names)} headers at {path_of(page)}.",
            )
        shown = {field: _collapse(row[position[header]]) for field, header in table.columns.items()}
        record = _record(_collapse(row[position[table.reference]]), shown, table.blank)
        if record.reference is None:
            # Leaving it out would say that this order is not there.
            raise BusinessException(
                Reason.SEARCH_UNCLEAR,
                what=f"an order without its number ({table.reference}) at {path_of(page)}.",
            )
        yield record


async def record(page: Page, detail: Detail, *, timeout_s: float) -> Record:
    """One order, as its own page shows it.

    Args:
        page: the order's page.
        detail: the book's record.
        timeout_s: how long the page may take to answer.

    Raises:
        BusinessException: a term is missing or stands twice with two texts.
    """
    wanted = {detail.reference, *detail.terms.values()}
    pairs: list[list[str]] = await within(timeout_s, page.evaluate(_TERMS))
    shown: dict[str, str] = {}
    for term, text in pairs:
        name, value = _collapse(term).rstrip(":"), _collapse(text)
        if name in wanted and shown.setdefault(name, value) != value:
            raise BusinessException(
                Reason.PAGE_CHANGED, what=f"'{name}' stands twice, with two texts, at {path_of(page)}."
            )
    if missing := sorted(wanted - shown.keys()):
        raise BusinessException(
            Reason.PAGE_CHANGED, what=f"{', '.join(missing)}: not to be found at {path_of(page)}."
        )
    fields = {field: shown[term] for field, term in detail.terms.items()}
    return _record(shown[detail.reference], fields, detail.blank)


def _record(reference: str, fields: dict[str, Any], blank: Sequence[str]) -> Record:
    texts = {field: "" if text in blank else text for field, text in fields.items()}
    return Record(Reference(reference) if reference and reference not in blank else None, texts)


def _collapse(text: str) -> str:
    return " ".join(text.split())
