"""Bring the orders of our accounts that belong to no sale of ours before a person."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from trastienda.desk.opening import open_case
from trastienda.domain.case import FieldRow, Reason
from trastienda.domain.item import AT_WORK, State
from trastienda.domain.record import Record, Reference
from trastienda.engine.bots import LoadedBot
from trastienda.engine.judge import UNREADABLE_REFERENCE
from trastienda.errors import ApplicationException
from trastienda.rules.crosscheck import Verdict
from trastienda.rules.sweep import without_a_sale
from trastienda.store import cases, items, runs

MOST = 50
"""More orders without a sale than this are no exceptions: people use the account too, or the list is too long."""

CLOSED_BY = "trastienda"


@dataclass(frozen=True, slots=True)
class Strays:
    """What became of the orders without a sale.

    Attributes:
        unknown: found for the first time; each is a case now.
        matched: cases of earlier ones that have found their sale since; they are closed.
    """

    unknown: int
    matched: int


def bring_strays_home(
    conn: sa.Connection, bot: LoadedBot, account: str, listed: Sequence[Record], *, run: str, now: datetime
) -> Strays:
    """Open a case for every listed order that belongs to no sale of ours, and close those that found theirs.

    Args:
        conn: a transaction of `Store.begin`.
        bot: of the portal.
        account: the login whose orders are listed.
        listed: the portal's list of them.
        run: the sweep's run.
        now: aware time.

    Raises:
        ApplicationException: there are more than people could look at; nothing was opened.
    """
    portal = bot.name
    references = {record.reference for record in listed if record.reference is not None}
    owned = items.owned(conn, portal, references)
    matched = _close_matched(conn, portal, owned, now)
    named = cases.orders_named(conn, portal).keys()
    awaited = _awaited(conn, bot, listed)
    unknown = without_a_sale(listed, bot.facts, owned=owned | named, awaited=awaited)
    if len(unknown) > MOST:
        raise ApplicationException(
            f"{len(unknown)} orders of the account belong to no sale of ours; either people use it too, or the list "
            "shows more than {since} asks for"
        )
    opened = [
        _open(conn, bot, account, record.reference, record, run=run, now=now)
        for record in unknown
        if record.reference is not None
    ]
    return Strays(unknown=sum(opened), matched=matched)


def _awaited(conn: sa.Connection, bot: LoadedBot, listed: Sequence[Record]) -> set[str]:
    """Our references of sales on their way: whose next look, or whose open case, finds the order."""
    marker = bot.facts.marker
    if marker is None:
        return set()
    carried = {record.fields.get(marker.field, "").strip() for record in listed} - {""}
    on_their_way = AT_WORK | {State.RECEIVED, State.IN_CASE}
    return {
        item.sale_reference
        for item in items.of_markers(conn, bot.name, carried)
        if item.state in on_their_way
    }


def _open(
    conn: sa.Connection,
    bot: LoadedBot,
    account: str,
    reference: Reference,
    record: Record,
    *,
    run: str,
    now: datetime,
) -> bool:
    """Open a case for an order without a sale; `False` when there was one before."""
    key = f"order/{bot.name}/{reference}"
    item = items.add(
        conn,
        now=now,
        why="order_seen",
        detail={"order": reference},
        bot=bot.name,
        portal=bot.name,
        account=account,
        # Not the reference that it carries: the sale itself may still be taken in under that.
        sale_reference=UNREADABLE_REFERENCE,
        content_key=key,
        source={"file": bot.name, "sheet": None, "row": 0},
        raw=dict(record.fields),
        findings=[],
        customer_key=hashlib.sha256(key.encode()).hexdigest(),
    )
    if item is None:
        return False
    runs.enlist(conn, run, [item.id], how="reopened")
    open_case(
        conn,
        items.get(conn, item.id),
        reason=Reason.ORDER_UNKNOWN,
        detail={"orders": reference},
        rows=[
            FieldRow(field, "", text, Verdict.UNCLEAR, "no_sale", reference, bot.facts.label(field))
            for field, text in record.fields.items()
        ],
        orders=[reference],
        now=now,
    )
    return True


def _close_matched(conn: sa.Connection, portal: str, owned: Collection[str], now: datetime) -> int:
    """Close the cases of unknown orders that have found their sale since."""
    waiting = [
        case
        for case in cases.open_ones(conn, bot=portal)
        if case.reason is Reason.ORDER_UNKNOWN and set(case.orders) <= set(owned)
    ]
    for case in waiting:
        cases.withdraw(conn, case.item, now=now)
        items.move(
            conn,
            items.get(conn, case.item),
            State.WITHDRAWN,
            now=now,
            why="withdrawn",
            detail={"by": CLOSED_BY, "why": "the order has found its sale", "case": case.id},
        )
    return len(waiting)
