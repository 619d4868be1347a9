"""Fixtures that every test may ask for: databases, and the browser."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.browser import working_browser
from tests.support.databases import sqlite_url, upgrade
from tests.support.postgres import PostgresServer
from tests.support.postgres_keeper import Server

# A shared machine makes any example slow once; what CI finds, everybody finds again.
settings.register_profile("trastienda", deadline=None, derandomize=True)
settings.load_profile("trastienda")

SESSION_FOLDER = pytest.StashKey[Path]()
SESSION_OWNER = pytest.StashKey[int]()
MARKED_BY_FIXTURE = {
    "browser_path": "browser",
    "postgres_server": "postgresql",
    "crashing_server": "postgresql",
}


def pytest_configure(config: pytest.Config) -> None:
    """Make one folder for the whole session, which the workers of pytest-xdist share."""
    given = getattr(config, "workerinput", None)
    if given is None:
        config.stash[SESSION_FOLDER] = Path(tempfile.mkdtemp(prefix="trastienda-tests-"))
        config.stash[SESSION_OWNER] = os.getpid()
    else:
        config.stash[SESSION_FOLDER] = Path(given["session_folder"])
        config.stash[SESSION_OWNER] = given["session_owner"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the session's folder is, and who owns it."""
    node.workerinput["session_folder"] = str(node.config.stash[SESSION_FOLDER])
    node.workerinput["session_owner"] = node.config.stash[SESSION_OWNER]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the session's server with the session."""
    if hasattr(config, "workerinput") or SESSION_FOLDER not in config.stash:
        return
    PostgresServer.end_of_session(config.stash[SESSION_FOLDER])
    shutil.rmtree(config.stash[SESSION_FOLDER])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they use, and start the slow ones first: none shall be left over at the end."""
    for item in items:
        for fixture, mark in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
    slowest = [item for item in items if item.get_closest_marker("slow")]
    slow = [item for item in items if item not in slowest and "office" in getattr(item, "fixturenames", ())]
    quick = [item for item in items if item not in slowest and item not in slow]
    # Each worker of pytest-xdist gets a part of the list that begins with its share of the slow ones.
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    size, rest, ordered = -(-len(items) // workers), iter(quick), list[pytest.Item]()
    for worker in range(workers):
        share = [*slowest[worker::workers], *slow[worker::workers]]
        ordered += [*share, *islice(rest, max(size - len(share), 0))]
    items[:] = [*ordered, *rest]


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> PostgresServer:
    """The session's own PostgreSQL server; tests want `postgres_url`."""
    return PostgresServer.of_session(
        pytestconfig.stash[SESSION_FOLDER], owner=pytestconfig.stash[SESSION_OWNER]
    )


@pytest.fixture
def crashing_server(tmp_path: Path) -> Iterator[Server]:
    """A PostgreSQL server of the test's own, to stop and to start again."""
    server = Server(tmp_path / "postgres.log")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a new PostgreSQL database with nothing in it."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a new PostgreSQL database with our tables in it."""
    with postgres_server.database(template=postgres_server.template("trastienda", upgrade)) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database with nothing in it: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "trastienda.db")
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The URL of a new database with our tables in it: the test runs on SQLite and on PostgreSQL."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    template = tmp_path_factory.getbasetemp() / "template.db"
    if not template.exists():
        half_made = template.with_suffix(".half-made")
        upgrade(sqlite_url(half_made))
        half_made.rename(template)
    file = tmp_path / "trastienda.db"
    shutil.copyfile(template, file)
    return sqlite_url(file)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser that the bots use; without one the test fails: a skipped test proves nothing."""
    return asyncio.run(working_browser())
