"""The database: opened by URL, changed as a whole or not at all."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.databases import sqlite_url
from tests.support.desk import NOW
from trastienda.errors import DatabaseAway, WorkspaceError
from trastienda.store import accounts, tables
from trastienda.store.connection import Store, open_store


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_that_only_one_connection_would_see_is_refused(url: str) -> None:
    with pytest.raises(WorkspaceError, match="SQLite needs a file"):
        open_store(url)


@pytest.mark.parametrize("url", ["mysql://localhost/x", "postgres://localhost/x", "sqlite+aiosqlite:///x.db"])
def test_another_kind_of_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(WorkspaceError, match="is not supported"):
        open_store(url)


@pytest.mark.parametrize("url", ["", "runs/trastienda.db", "user:secret@host"])
def test_what_is_no_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(WorkspaceError, match="that is no URL") as refusal:
        open_store(url)

    assert "secret" not in str(refusal.value)


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    store = open_store(sqlite_url(tmp_path / "runs here" / "trastienda.db"))

    store.upgrade()

    store.close()
    assert (tmp_path / "runs here" / "trastienda.db").is_file()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_committed_intent_survives_a_power_cut(store: Store) -> None:
    with store.read() as conn:
        settings = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("servers", "ours"), [("off", "on"), ("remote_apply", "remote_apply")])
def test_a_committed_intent_survives_the_server_s_crash(database_url: str, servers: str, ours: str) -> None:
    store = open_store(f"{database_url}?options=-csynchronous_commit%3D{servers}")

    with store.read() as conn:
        assert conn.exec_driver_sql("SHOW synchronous_commit").scalar_one() == ours

    store.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_server_takes_the_rows_back_from_a_program_that_stopped_within_a_transaction(
    store: Store,
) -> None:
    with store.begin() as conn:
        assert conn.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one() == "1min"

    with store.read() as conn:
        assert conn.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one() == "1min"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_url_without_a_driver_gets_ours(database_url: str) -> None:
    store = open_store(database_url.replace("+psycopg", ""))

    assert store.engine.driver == "psycopg"
    assert not store.is_sqlite
    store.close()


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def take_and_fail() -> None:
        with store.begin() as conn:
            accounts.take(conn, "carrier", "one", holder="host:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        take_and_fail()

    with store.read() as conn:
        assert accounts.epoch(conn, "carrier", "one") == 0


def test_a_time_comes_back_in_utc_whatever_zone_it_was_written_in(store: Store) -> None:
    with store.begin() as conn:
        accounts.pause(conn, "carrier", "one", why="x", now=NOW.astimezone())
        paused = conn.execute(sa.select(tables.accounts.c.paused_at)).scalar_one()

    assert paused == NOW
    assert paused.utcoffset().total_seconds() == 0


def test_a_row_is_inserted_unless_its_unique_columns_are_taken(store: Store) -> None:
    with store.begin() as conn:
        inserted = [
            tables.insert_new(conn, tables.facts, "name", name=name, value=value)
            for name, value in (("a", "1"), ("a", "2"), ("b", "3"))
        ]
        kept = conn.execute(sa.select(tables.facts.c.value).order_by(tables.facts.c.name)).scalars().all()

    assert inserted == [True, False, True]
    assert kept == ["1", "3"]


def test_a_server_that_does_not_answer_is_away_and_its_password_is_not_told() -> None:
    store = open_store("postgresql://trastienda:canary-3f1c@127.0.0.1:1/trastienda")

    with pytest.raises(DatabaseAway, match=r"cannot be used now: .*refused") as away, store.read():
        pass

    store.close()
    assert "canary" not in f"{away.value}{away.value.__cause__}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_whose_lock_is_held_for_too_long_is_away(store: Store, database_url: str) -> None:
    other = open_store(database_url)
    with other.engine.connect() as impatient:
        impatient.exec_driver_sql("PRAGMA busy_timeout=0")

    with store.begin(), pytest.raises(DatabaseAway, match="database is locked"), other.begin():
        pass

    other.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_ended_is_away_and_the_next_one_is_there(store: Store) -> None:
    with pytest.raises(DatabaseAway), store.begin() as conn:
        conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with store.begin() as conn:
        assert conn.exec_driver_sql("SELECT 1").scalar_one() == 1


def test_a_wrong_statement_is_nothing_that_passes(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError), store.begin() as conn:
        conn.exec_driver_sql("SELECT nothing FROM nowhere")


def test_what_a_customer_said_does_not_stand_in_an_error(store: Store) -> None:
    search = sa.text("SELECT nothing FROM nowhere WHERE holder = :holder")

    with pytest.raises(sa.exc.DBAPIError) as error, store.begin() as conn:
        conn.execute(search, {"holder": "Inés Ñíguez"})

    assert "Inés" not in str(error.value)
