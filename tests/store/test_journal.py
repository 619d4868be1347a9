"""The journal in the database: append-only, chained, and verifiable by whoever reads it."""

from typing import Any

import pytest
import sqlalchemy as sa

from tests.store.races import race
from tests.support.desk import NOW, BackOffice, a_sale
from trastienda.domain.journal import GENESIS, Entry, first_break
from trastienda.store import journal, tables
from trastienda.store.connection import Store


@pytest.fixture
def item(office: BackOffice) -> int:
    """An item with three entries in its journal."""
    number = office.take_in().id
    with office.store.begin() as conn:
        journal.append(conn, number, "looked", {"orders": ["P-1: other"]}, now=NOW)
        journal.append(conn, number, "moved", {"to": "entered"}, now=NOW)
    return number


def tamper(store: Store, statement: str) -> None:
    """Change the journal as somebody would who owns the database."""
    with store.engine.begin() as conn:
        if store.is_sqlite:
            for trigger in ("journal_no_update", "journal_no_delete", "journal_no_replace"):
                conn.exec_driver_sql(f"DROP TRIGGER {trigger}")
        else:
            conn.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER journal_no_change")
        conn.exec_driver_sql(statement)


def breaks(store: Store) -> list[tuple[int, int]]:
    with store.read() as conn:
        return list(journal.breaks(conn))


def test_entries_are_numbered_without_a_gap_and_chained_from_the_first(store: Store, item: int) -> None:
    with store.read() as conn:
        entries = journal.of_item(conn, item)

    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == [GENESIS, entries[0].digest, entries[1].digest]
    assert first_break(entries) is None
    assert breaks(store) == []


def test_every_item_has_a_chain_of_its_own(store: Store, office: BackOffice, item: int) -> None:
    other = office.take_in(a_sale("V-2")).id

    with store.begin() as conn:
        entry = journal.append(conn, other, "looked", {}, now=NOW)

    assert entry.seq == 2
    assert breaks(store) == []


@pytest.mark.parametrize(
    "detail",
    [
        {},
        {"z": 1, "a": {"y": [1, 2.5, None, True], "b": []}, "Ñ": "¡señal! €"},
        {"text": "comillas \" ' \\ y salto\n\tfin", "emoji": "😀"},
        {"big": 2**63, "small": -(2**63), "pause_s": 0.1},
        {"list": [{"k": [{"deep": ["x"]}]}], "": "empty name"},
    ],
)
def test_an_entry_comes_back_as_it_was_hashed(store: Store, item: int, detail: dict[str, Any]) -> None:
    with store.begin() as conn:
        written = journal.append(conn, item, "noted", detail, now=NOW)

    with store.read() as conn:
        read: Entry = journal.of_item(conn, item)[-1]
    assert read == written
    assert breaks(store) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET kind = 'settled' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(store: Store, item: int, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.begin() as conn:
        conn.exec_driver_sql(statement)

    assert breaks(store) == []


def test_the_database_refuses_to_put_an_entry_in_the_place_of_another(store: Store, item: int) -> None:
    replace = (
        "INSERT OR REPLACE INTO journal SELECT item, seq, at, 'settled', detail, previous, digest FROM journal"
        if store.is_sqlite
        else "TRUNCATE journal"
    )

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.begin() as conn:
        conn.exec_driver_sql(replace)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE journal SET kind = 'settled' WHERE seq = 2", 2),
        ("UPDATE journal SET detail = '{}' WHERE seq = 3", 3),
        ("UPDATE journal SET at = '2026-04-03 09:00:00.000001' WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 2", 2),
        ("UPDATE journal SET seq = seq + 10 WHERE seq = 3", 3),
        (
            "INSERT INTO journal SELECT item, 4, at, kind, detail, previous, digest FROM journal WHERE seq = 2",
            4,
        ),
    ],
)
def test_who_gets_round_the_database_is_found_by_the_chain(
    store: Store, item: int, statement: str, found: int
) -> None:
    tamper(store, statement)

    assert breaks(store) == [(item, found)]


def test_two_who_write_at_the_same_moment_do_not_fork_the_chain(store: Store, item: int) -> None:
    def append(conn: sa.Connection) -> Entry:
        return journal.append(conn, item, "noted", {}, now=NOW)

    first, second = race(store, append, append)

    assert (first.seq, second.seq, second.previous) == (4, 5, first.digest)
    assert breaks(store) == []


def test_an_entry_of_no_item_is_refused(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError), store.begin() as conn:
        journal.append(conn, 999, "noted", {}, now=NOW)


def test_two_entries_never_share_a_number(store: Store, item: int) -> None:
    with store.read() as conn:
        last = journal.of_item(conn, item)[-1]

    with pytest.raises(sa.exc.IntegrityError), store.begin() as conn:
        conn.execute(
            sa.insert(tables.journal).values(
                item=item, seq=last.seq, at=NOW, kind="x", detail={}, previous="", digest=""
            )
        )
