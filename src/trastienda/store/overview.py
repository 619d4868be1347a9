"""Read what people's lists and stories show beside the rows themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trastienda.domain.case import Reason
from trastienda.domain.item import AT_WORK, State
from trastienda.domain.journal import Entry
from trastienda.store import journal
from trastienda.store.tables import cases, intents, items, run_items


def states_of_runs(conn: sa.Connection, ids: Sequence[str]) -> Mapping[str, Mapping[State, int]]:
    """Run → state → how many of the run's items are in it now; a run without items is left out."""
    query = (
        sa.select(run_items.c.run, items.c.state, sa.func.count().label("count"))
        .join(items, items.c.id == run_items.c.item)
        .where(run_items.c.run.in_(ids))
        .group_by(run_items.c.run, items.c.state)
    )
    found: dict[str, dict[State, int]] = {}
    for row in conn.execute(query):
        found.setdefault(row.run, {})[State(row.state)] = row[2]
    return found


def at_work_of(conn: sa.Connection, run: str) -> tuple[datetime | None, tuple[str, ...]]:
    """When the engine looks next at an item of the run, and what it has in hand.

    Returns:
        the earliest next look (UTC), `None` where one is due now or nothing is left to do; and our references of
        the sales that are being entered.
    """
    work = (
        sa.select(items.c.state, items.c.next_at, items.c.sale_reference)
        .join(run_items, run_items.c.item == items.c.id)
        .where(run_items.c.run == run, items.c.state.in_(AT_WORK))
        .order_by(items.c.id)
        .subquery()
    )
    looks = sa.select(sa.func.min(work.c.next_at), sa.func.count(), sa.func.count(work.c.next_at))
    earliest, number, waiting = conn.execute(looks).one()
    in_hand = sa.select(work.c.sale_reference).where(work.c.state == State.ENTERING)
    return (earliest if waiting == number else None), tuple(conn.execute(in_hand).scalars())


def intents_of(conn: sa.Connection, item: int) -> list[sa.Row[Any]]:
    """Every intent of an item, oldest first."""
    return list(conn.execute(sa.select(intents).where(intents.c.item == item).order_by(intents.c.id)))


def rejected_at(conn: sa.Connection, bot: str, at: datetime) -> list[sa.Row[Any]]:
    """What the list of rejections needs of the items that one intake of a bot refused, oldest first."""
    query = (
        sa.select(items.c.id, items.c.sale_reference, items.c.source, items.c.raw, items.c.findings)
        .where(items.c.bot == bot, items.c.created_at == at, items.c.state == State.REJECTED)
        .order_by(items.c.id)
    )
    return list(conn.execute(query))


def newest_move(conn: sa.Connection) -> datetime | None:
    """When an item was moved last (UTC), `None` when there is none: the clock cannot be before that."""
    return conn.execute(
        sa.select(items.c.moved_at).order_by(items.c.moved_at.desc()).limit(1)
    ).scalar_one_or_none()


def sale_references(conn: sa.Connection, *, limit: int) -> list[str]:
    """The newest sale references, to name the nearest one to a misspelt one."""
    query = sa.select(items.c.sale_reference).order_by(items.c.id.desc()).limit(limit)
    return list(dict.fromkeys(conn.execute(query).scalars()))


def ways_of_orders(conn: sa.Connection, bot: str, *, limit: int) -> list[tuple[str, list[Entry]]]:
    """Order reference and journal of the newest items of a bot that have one and were sent."""
    sent = (
        sa.select(items.c.id, items.c.reference)
        .where(items.c.bot == bot, items.c.reference.is_not(None))
        .where(sa.exists().where(intents.c.item == items.c.id))
        .order_by(items.c.id.desc())
        .limit(limit)
    )
    return [(row.reference, journal.of_item(conn, row.id)) for row in conn.execute(sent).all()]


def warnings_of(conn: sa.Connection, bot: str) -> list[str]:
    """What a bot's portal said in the cases about its warning of a duplicate."""
    query = (
        sa.select(cases.c.detail)
        .join(items, items.c.id == cases.c.item)
        .where(items.c.bot == bot, cases.c.reason == Reason.DUPLICATE_WARNING)
        .order_by(cases.c.id)
    )
    return [detail.get("message", "") for detail in conn.execute(query).scalars()]
