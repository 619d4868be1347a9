"""Earlier sales of a portal, for rules that compare a sale with others."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from trastienda.domain.case import Reason
from trastienda.domain.item import State
from trastienda.domain.past import PastSale
from trastienda.store.tables import cases, items

OF_THE_SALE = (
    Reason.VALIDATION,
    Reason.SEVERAL_ORDERS,
    Reason.LOOKALIKE,
    Reason.ANOTHER_SALE_OF_OURS,
    Reason.PORTAL_REFUSED,
    Reason.DUPLICATE_WARNING,
)
"""Cases that are about what was sold; the others are the portal's or the machine's trouble."""


def earlier_sales(
    conn: sa.Connection,
    *,
    portal: str,
    fields: Iterable[str],
    since: datetime,
    seller: str | None = None,
    customer_key: str | None = None,
) -> list[PastSale]:
    """The sales of a portal that were taken in since a time, oldest first; rows that could not be read are none.

    Args:
        conn: any connection.
        portal: whose sales; together with a seller or a customer an index finds them.
        fields: of the sale, whose values are wanted.
        since: aware time.
        seller: only this seller's; `None` takes everybody's.
        customer_key: only those with equal search keys.
    """
    wanted = list(fields)
    a_case = sa.exists().where(cases.c.item == items.c.id, cases.c.reason.in_(OF_THE_SALE))
    gone_at = (
        sa.select(sa.func.min(cases.c.opened_at, type_=cases.c.opened_at.type))
        .where(cases.c.item == items.c.id, cases.c.reason == Reason.ORDER_GONE)
        .scalar_subquery()
    )
    query = (
        sa.select(
            items.c.sale_reference,
            items.c.seller,
            items.c.state,
            items.c.moved_at,
            _text("sold_at").label("sold_at"),
            a_case.label("in_doubt"),
            gone_at.label("gone_at"),
            *(_text(name).label(f"value_{place}") for place, name in enumerate(wanted)),
        )
        .where(items.c.portal == portal, items.c.created_at >= since, items.c.seller.is_not(None))
        .order_by(items.c.id)
    )
    if seller is not None:
        query = query.where(items.c.seller == seller)
    if customer_key is not None:
        query = query.where(items.c.customer_key == customer_key)
    return [
        PastSale(
            reference=reference,
            seller=who,
            sold_at=datetime.fromisoformat(sold_at),
            values={name: text for name, text in zip(wanted, texts, strict=True) if text},
            stands=state not in (State.REJECTED, State.WITHDRAWN),
            exception=state == State.REJECTED or in_doubt,
            ended_at=moved_at if state == State.WITHDRAWN else gone,
        )
        for reference, who, state, moved_at, sold_at, in_doubt, gone, *texts in conn.execute(query)
    ]


def _text(field: str) -> sa.ColumnElement[str]:
    """A field of the sale as its canonical text."""
    text: sa.ColumnElement[str] = items.c.sale[field].as_string()
    return text
