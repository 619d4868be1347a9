"""`db upgrade` brings a database to this program's version."""

import sqlalchemy as sa

from tests.cli.shell import Shell


def test_an_empty_database_is_set_up(trastienda: Shell) -> None:
    for file in (trastienda.folder / "runs").glob("trastienda.db*"):
        file.unlink()

    first = trastienda("db", "upgrade", "--json").facts
    second = trastienda("db", "upgrade", "--json").facts

    assert first["from"] is None
    assert first["to"] == second["from"] == second["to"]
    assert "already" in trastienda("db", "upgrade").out


def test_a_newer_database_is_refused_and_left_as_it_is(trastienda: Shell) -> None:
    with trastienda.store() as store, store.begin() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    answer = trastienda("db", "upgrade")

    assert answer.code == 2
    assert "'9999', which this program does not know" in answer.err
    with trastienda.store() as store, store.read() as conn:
        assert conn.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    assert trastienda("items").code == 2
