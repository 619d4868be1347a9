"""Write the sales that we have orders of to files, for a reconciliation."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from trastienda.domain.item import Item
from trastienda.engine.bots import LoadedBot
from trastienda.reconcile.shape import ACCEPTED, ITEM, ORDER, STATE, Shape
from trastienda.store import items
from trastienda.store.connection import Store

BATCH = 20_000


def write_book(store: Store, bot: LoadedBot, folder: Path) -> int:
    """Write every item of a portal that has an order's reference, in canonical texts.

    Sales on their way have no reference yet: they are not in it.

    Args:
        store: the workspace's database.
        bot: of the portal.
        folder: an empty folder; Parquet files are written to it.

    Returns:
        how many items there are.
    """
    names = tuple(bot.sale_type.model_fields)
    columns = [one.removeprefix("#") for one in (ITEM, STATE, ORDER, ACCEPTED)]
    schema = dict.fromkeys([*columns, *names], pl.String)
    after = written = 0
    while True:
        with store.read() as conn:
            batch = items.with_an_order(conn, bot.name, after=after, limit=BATCH)
        if batch or not written:
            rows = [_row(item, names) for item in batch]
            pl.DataFrame(rows, schema=schema, orient="row").write_parquet(folder / f"{after:012d}.parquet")
        written += len(batch)
        if len(batch) < BATCH:
            return written
        after = batch[-1].id


def shape_of(bot: LoadedBot) -> Shape:
    """The words of a portal's tables: its lists and its orders' own pages name the columns."""
    book = bot.book
    headers = {header: field for table in book.lists.values() for field, header in table.columns.items()}
    headers |= {term: field for detail in book.records.values() for field, term in detail.terms.items()}
    own = [
        *(table.reference for table in book.lists.values()),
        *(one.reference for one in book.records.values()),
    ]
    return Shape(bot.sale_type, bot.facts, tuple(dict.fromkeys(own)), headers)


def _row(item: Item, names: tuple[str, ...]) -> tuple[str | None, ...]:
    sale = item.sale or {}
    accepted = json.dumps(dict(item.accepted), ensure_ascii=False) if item.accepted else None
    return (
        str(item.id),
        item.state.value,
        item.reference,
        accepted,
        *(_text(sale.get(name)) for name in names),
    )


def _text(value: Any) -> str | None:
    """A value of the stored sale as its canonical text."""
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)
