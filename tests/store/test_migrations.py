"""Migrations: they make what the tables say, whole or not at all, and a program knows its own schema."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from trastienda.errors import SchemaError
from trastienda.store.connection import Store, open_store
from trastienda.store.tables import metadata

UPGRADE = "import sys; from trastienda.store.connection import open_store; open_store(sys.argv[1]).upgrade()"


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Store]:
    opened = open_store(empty_database_url)
    yield opened
    opened.close()


def stamp(store: Store, version: str) -> None:
    with store.begin() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_the_migrations_make_exactly_the_tables(store: Store) -> None:
    with store.read() as conn:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_a_fresh_schema_fits_the_program(empty: Store) -> None:
    assert empty.is_empty()

    empty.upgrade()

    empty.check_schema()
    assert not empty.is_empty()


def test_a_second_upgrade_changes_nothing(store: Store) -> None:
    with store.begin() as conn:
        conn.execute(sa.text("INSERT INTO facts VALUES ('kept', 'yes')"))

    store.upgrade()

    with store.read() as conn:
        assert conn.execute(sa.text("SELECT value FROM facts")).scalar_one() == "yes"


def test_an_older_schema_is_refused_with_the_command_that_helps(empty: Store) -> None:
    with pytest.raises(SchemaError, match=r"at schema 'empty'.*Run 'trastienda db upgrade'"):
        empty.check_schema()


def test_a_newer_schema_is_refused_and_never_touched(store: Store) -> None:
    stamp(store, "9999")

    with pytest.raises(SchemaError, match=r"'9999', which this program does not know"):
        store.check_schema()
    with pytest.raises(SchemaError, match="Use the newer trastienda"):
        store.upgrade()

    with store.read() as conn:
        assert conn.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


def test_an_upgrade_that_is_cut_off_leaves_nothing_half_made(empty: Store) -> None:
    def cut_off(*arguments: Any) -> None:
        if "uq_intents_open_item" in arguments[2]:
            raise KeyboardInterrupt

    sa.event.listen(empty.engine, "before_cursor_execute", cut_off)
    with pytest.raises(KeyboardInterrupt):
        empty.upgrade()
    sa.event.remove(empty.engine, "before_cursor_execute", cut_off)

    assert sa.inspect(empty.engine).get_table_names() == []
    empty.upgrade()
    empty.check_schema()


def test_two_programs_that_start_on_a_new_database_upgrade_it_once(
    empty: Store, empty_database_url: str
) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, empty_database_url], stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]

    said = [program.communicate(timeout=60)[1] for program in programs]

    assert said == ["", "", ""]
    empty.check_schema()
