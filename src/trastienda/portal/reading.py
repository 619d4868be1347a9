"""Read orders off a page: the rows of a list, the terms of a detail page."""

from collections.abc import Iterable, Sequence
from typing import Any

from playwright.async_api import Page

from trastienda.domain.case import Reason
from trastienda.domain.record import Record, Reference
from trastienda.errors import ApplicationException, BusinessException
from trastienda.portal.book import Detail, Element, TableList
from trastienda.portal.pages import first_of, locate, path_of

MOST_PAGES = 20
"""A search that shows more is no search: a person is asked."""

_TABLES = """() => [...document.querySelectorAll('table')].filter(t => t.checkVisibility()).map(t =>
  [...t.rows].map(r => [...r.cells].map(c => c.innerText)))"""
_TERMS = """() => {
  const shown = [...document.querySelectorAll('dl')].filter(d => d.checkVisibility());
  const pairs = shown.flatMap(d => [...d.querySelectorAll('dt')].map(t => [t.innerText, t.nextElementSibling?.innerText ?? '']));
  const rows = [...document.querySelectorAll('table tr')].filter(r => r.checkVisibility() && r.cells.length === 2);
  return pairs.concat(rows.map(r => [r.cells[0].innerText, r.cells[1].innerText]));
}"""


async def rows(page: Page, table: TableList, *, timeout_s: float) -> list[Record]:
    """Every row of a list, over all its pages.

    Args:
        page: the page with the list's first page.
        table: the book's list.
        timeout_s: how long a page may take.

    Raises:
        BusinessException: a column is missing, or there are too many pages.
        ApplicationException: neither the table nor the word for "nothing" came.
    """
    records: dict[Reference, Record] = {}
    for _ in range(MOST_PAGES):
        wanted = {"nothing": table.nothing, "table": Element(role="table")}
        seen = await first_of(page, wanted, timeout_s=timeout_s)
        if seen is None:
            raise ApplicationException(f"{path_of(page)} shows neither a list nor that nothing was found")
        if seen == "nothing":
            break
        for record in _records(await page.evaluate(_TABLES), table, page):
            if record.reference is not None:
                records[record.reference] = record
        if table.next_page is None or not await locate(page, table.next_page).filter(visible=True).count():
            break
        async with page.expect_navigation(timeout=timeout_s * 1000, wait_until="domcontentloaded"):
            await locate(page, table.next_page).click()
    else:
        raise BusinessException(Reason.SEARCH_UNCLEAR, what=f"more than {MOST_PAGES} pages of orders")
    return list(records.values())


def _records(tables: Sequence[Sequence[Sequence[str]]], table: TableList, page: Page) -> Iterable[Record]:
    wanted = {table.reference, *table.columns.values()}
    for cells in tables:
        headers = [_collapse(cell) for cell in cells[0]] if cells else []
        # A sort mark in a header is no part of its name.
        names = [header.rstrip(" ▲▼↑↓") for header in headers]
        if wanted <= set(names):
            break
    else:
        raise BusinessException(
            Reason.PAGE_CHANGED, what=f"no table at {path_of(page)} has the columns {', '.join(sorted(wanted))}."
        )
    position = {name: index for index, name in enumerate(names)}
    for row in cells[1:]:
        shown = {field: _collapse(row[position[header]]) for field, header in table.columns.items()}
        yield _record(_collapse(row[position[table.reference]]), shown, table.blank)


async def record(page: Page, detail: Detail) -> Record:
    """One order, as its own page shows it.

    Raises:
        BusinessException: a term is missing or stands twice with two texts.
    """
    pairs: list[list[str]] = await page.evaluate(_TERMS)
    shown: dict[str, str] = {}
    for term, text in pairs:
        name, value = _collapse(term).rstrip(":"), _collapse(text)
        if shown.setdefault(name, value) != value:
            raise BusinessException(Reason.PAGE_CHANGED, what=f"'{name}' stands twice at {path_of(page)}.")
    missing = {detail.reference, *detail.terms.values()} - shown.keys()
    if missing:
        raise BusinessException(
            Reason.PAGE_CHANGED, what=f"{', '.join(sorted(missing))}: not to be found at {path_of(page)}."
        )
    fields = {field: shown[term] for field, term in detail.terms.items()}
    return _record(shown[detail.reference], fields, detail.blank)


def _record(reference: str, fields: dict[str, Any], blank: Sequence[str]) -> Record:
    texts = {field: "" if text in blank else text for field, text in fields.items()}
    return Record(Reference(reference) if reference and reference not in blank else None, texts)


def _collapse(text: str) -> str:
    return " ".join(text.split())
