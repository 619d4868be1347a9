"""Cases: open, read, close."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from trastienda.domain.case import Case, FieldRow, Reason
from trastienda.domain.decision import Decision
from trastienda.domain.item import State
from trastienda.errors import Stale
from trastienda.store.tables import AnyRow, cases, items


def _case(row: AnyRow) -> Case:
    values = dict(row._mapping)
    return Case(
        **{
            **values,
            "reason": Reason(values["reason"]),
            "rows": tuple(FieldRow(**one) for one in values["rows"]),
            "orders": tuple(values["orders"]),
            "evidence": tuple(values["evidence"]),
            "decision": Decision.model_validate(values["decision"]) if values["decision"] else None,
        }
    )


def add(
    conn: sa.Connection,
    *,
    item: int,
    reason: Reason,
    detail: Mapping[str, str],
    rows: Sequence[FieldRow],
    orders: Sequence[str],
    evidence: Sequence[str],
    run: str | None,
    now: datetime,
) -> Case:
    """Open a case; a second open case of one item is refused by the database."""
    number = conn.execute(
        sa.insert(cases)
        .values(
            item=item,
            version=1,
            reason=reason,
            detail=dict(detail),
            rows=[asdict(row) for row in rows],
            orders=list(orders),
            evidence=list(evidence),
            run=run,
            opened_at=now,
        )
        .returning(cases.c.id)
    ).scalar_one()
    return get(conn, number)


def get(conn: sa.Connection, number: int) -> Case:
    """One case by its number.

    Raises:
        LookupError: there is none.
    """
    row = conn.execute(sa.select(cases).where(cases.c.id == number)).one_or_none()
    if row is None:
        raise LookupError(f"there is no case {number}")
    return _case(row)


def open_ones(conn: sa.Connection, *, bot: str | None = None, run: str | None = None) -> list[Case]:
    """The exception queue, oldest first, of all bots or of one, of all runs or of one."""
    query = sa.select(cases).where(cases.c.decided_at.is_(None)).order_by(cases.c.id)
    if bot is not None:
        query = query.join(items, items.c.id == cases.c.item).where(items.c.bot == bot)
    if run is not None:
        query = query.where(cases.c.run == run)
    return [_case(row) for row in conn.execute(query)]


def decided_ones(conn: sa.Connection, portal: str) -> list[Case]:
    """All cases of a portal that a person decided, oldest first."""
    query = (
        sa.select(cases)
        .join(items, items.c.id == cases.c.item)
        .where(items.c.portal == portal, cases.c.decided_at.is_not(None))
        .order_by(cases.c.id)
    )
    # A case of a withdrawn item was closed without a decision.
    return [case for case in map(_case, conn.execute(query)) if case.decision is not None]


def orders_named(conn: sa.Connection, portal: str) -> dict[str, int]:
    """Reference of an order → the open case of the portal that names it."""
    query = (
        sa.select(cases.c.id, cases.c.orders)
        .join(items, items.c.id == cases.c.item)
        .where(items.c.portal == portal, cases.c.decided_at.is_(None))
        .order_by(cases.c.id)
    )
    return {order: row.id for row in conn.execute(query) for order in row.orders}


def of_items(conn: sa.Connection, ids: Sequence[int]) -> list[Case]:
    """All cases of these items, open or decided, oldest first."""
    return [
        _case(row) for row in conn.execute(sa.select(cases).where(cases.c.item.in_(ids)).order_by(cases.c.id))
    ]


def close(conn: sa.Connection, case: Case, decision: Decision, *, now: datetime) -> None:
    """Write the decision; a compare-and-set on the version that was looked at.

    Raises:
        Stale: somebody decided it or changed it meanwhile.
    """
    closed = conn.execute(
        sa.update(cases)
        .where(cases.c.id == case.id, cases.c.version == case.version, cases.c.decided_at.is_(None))
        .values(version=case.version + 1, decided_at=now, decision=decision.model_dump(mode="json"))
    )
    if closed.rowcount != 1:
        raise Stale(f"case {case.id} was decided or changed meanwhile; look at it again")


def withdraw(conn: sa.Connection, item: int, *, now: datetime) -> int | None:
    """Close the item's open case without a decision, because the item was taken out.

    Returns:
        the number of the closed case, `None` when none was open.
    """
    return conn.execute(
        sa.update(cases)
        .where(cases.c.item == item, cases.c.decided_at.is_(None))
        .values(version=cases.c.version + 1, decided_at=now)
        .returning(cases.c.id)
    ).scalar_one_or_none()


def lock_queue(conn: sa.Connection, portal: str) -> None:
    """Let one decision at a time claim an order of this portal.

    Two sales waiting in the queue may be given the same order at the same moment; neither transaction
    would see the other's claim. SQLite's writing transactions exclude each other anyway.
    """
    conn.execute(
        sa.select(items.c.id)
        .where(items.c.portal == portal, items.c.state == State.IN_CASE)
        .order_by(items.c.id)
        .with_for_update()
    ).all()
