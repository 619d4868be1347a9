"""Runs and attempts: what was executed, over which items."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trastienda.store.tables import AnyRow, attempts, insert_all_new, insert_new, items, run_items, runs

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a bot over a batch of items.

    Attributes:
        id: sorts by time, unique: `20261121T215500-7f3a`.
        bot: the bot's slug.
        trigger: `hand` or `schedule:<name>`.
        slot: `schedule:<name>:<fire time in UTC>`, unique; `None` by hand.
        mode: `enter`, `rehearse` or `sweep`.
        started_at, ended_at: UTC.
        outcome: how it ended in a word, `None` while it works.
        versions: of the program, the bot, the book and the browser.
        intake: counts and notes of the files that it took in.
        swept: of a sweep: account → what it saw.
    """

    id: str
    bot: str
    trigger: str
    slot: str | None
    mode: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    versions: Mapping[str, str]
    intake: Mapping[str, Any]
    swept: Mapping[str, Any] | None = None


def add(conn: sa.Connection, run: Run) -> bool:
    """Open a run.

    Returns:
        `False` when its slot was opened before: one slot of a schedule fires once.
    """
    return insert_new(conn, runs, "slot", **{name: getattr(run, name) for name in Run.__dataclass_fields__})


def get(conn: sa.Connection, run: str) -> Run:
    """One run by its id.

    Raises:
        LookupError: there is none.
    """
    row = conn.execute(sa.select(runs).where(runs.c.id == run)).one_or_none()
    if row is None:
        raise LookupError(f"there is no run '{run}'")
    return Run(**row._mapping)


def latest(
    conn: sa.Connection, *, bot: str | None = None, trigger: str | None = None, limit: int = 50
) -> list[Run]:
    """Runs, newest first, of all bots and triggers or of one."""
    query = sa.select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(limit)
    if bot is not None:
        query = query.where(runs.c.bot == bot)
    if trigger is not None:
        query = query.where(runs.c.trigger == trigger)
    return [Run(**row._mapping) for row in conn.execute(query)]


def unfinished(conn: sa.Connection, *, bot: str | None = None) -> list[Run]:
    """Runs without an end, oldest first: at work in some process, or left by one that died."""
    query = sa.select(runs).where(runs.c.ended_at.is_(None)).order_by(runs.c.started_at)
    if bot is not None:
        query = query.where(runs.c.bot == bot)
    return [Run(**row._mapping) for row in conn.execute(query)]


def update(conn: sa.Connection, run: str, **changes: Any) -> None:
    """Set columns of a run."""
    conn.execute(sa.update(runs).where(runs.c.id == run).values(**changes))


def note_swept(conn: sa.Connection, run: str, account: str, seen: Mapping[str, Any]) -> None:
    """Note what a sweep saw of one account, beside what it saw of the others."""
    query = sa.select(runs.c.swept).where(runs.c.id == run).with_for_update()
    before: Mapping[str, Any] = conn.execute(query).scalar_one() or {}
    update(conn, run, swept={**before, account: dict(seen)})


def enlist(conn: sa.Connection, run: str, ids: Iterable[int], *, how: str) -> None:
    """Make items part of a run: it keeps their evidence from now on and counts their ends."""
    numbers = list(ids)
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        rows = [{"run": run, "item": item, "how": how} for item in some]
        insert_all_new(conn, run_items, ("run", "item"), rows, "item", "run")
        conn.execute(sa.update(items).where(items.c.id.in_(some)).values(run=run))


def dismiss(conn: sa.Connection, run: str, ids: Collection[int]) -> None:
    """Take items out of a run again; they stay as they are, for a later one."""
    conn.execute(sa.delete(run_items).where(run_items.c.run == run, run_items.c.item.in_(ids)))


def item_ids(conn: sa.Connection, run: str) -> list[int]:
    """The numbers of a run's items, in the order in which they were taken in."""
    query = sa.select(run_items.c.item).where(run_items.c.run == run).order_by(run_items.c.item)
    return list(conn.execute(query).scalars())


def start_attempt(conn: sa.Connection, *, item: int, run: str | None, generation: int, now: datetime) -> int:
    """Note that a try at an item begins; returns the attempt's number."""
    number: int = conn.execute(
        sa.insert(attempts)
        .values(item=item, run=run, generation=generation, started_at=now, evidence=[])
        .returning(attempts.c.id)
    ).scalar_one()
    return number


def end_attempt(
    conn: sa.Connection, attempt: int, *, outcome: str, evidence: Sequence[str], now: datetime
) -> None:
    """Note how a try ended and which evidence it left."""
    conn.execute(
        sa.update(attempts)
        .where(attempts.c.id == attempt)
        .values(ended_at=now, outcome=outcome, evidence=list(evidence))
    )


def attempts_of(conn: sa.Connection, ids: Sequence[int]) -> list[AnyRow]:
    """Every attempt at these items, oldest first."""
    return list(conn.execute(sa.select(attempts).where(attempts.c.item.in_(ids)).order_by(attempts.c.id)))
