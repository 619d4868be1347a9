"""Bring what a reconciliation found of settled sales before a person."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from trastienda.desk.opening import open_case
from trastienda.domain.case import FieldRow, Reason
from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import State
from trastienda.errors import Stale, WorkspaceError
from trastienda.reconcile.kinds import Kind
from trastienda.store import items
from trastienda.store.connection import Store

MOST = 200
"""More cases than this are no exceptions: the export is of another portal, or of a part of the time."""

REASONS = {
    Kind.DIFFERS: Reason.DIFFERS,
    Kind.MISSING: Reason.ORDER_GONE,
    Kind.TWICE: Reason.SEVERAL_ORDERS,
}
"""What becomes a case, when the item is settled: a sweep would find the same."""


def open_cases(store: Store, findings: pl.LazyFrame, facts: PortalFacts, *, now: datetime) -> list[int]:
    """Reopen the settled items whose order is missing, differs or is there twice, and open a case of each.

    Items that are a case already, or still at work, are left alone: their own next look finds the same. An item that
    somebody moved since the reconciliation read it is left alone too.

    Args:
        store: the workspace's database.
        findings: of `reconcile`, with the whole texts.
        facts: of the portal, for the fields' labels.
        now: aware time.

    Returns:
        the numbers of the opened cases.

    Raises:
        WorkspaceError: there are more than people could look at; nothing was opened.
    """
    settled = (pl.col("state") == State.SETTLED) & pl.col("item").is_not_null()
    wanted = findings.filter(settled & pl.col("kind").is_in([kind.value for kind in REASONS]))
    rows = wanted.unique("item", keep="first", maintain_order=True).collect(engine="streaming")
    if rows.height > MOST:
        raise WorkspaceError(
            f"{rows.height} settled sales would become cases, more than {MOST}: the export is of another portal, or "
            "does not cover all of our sales. No case was opened."
        )
    return [case for row in rows.iter_rows(named=True) for case in _open(store, row, facts, now=now)]


def _open(store: Store, row: Mapping[str, Any], facts: PortalFacts, *, now: datetime) -> Iterator[int]:
    with store.begin() as conn:
        item = items.get(conn, int(row["item"]))
        if item.state is not State.SETTLED or item.reference != row["order_here"]:
            return
        reference = item.reference or ""
        orders = list(row["others"]) or [reference]
        labels = ", ".join(facts.label(field) for field in row["fields"])
        fields = zip(
            row["fields"], row["#expected"], row["#shown"], row["verdicts"], row["codes"], strict=True
        )
        try:
            _, case = open_case(
                conn,
                item,
                reason=REASONS[Kind(row["kind"])],
                detail={"order": reference, "orders": ", ".join(orders), "fields": labels},
                rows=[
                    FieldRow(field, expected, shown, verdict, code, reference, facts.label(field))
                    for field, expected, shown, verdict, code in fields
                ],
                orders=orders,
                now=now,
            )
        except Stale:
            return
    yield case.id
