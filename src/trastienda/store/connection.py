"""Open the database: one SQLite file, or PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from trastienda.errors import DatabaseAway, SchemaError, WorkspaceError

MIGRATIONS = Path(__file__).parent / "migrations"
SQLITE_BUSY_MS = 30_000
POSTGRESQL_IDLE_MS = 60_000
UPGRADING = 0x7472617374
"""Key of PostgreSQL's advisory lock under which one program at a time brings the schema up to date."""


class Store:
    """The database of one workspace.

    Attributes:
        engine: the SQLAlchemy engine; the dispatcher works on the same one, so that a move and its
            enqueueing share a transaction.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """One transaction that writes; on SQLite it takes the write lock at once, so that what it reads stays true.

        Raises:
            DatabaseAway: it cannot be used now. Where it was lost while it committed, nobody knows whether it did.
        """
        with answering(), self.engine.begin() as conn:
            if self.is_sqlite:
                conn.exec_driver_sql("BEGIN IMMEDIATE")
            yield conn

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One connection for reading.

        Raises:
            DatabaseAway: the database cannot be used now.
        """
        with answering(), self.engine.connect() as conn:
            yield conn

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def upgrade(self) -> None:
        """Bring the schema to this program's version, whole or not at all; does nothing when it is there already.

        Raises:
            SchemaError: it is newer than this program.
        """
        with self.engine.connect() as conn:
            if self._version(conn) == _head():
                return
        with self.begin() as conn:
            if not self.is_sqlite:
                # Of two programs that start on a new database one waits for the other, as on SQLite.
                conn.execute(sa.select(sa.func.pg_advisory_xact_lock(UPGRADING)))
            version = self._version(conn)
            if version is not None and version not in _known():
                raise _too_new(version)
            config = _alembic()
            config.attributes["connection"] = conn
            command.upgrade(config, "head")

    def is_empty(self) -> bool:
        """Whether the database has no schema of ours yet."""
        with self.engine.connect() as conn:
            return self._version(conn) is None

    def check_schema(self) -> None:
        """Refuse a database that this program does not fit.

        Raises:
            SchemaError: older (upgrade it) or newer (upgrade the program) than this program.
        """
        with self.engine.connect() as conn:
            version = self._version(conn)
        if version == _head():
            return
        if version is None or version in _known():
            raise SchemaError(
                f"The database is at schema '{version or 'empty'}', this program needs '{_head()}'. "
                "Run 'trastienda db upgrade'."
            )
        raise _too_new(version)

    @staticmethod
    def _version(conn: sa.Connection) -> str | None:
        return MigrationContext.configure(conn).get_current_revision()


@contextmanager
def answering() -> Iterator[None]:
    """Tell a database that cannot be used now from a statement that is wrong.

    Raises:
        DatabaseAway: the same would work at another time.
    """
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        if not _may_pass(error):
            raise
        said = str(getattr(error, "orig", None) or error).splitlines()[0].rstrip(".")
        raise DatabaseAway(f"The database cannot be used now: {said}.") from error


def _may_pass(error: sa.exc.DBAPIError | sa.exc.TimeoutError) -> bool:
    if isinstance(error, sa.exc.TimeoutError):
        return True  # All connections of the pool are in use.
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return False  # The statement is wrong; everything else of SQLite's operational errors comes from outside.
    return error.connection_invalidated or isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)


def open_store(url: str) -> Store:
    """Open a database without touching its schema.

    Args:
        url: `sqlite:///path/to/file` or `postgresql+psycopg://user@host/database`.

    Raises:
        WorkspaceError: another kind of database.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        # The text stays out of the message: it may hold a password.
        raise WorkspaceError("[store] url: that is no URL. Use sqlite:///… or postgresql://…") from None
    if parsed.drivername == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise WorkspaceError(
                "[store] url: SQLite needs a file, several connections share it: sqlite:///runs/trastienda.db"
            )
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(parsed, pool_size=20, hide_parameters=True)
        sa.event.listen(engine, "connect", _prepare_sqlite)
    elif parsed.get_backend_name() == "postgresql":
        engine = sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=10,
            pool_pre_ping=True,
            # The text of an error goes to logs, and the parameters are what a customer said.
            hide_parameters=True,
        )
        sa.event.listen(engine, "connect", _prepare_postgresql)
    else:
        raise WorkspaceError(
            f"[store] url: '{parsed.drivername}' is not supported. Use sqlite:///… or postgresql://…"
        )
    return Store(engine)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # IMMEDIATE makes the driver take the write lock before the first change, as the dispatcher expects.
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
    # Kept in the file: it must be so before anybody else opens it.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    # A committed intent must survive a power cut: it stands before the click.
    connection.execute("PRAGMA synchronous=FULL")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # A program that is stopped within a transaction would keep its rows from everybody else for as long as it
    # stays stopped; ours think for milliseconds between two statements.
    connection.execute(f"SET idle_in_transaction_session_timeout = {POSTGRESQL_IDLE_MS}")
    # A committed intent must survive the server's crash: it stands before the click.
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.commit()


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()}


def _too_new(version: str) -> SchemaError:
    return SchemaError(
        f"The database is at schema '{version}', which this program does not know (its newest is '{_head()}'). "
        "Use the newer trastienda that made it."
    )


def _head() -> str:
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    assert head is not None
    return head
