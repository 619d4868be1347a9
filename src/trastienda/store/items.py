"""Work items: take them in, find them, move them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trastienda.domain.item import AT_WORK, Item, State, check_move
from trastienda.errors import Stale
from trastienda.store import journal
from trastienda.store.tables import AnyRow, insert_new, intents, items, run_items

FRESH: Mapping[str, Any] = {"state": State.RECEIVED, "generation": 1, "dismissed": [], "accepted": {}}
"""What every new item begins with."""
_ITEM_COLUMNS = [items.c[name] for name in Item.__dataclass_fields__]


def _item(row: AnyRow) -> Item:
    values = dict(row._mapping)
    values["state"] = State(values["state"])
    values["dismissed"] = tuple(values["dismissed"])
    return Item(**values)


def add(
    conn: sa.Connection, *, now: datetime, why: str, detail: Mapping[str, Any], **values: Any
) -> Item | None:
    """Take one row in, as `received`.

    Args:
        conn: a transaction of `Store.begin`.
        now: aware time.
        why: the journal's word for it.
        detail: what else the journal says.
        values: columns of the item.

    Returns:
        the new item, or `None` when the same content was taken in before.
    """
    fresh = {**FRESH, "created_at": now, "moved_at": now}
    if not insert_new(conn, items, "bot", "content_key", **fresh, **values):
        return None
    query = sa.select(items.c.id).where(
        items.c.bot == values["bot"], items.c.content_key == values["content_key"]
    )
    number: int = conn.execute(query).scalar_one()
    journal.append(conn, number, why, detail, now=now)
    return get(conn, number)


def get(conn: sa.Connection, item: int) -> Item:
    """One item by its number.

    Raises:
        LookupError: there is none.
    """
    row = conn.execute(sa.select(*_ITEM_COLUMNS).where(items.c.id == item)).one_or_none()
    if row is None:
        raise LookupError(f"there is no item {item}")
    return _item(row)


def of_sale(conn: sa.Connection, sale_reference: str, *, bot: str | None = None) -> list[Item]:
    """The items of one sale's reference, oldest first: a corrected resend makes a second one."""
    query = sa.select(*_ITEM_COLUMNS).where(items.c.sale_reference == sale_reference).order_by(items.c.id)
    if bot is not None:
        query = query.where(items.c.bot == bot)
    return [_item(row) for row in conn.execute(query)]


def of_sales(conn: sa.Connection, sale_references: Collection[str], *, bot: str) -> dict[str, list[Item]]:
    """The items of these references of a bot, oldest first each; at most a few hundred references a call."""
    query = (
        sa.select(*_ITEM_COLUMNS)
        .where(items.c.sale_reference.in_(sale_references), items.c.bot == bot)
        .order_by(items.c.id)
    )
    found: dict[str, list[Item]] = {}
    for row in conn.execute(query):
        found.setdefault(row.sale_reference, []).append(_item(row))
    return found


