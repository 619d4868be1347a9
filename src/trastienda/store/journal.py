"""Append to an item's journal, read it, verify its chain."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trastienda.domain.journal import GENESIS, Entry, digest_of, first_break
from trastienda.store.tables import items, journal


def append(conn: sa.Connection, item: int, kind: str, detail: Mapping[str, Any], *, now: datetime) -> Entry:
    """Append one entry within the caller's transaction.

    Args:
        conn: a transaction of `Store.begin`.
        item: the item's number; its row is locked so that two writers cannot fork the chain.
        kind, detail: what happened; JSON values only, ids and codes rather than a customer's values.
        now: aware time.
    """
    conn.execute(sa.select(items.c.id).where(items.c.id == item).with_for_update())
    last = conn.execute(
        sa.select(journal.c.seq, journal.c.digest)
        .where(journal.c.item == item)
        .order_by(journal.c.seq.desc())
        .limit(1)
    ).one_or_none()
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    digest = digest_of(item=item, seq=seq, at=now, kind=kind, detail=detail, previous=previous)
    entry = Entry(item=item, seq=seq, at=now, kind=kind, detail=detail, previous=previous, digest=digest)
    conn.execute(
        sa.insert(journal).values(
            item=item, seq=seq, at=now, kind=kind, detail=dict(detail), previous=previous, digest=digest
        )
    )
    return entry


def begin(
    conn: sa.Connection, entries: Mapping[int, Sequence[tuple[str, Mapping[str, Any]]]], *, now: datetime
) -> None:
    """Write the first entries of items that the caller's transaction made: nobody else can know them yet.

    Args:
        conn: the transaction of `Store.begin` that inserted the items.
        entries: item → kind and detail of each entry, in their order; see `append`.
        now: aware time.
    """
    rows = []
    for item, told in entries.items():
        previous = GENESIS
        for seq, (kind, detail) in enumerate(told, start=1):
            digest = digest_of(item=item, seq=seq, at=now, kind=kind, detail=detail, previous=previous)
            rows.append(
                {
                    "item": item,
                    "seq": seq,
                    "at": now,
                    "kind": kind,
                    "detail": dict(detail),
                    "previous": previous,
                    "digest": digest,
                }
            )
            previous = digest
    if rows:
        conn.execute(sa.insert(journal), rows)


def of_item(conn: sa.Connection, item: int) -> list[Entry]:
    """The entries of one item, oldest first."""
    rows = conn.execute(sa.select(journal).where(journal.c.item == item).order_by(journal.c.seq))
    return [Entry(**row._mapping) for row in rows]


def newest_item(conn: sa.Connection) -> int | None:
    """The item that something happened to last, `None` when nothing ever did."""
    query = sa.select(journal.c.item).order_by(journal.c.at.desc(), journal.c.seq.desc()).limit(1)
    return conn.execute(query).scalar_one_or_none()


def breaks(conn: sa.Connection) -> Iterator[tuple[int, int]]:
    """Every item whose chain does not hold, with the sequence number of the first entry that does not fit."""
    for item in conn.execute(sa.select(journal.c.item).distinct().order_by(journal.c.item)).scalars().all():
        seq = first_break(of_item(conn, item))
        if seq is not None:
            yield item, seq
