"""Read a price list that people keep as a CSV file."""

import csv
from collections.abc import Iterator
from datetime import date

from pydantic import ValidationError

from trastienda.domain.fields import Day, Money, Unreadable, fold
from trastienda.domain.validation import Price
from trastienda.errors import WorkspaceError, did_you_mean

HEADERS = {
    "plan": "plan",
    "tarifa": "plan",
    "price": "price",
    "precio": "price",
    "currency": "currency",
    "moneda": "currency",
    "valid_from": "valid_from",
    "desde": "valid_from",
    "valid_to": "valid_to",
    "hasta": "valid_to",
}
"""Header of a column, folded → what it holds."""


def read_price_list(text: str, *, place: str, locale: str) -> list[Price]:
    """The lines of a price list.

    Args:
        text: CSV with a header; separated by semicolons or commas. Days and amounts as `locale` writes them;
            an empty day sets no limit.
        place: the file's name, for messages.
        locale: "es", "en" or "canonical".

    Raises:
        WorkspaceError: it cannot be read; file, line and what was expected.
    """
    header = text.partition("\n")[0]
    rows = csv.reader(text.splitlines(), delimiter=";" if ";" in header else ",", strict=True)
    try:
        names = [_named(cell, place) for cell in next(rows, [])]
        if lacking := [name for name in ("plan", "price", "currency") if name not in names]:
            raise WorkspaceError(f"{place}:1: the price list lacks the column(s) {', '.join(lacking)}.")
        listed = [
            _price(dict(zip(names, row, strict=False)), f"{place}:{rows.line_num}", len(row), names, locale)
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise WorkspaceError(f"{place}:{rows.line_num}: {error}.") from None
    if not listed:
        raise WorkspaceError(f"{place}: the price list has no line.")
    return listed


def _named(header: str, place: str) -> str:
    name = HEADERS.get(fold(header))
    if name is None:
        raise WorkspaceError(
            f"{place}:1: unknown column '{header.strip()}'.{did_you_mean(fold(header), HEADERS)} "
            "Known: plan, price, currency, valid_from, valid_to."
        )
    return name


def _price(cells: dict[str, str], place: str, width: int, names: list[str], locale: str) -> Price:
    if width != len(names):
        raise WorkspaceError(
            f"{place}: {width} cells under {len(names)} headers. An amount with a comma needs quotation marks, "
            "or semicolons between the columns."
        )
    try:
        return Price(
            plan=cells["plan"].strip(),
            price=Money.parse(f"{cells['price'].strip()} {cells['currency'].strip()}", locale=locale),
            **dict(_days(cells, locale)),
        )
    except Unreadable as error:
        raise WorkspaceError(f"{place}: {error}.") from None
    except ValidationError as error:
        said = error.errors()[0]
        name = ".".join(str(part) for part in said["loc"])
        message = said["msg"].removeprefix("Value error, ")
        raise WorkspaceError(f"{place}: {f'{name}: ' if name else ''}{message}.") from None


def _days(cells: dict[str, str], locale: str) -> Iterator[tuple[str, date]]:
    for name in ("valid_from", "valid_to"):
        if cells.get(name, "").strip():
            yield name, Day.parse(cells[name], locale=locale)