def move(
    conn: sa.Connection,
    item: Item,
    to: State,
    *,
    now: datetime,
    why: str,
    detail: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Item:
    """Move an item, in one transaction with its journal entry.

    A compare-and-set on state and generation: whoever holds an older picture of the item is refused.

    Args:
        conn: a transaction of `Store.begin`.
        item: the item as the caller knows it.
        to: where it goes; the same state is allowed where only other columns change.
        now: aware time.
        why: the journal's word for it.
        detail: what else the journal says.
        changes: other columns to set; `generation` raises the fence.

    Raises:
        Stale: somebody else moved it.
        IllegalMove: the table does not allow it.
    """
    check_move(item.state, to)
    moved = conn.execute(
        sa.update(items)
        .where(items.c.id == item.id, items.c.state == item.state, items.c.generation == item.generation)
        .values(state=to, moved_at=now, **changes)
    )
    if moved.rowcount != 1:
        raise Stale(f"item {item.id} is no longer '{item.state}' in generation {item.generation}")
    journal.append(conn, item.id, why, {"from": item.state, "to": to, **(detail or {})}, now=now)
    return get(conn, item.id)


def holder_of_key(conn: sa.Connection, item: Item) -> Item | None:
    """The other sale with equal search keys that is in the portal, or was sent and nobody knows; `None` without one."""
    query = sa.select(*_ITEM_COLUMNS).where(
        items.c.portal == item.portal, items.c.held_key == item.customer_key, items.c.id != item.id
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else _item(row)


def at_work(conn: sa.Connection, *, portal: str, account: str) -> list[Item]:
    """The items of an account that the engine owes a next step, oldest first."""
    query = (
        sa.select(*_ITEM_COLUMNS)
        .where(items.c.portal == portal, items.c.account == account, items.c.state.in_(AT_WORK))
        .order_by(items.c.id)
    )
    return [_item(row) for row in conn.execute(query)]


def of_run(conn: sa.Connection, run: str) -> list[Item]:
    """The items of a run, in the order in which they were taken in."""
    query = (
        sa.select(*_ITEM_COLUMNS)
        .join(run_items, run_items.c.item == items.c.id)
        .where(run_items.c.run == run)
        .order_by(items.c.id)
    )
    return [_item(row) for row in conn.execute(query)]


def with_references(conn: sa.Connection, item: Item, references: Collection[str]) -> dict[str, str]:
    """Order reference → our reference, for orders among these that belong to other items of the portal."""
    if not references:
        return {}
    query = sa.select(items.c.reference, items.c.sale_reference).where(
        items.c.portal == item.portal, items.c.reference.in_(references), items.c.id != item.id
    )
    return {row.reference: row.sale_reference for row in conn.execute(query)}


def other_markers(conn: sa.Connection, item: Item, markers: Collection[str]) -> dict[str, str]:
    """Those of the markers that are our references of other sales on the portal."""
    if not markers:
        return {}
    query = sa.select(items.c.sale_reference).where(
        items.c.portal == item.portal,
        items.c.sale_reference.in_(markers),
        items.c.sale_reference != item.sale_reference,
    )
    return {reference: reference for reference in conn.execute(query).scalars()}


def settled(conn: sa.Connection, *, portal: str, account: str, since: datetime | None) -> list[Item]:
    """The settled items of an account, oldest first; with a time (aware), those that were settled since."""
    query = (
        sa.select(*_ITEM_COLUMNS)
        .where(items.c.portal == portal, items.c.account == account, items.c.state == State.SETTLED)
        .order_by(items.c.id)
    )
    if since is not None:
        query = query.where(items.c.moved_at >= since)
    return [_item(row) for row in conn.execute(query)]


def with_an_order(conn: sa.Connection, portal: str, *, after: int, limit: int) -> list[Item]:
    """The items of a portal that have an order's reference, oldest first.

    Args:
        conn: any connection.
        portal: the portal.
        after: only items with a higher number.
        limit: at most so many.
    """
    query = (
        sa.select(*_ITEM_COLUMNS)
        .where(items.c.portal == portal, items.c.reference.is_not(None), items.c.id > after)
        .order_by(items.c.id)
        .limit(limit)
    )
    return [_item(row) for row in conn.execute(query)]


def of_markers(conn: sa.Connection, portal: str, markers: Collection[str]) -> list[Item]:
    """The items of a portal whose sales have one of these references of ours."""
    query = sa.select(*_ITEM_COLUMNS).where(items.c.portal == portal, items.c.sale_reference.in_(markers))
    return [_item(row) for row in conn.execute(query)]


def first_taken_in(conn: sa.Connection, portal: str) -> datetime | None:
    """When the first item of a portal was taken in (UTC), `None` when there is none."""
    query = sa.select(items.c.created_at).where(items.c.portal == portal).order_by(items.c.id).limit(1)
    return conn.execute(query).scalar_one_or_none()


def owned(conn: sa.Connection, portal: str, references: Collection[str]) -> set[str]:
    """Those of the portal's references that an item of ours has."""
    query = sa.select(items.c.reference).where(items.c.portal == portal, items.c.reference.in_(references))
    return set(conn.execute(query).scalars())


def open_intent(conn: sa.Connection, item: int) -> AnyRow | None:
    """The item's intent without an outcome, if there is one."""
    return conn.execute(
        sa.select(intents).where(intents.c.item == item, intents.c.outcome.is_(None))
    ).one_or_none()


def write_intent(conn: sa.Connection, item: Item, *, now: datetime, **values: Any) -> int:
    """Write down, before the commit point, that it is about to be passed.

    Args:
        conn: a transaction of `Store.begin`; it must be committed before the click.
        item: the item, `entering`.
        now: aware time.
        values: attempt, epoch, seal, marker, seen references, watermark.

    Raises:
        Stale: the item was moved, or another intent of it is still open.
    """
    moved = move(conn, item, State.ENTERING, now=now, why="intent", detail={"marker": values["marker"]})
    if open_intent(conn, item.id) is not None:
        raise Stale(f"item {item.id} already has an intent without an outcome")
    number: int = conn.execute(
        sa.insert(intents)
        .values(item=item.id, generation=moved.generation, written_at=now, **values)
        .returning(intents.c.id)
    ).scalar_one()
    return number


def close_intent(conn: sa.Connection, item: int, outcome: str, *, now: datetime) -> None:
    """Write the outcome of the item's open intent; does nothing when there is none."""
    conn.execute(
        sa.update(intents)
        .where(intents.c.item == item, intents.c.outcome.is_(None))
        .values(outcome=outcome, outcome_at=now)
    )


def search(
    conn: sa.Connection,
    *,
    bot: str | None = None,
    states: Sequence[State] = (),
    text: str | None = None,
    limit: int = 1000,
) -> list[Item]:
    """Items for people's lists, newest first.

    Args:
        conn: any connection.
        bot, states: narrow the list.
        text: a part of our reference or of the portal's.
        limit: at most so many.
    """
    query = sa.select(*_ITEM_COLUMNS).order_by(items.c.id.desc()).limit(limit)
    if bot is not None:
        query = query.where(items.c.bot == bot)
    if states:
        query = query.where(items.c.state.in_(states))
    if text:
        query = query.where(
            sa.or_(
                items.c.sale_reference.contains(text, autoescape=True),
                items.c.reference.contains(text, autoescape=True),
            )
        )
    return [_item(row) for row in conn.execute(query)]


def source_of(conn: sa.Connection, ids: Iterable[int]) -> dict[int, AnyRow]:
    """Source, raw texts and findings of items, for reports and lists; at most a few hundred ids a call."""
    query = sa.select(
        items.c.id, items.c.source, items.c.raw, items.c.findings, items.c.touched, items.c.moved_at
    ).where(items.c.id.in_(list(ids)))
    return {row.id: row for row in conn.execute(query)}
