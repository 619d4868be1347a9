"""Open a case for an item that a person must decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trastienda.domain.case import Case, FieldRow, Reason
from trastienda.domain.item import Item, State
from trastienda.store import cases, items


def open_case(
    conn: sa.Connection,
    item: Item,
    *,
    reason: Reason,
    detail: Mapping[str, str],
    rows: Sequence[FieldRow] = (),
    orders: Sequence[str] = (),
    evidence: Sequence[str] = (),
    now: datetime,
    **changes: Any,
) -> tuple[Item, Case]:
    """Move an item to `in_case` and open its case, within the caller's transaction.

    Args:
        conn: a transaction of `Store.begin`.
        item: the item as the caller knows it.
        reason, detail: why a person must look, with the names that complete the reason's sentence.
        rows: fields compared, expected beside shown.
        orders: references of the orders concerned.
        evidence: paths relative to the folder of the item's run.
        now: aware time.
        changes: other columns of the item to set, such as its `reference`.

    Returns:
        the moved item and its open case.

    Raises:
        Stale: somebody else moved the item.
    """
    # While an order of this sale may still turn up, a second sale of the customer would be taken for it.
    if items.open_intent(conn, item.id) is None:
        changes = {"held_key": None} | changes
    moved = items.move(
        conn,
        item,
        State.IN_CASE,
        now=now,
        why="case_opened",
        detail={"reason": reason, "orders": list(orders)},
        **{"next_at": None, **changes},
    )
    case = cases.add(
        conn,
        item=item.id,
        reason=reason,
        detail=detail,
        rows=rows,
        orders=orders,
        evidence=evidence,
        run=item.run,
        now=now,
    )
    return moved, case
