"""The databases of the tests are real, fresh, and gone afterwards."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import sqlalchemy as sa

from tests.support.postgres import PostgresServer


@pytest.fixture
def owner() -> Iterator[subprocess.Popen[bytes]]:
    """A process that only waits to be killed."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("attempt", [1, 2])
def test_every_test_gets_a_database_that_nobody_has_used(empty_database_url: str, attempt: int) -> None:
    engine = sa.create_engine(empty_database_url)

    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE left_over (attempt INTEGER)"))
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT count(*) FROM left_over")).scalar_one()

    engine.dispose()
    assert rows == 0


def test_a_database_comes_with_our_tables(database_url: str) -> None:
    engine = sa.create_engine(database_url)

    tables = sa.inspect(engine).get_table_names()

    engine.dispose()
    assert "alembic_version" in tables
    assert len(tables) > 1


def test_a_template_is_filled_once_and_copied_even_when_a_connection_was_left_open(
    postgres_server: PostgresServer,
) -> None:
    filled: list[str] = []
    left_open: list[psycopg.Connection[tuple[object, ...]]] = []

    def fill(url: str) -> None:
        filled.append(url)
        left_open.append(connection := psycopg.connect(url.replace("+psycopg", ""), autocommit=True))
        connection.execute("CREATE TABLE sale AS SELECT 'V-2026-0001' AS reference")

    name = postgres_server.template(f"filled_{os.getpid()}", fill)
    postgres_server.template(name, fill)
    found = []
    for _ in range(2):
        with (
            postgres_server.database(template=name) as url,
            psycopg.connect(url.replace("+psycopg", "")) as connection,
        ):
            found += connection.execute("SELECT reference FROM sale").fetchall()

    left_open[0].close()
    assert len(filled) == 1
    assert found == [("V-2026-0001",)] * 2


def test_a_database_is_dropped_even_when_the_test_leaves_a_connection_open(
    postgres_server: PostgresServer,
) -> None:
    with postgres_server.database() as url:
        left_open = psycopg.connect(url.replace("+psycopg", ""))

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url.replace("+psycopg", ""))

    left_open.close()


@pytest.mark.parametrize("programs", ["system", "wheel"])
def test_the_server_goes_when_its_session_is_killed(
    owner: subprocess.Popen[bytes], tmp_path: Path, programs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if programs == "wheel":
        wheel = importlib.util.find_spec("pgserver")
        if wheel is None or wheel.origin is None:
            pytest.skip("pgserver has no wheel for this Python")
        monkeypatch.setenv("TRASTIENDA_TEST_POSTGRES", str(Path(wheel.origin).parent / "pginstall/bin"))
    server = PostgresServer.start(owner=owner.pid, log=tmp_path / "postgres.log")
    keeper = psutil.Process(server.keeper)
    family = [keeper, *keeper.children(recursive=True)]
    files = Path(keeper.children()[0].cwd()).parent

    owner.kill()
    owner.wait()
    _gone, alive = psutil.wait_procs(family, timeout=20)

    assert len(family) > 2
    assert alive == []
    assert not files.exists()


def test_the_server_goes_even_when_its_keeper_is_killed(
    owner: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    server = PostgresServer.start(owner=owner.pid, log=tmp_path / "postgres.log")
    keeper = psutil.Process(server.keeper)
    family = keeper.children(recursive=True)
    files = Path(keeper.children()[0].cwd()).parent

    keeper.kill()
    _gone, alive = psutil.wait_procs(family, timeout=20)

    shutil.rmtree(files)
    assert alive == []


def test_a_server_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRASTIENDA_TEST_POSTGRES", str(tmp_path))

    with pytest.raises(AssertionError, match="apt-get install postgresql"):
        PostgresServer.start(owner=os.getpid(), log=tmp_path / "postgres.log")
