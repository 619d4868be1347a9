"""Let two transactions meet at the same row."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import sqlalchemy as sa

from trastienda.store.connection import Store

First = TypeVar("First")
Second = TypeVar("Second")


def race(
    store: Store, first: Callable[[sa.Connection], First], second: Callable[[sa.Connection], Second]
) -> tuple[First, Second]:
    """Run `first`, let `second` begin in a transaction of its own before the first one commits.

    Returns what both returned; what the second raises is raised here.
    """

    with ThreadPoolExecutor(1) as pool:
        with store.begin() as conn:
            one = first(conn)
            other = begun_beside(pool, store, conn, second)
        return one, other.result(timeout=30)


def begun_beside(
    pool: ThreadPoolExecutor, store: Store, conn: sa.Connection, second: Callable[[sa.Connection], Second]
) -> Future[Second]:
    """Begin `second` in a transaction of its own; returns when it waits for that of `conn`, or has ended."""

    def run_second() -> Second:
        with store.begin() as conn:
            return second(conn)

    other = pool.submit(run_second)
    deadline = time.monotonic() + 20
    # SQLite's writers wait for each other from their first word on.
    while not (store.is_sqlite or other.done() or _somebody_waits(conn)):
        assert time.monotonic() < deadline, "the second transaction neither waits nor ends"
        time.sleep(0.01)
    return other


def _somebody_waits(conn: sa.Connection) -> bool:
    # Within a transaction the server keeps giving the same picture of its sessions.
    conn.execute(sa.text("SELECT pg_stat_clear_snapshot()"))
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
    )
    return bool(conn.execute(waiting).scalar_one())
