"""Give tests fresh databases on the session's own PostgreSQL server."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg
from filelock import FileLock
from psycopg import sql

from tests.support import postgres_keeper

_counter = itertools.count(1)


@dataclass(frozen=True)
class PostgresServer:
    """A running server: where it listens, and the process that keeps it.

    All processes of a test session share one: the first that asks starts it.
    """

    port: int
    password: str
    keeper: int

    @classmethod
    def of_session(cls, folder: Path, *, owner: int) -> Self:
        """Return the server of the session whose shared folder this is; start it when it is not there yet.

        The server ends with the process `owner`. Raises AssertionError with the server's own words when it
        does not start.
        """
        facts = folder / "postgres.json"
        with FileLock(folder / "postgres.lock"):
            if facts.exists():
                return cls(**json.loads(facts.read_text()))
            server = cls.start(owner=owner, log=folder / "postgres.log")
            facts.write_text(json.dumps(asdict(server)))
        return server

    @classmethod
    def start(cls, *, owner: int, log: Path) -> Self:
        """Start a server that ends with the process `owner`; what it says goes to the file `log`."""
        keeper = postgres_keeper.__file__
        began = subprocess.run([sys.executable, keeper, str(owner), str(log)], stdout=subprocess.PIPE)
        if began.returncode != 0:
            raise AssertionError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        return cls(**json.loads(began.stdout))

    @classmethod
    def end_of_session(cls, folder: Path) -> None:
        """Stop the session's server, if one was started, and wait until it is gone."""
        if (facts := folder / "postgres.json").exists():
            cls(**json.loads(facts.read_text())).stop()

    def stop(self) -> None:
        """Stop the server and wait until its files are deleted."""
        with suppress(psutil.NoSuchProcess):
            keeper = psutil.Process(self.keeper)
            keeper.terminate()
            keeper.wait(timeout=20)

    def url(self, database: str) -> str:
        """Return SQLAlchemy's URL of a database of this server."""
        user, password = postgres_keeper.USER, self.password
        return f"postgresql+psycopg://{user}:{password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """Make a database, give its URL, drop it afterwards even when connections are left open."""
        name = f"test_{os.getpid()}_{next(_counter)}"
        with self._connection() as connection:
            make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield self.url(name)
        finally:
            with self._connection() as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def template(self, name: str, migrate: Callable[[str], object]) -> str:
        """Return a template database that `migrate`, called with its URL, has filled once for the session.

        Copying a template takes a fraction of the time of the migrations.
        """
        with self._connection() as connection:
            # One process migrates, the others wait; the lock goes with the connection.
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
            half_made = sql.Identifier(f"{name}_in_the_making")
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(half_made))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(half_made))
            migrate(self.url(f"{name}_in_the_making"))
            # A database with a connection left open can be neither renamed nor copied.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [f"{name}_in_the_making"],
            )
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(half_made, sql.Identifier(name))
            )
        return name

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=postgres_keeper.USER,
            password=self.password,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            yield connection
