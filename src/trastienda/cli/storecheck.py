"""Examine the workspace's database."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from trastienda.cli.diagnosis import Line, Part, Verdict, ok
from trastienda.cli.workplace import address, first_line
from trastienda.errors import DatabaseAway, SchemaError, WorkspaceError
from trastienda.store import journal, overview
from trastienda.store.connection import Store, open_store
from trastienda.store.schema import schema_of
from trastienda.store.tables import accounts, facts, portals
from trastienda.workspace import Workspace

CLOCKS_APART, CLOCKS_WRONG = timedelta(seconds=2), timedelta(minutes=1)


def database(workspace: Workspace) -> Iterator[Line]:
    """Look at the database; a missing SQLite file is not made."""
    prefix = "sqlite:///"
    url = workspace.store_url
    file = Path(url.removeprefix(prefix))
    if url.startswith(prefix) and not file.exists():
        yield ok("database", f"none yet; the first command that needs it makes {file}")
        return
    try:
        store = open_store(url)
    except (WorkspaceError, sa.exc.ArgumentError) as error:
        yield Line("database", Verdict.WRONG, str(error), "Correct config/workspace.toml.", Part.WORKSPACE)
        return
    try:
        yield from examine_store(store)
    except (DBAPIError, DatabaseAway) as error:
        do = "Correct [store] url in config/workspace.toml, or start the database's server."
        yield Line("database", Verdict.WRONG, f"{address(store)}: {first_line(error.__cause__ or error)}", do)
    finally:
        store.close()


def examine_store(store: Store) -> Iterator[Line]:
    """Look at a database that opens."""
    schema = schema_of(store)
    if schema.current is None:
        yield ok("database", f"{address(store)} is empty; the first command that needs it sets it up")
        return
    try:
        store.check_schema()
    except SchemaError as error:
        said, _, do = str(error).rpartition(". ")
        yield Line("database", Verdict.WRONG, said, do, Part.WORKSPACE)
        return
    yield ok("database", f"{address(store)}, schema {schema.current}")
    yield from _writable(store)
    yield from _journal(store)
    yield from _clock(store)
    yield from _closed(store)


def _writable(store: Store) -> Iterator[Line]:
    try:
        with store.begin() as conn:
            conn.execute(sa.insert(facts).values(name=f"doctor-{secrets.token_hex(8)}", value=""))
            conn.rollback()
    except (DBAPIError, DatabaseAway) as error:
        do = "Give this user the right to write it; for a file, in its folder too."
        yield Line(
            "database", Verdict.WRONG, f"cannot be written to: {first_line(error.__cause__ or error)}", do
        )


def _journal(store: Store) -> Iterator[Line]:
    with store.read() as conn:
        broken = list(journal.breaks(conn))
    for item, seq in broken:
        yield Line(
            "journal",
            Verdict.WRONG,
            f"the chain of item {item} does not hold from entry {seq} on: it was changed from outside",
            "Stop 'trastienda up', keep a copy as it is, and compare with a backup before anything is entered.",
            Part.WORKSPACE,
        )
    if not broken:
        yield ok("journal", "every item's chain holds")


def _clock(store: Store) -> Iterator[Line]:
    with store.read() as conn:
        newest = overview.newest_move(conn)
        theirs = None if store.is_sqlite else conn.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    now = datetime.now(UTC)
    if newest is not None and newest - now > CLOCKS_APART:
        yield Line(
            "clock",
            Verdict.WRONG,
            f"this machine says {now:%Y-%m-%d %H:%M:%S} UTC, but an item was moved at {newest:%Y-%m-%d %H:%M:%S} UTC",
            "Set the clock (timedatectl set-ntp true): windows and schedules count on it.",
        )
    if theirs is None:
        return
    apart = abs(theirs - now)
    if apart > CLOCKS_APART:
        verdict = Verdict.WRONG if apart > CLOCKS_WRONG else Verdict.WARNING
        said = f"this machine and the database are {apart.total_seconds():.0f} s apart"
        yield Line("clock", verdict, said, "Set both by NTP (timedatectl set-ntp true).")
    else:
        yield ok("clock", "this machine and the database agree")


def _closed(store: Store) -> Iterator[Line]:
    now = datetime.now(UTC)
    with store.read() as conn:
        paused = conn.execute(sa.select(accounts).where(accounts.c.paused_why.is_not(None))).all()
        known = conn.execute(sa.select(portals)).all()
    for row in paused:
        do = f"Correct the password at its reference, then: trastienda run {row.portal}"
        said = f"account {row.account} is paused: {row.paused_why}"
        yield Line(row.portal, Verdict.WRONG, said, do, Part.WORKSPACE)
    for row in known:
        if row.held_why is not None:
            said = f"nothing is entered, {row.held_why}"
            do = f"From {row.sweep_from:%Y-%m-%d %H:%M:%S} UTC on: trastienda sweep {row.portal}"
            yield Line(row.portal, Verdict.WRONG, said, do, Part.WORKSPACE)
        elif row.paused_until is not None and now < row.paused_until:
            said = f"paused until {row.paused_until:%Y-%m-%d %H:%M:%S} UTC: {row.paused_why}"
            do = f"It goes on by itself; to try at once: trastienda portals resume {row.portal}"
            yield Line(row.portal, Verdict.WARNING, said, do)
