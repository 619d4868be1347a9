"""What every command needs: the workspace, its database, and a way to print facts."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trastienda.errors import ApplicationException

# Imported where they are needed: a command's --help must not pay for a database.
if TYPE_CHECKING:
    from trastienda.store.connection import Store
    from trastienda.workspace import Workspace

json_option = click.option("--json", "as_json", is_flag=True, help="Print facts as JSON.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more on stderr.")


def here() -> "Workspace":
    """The workspace that the current folder lies in."""
    from trastienda.workspace import Workspace

    return Workspace.at(Path.cwd())


@contextmanager
def database(workspace: "Workspace") -> Iterator["Store"]:
    """The workspace's database; an empty one is set up, one of another version is refused.

    Raises:
        ApplicationException: it cannot be reached, or is none.
        SchemaError: the database is older or newer than this program.
    """
    from sqlalchemy.exc import DBAPIError

    from trastienda.store.connection import open_store

    store = open_store(workspace.store_url)
    try:
        try:
            if store.is_empty():
                upgrade(store)
            store.check_schema()
        except DBAPIError as error:
            raise ApplicationException(
                f"The database {address(store)} cannot be used: {first_line(error)}. "
                "Correct [store] url in config/workspace.toml or start its server; 'trastienda doctor' looks again."
            ) from error
        yield store
    finally:
        store.close()


def address(store: "Store") -> str:
    """The database's URL, without its password."""
    return store.engine.url.render_as_string(hide_password=True)


def first_line(error: BaseException) -> str:
    """The first line of what went wrong, without what the libraries add to it."""
    said = str(getattr(error, "orig", None) or error)
    return said.splitlines()[0].rstrip(".") if said else type(error).__name__


def upgrade(store: "Store") -> None:
    """Bring our tables and the dispatcher's to this program's version."""
    # The dispatcher's import costs more than a second: only those who need it pay.
    from trastienda.engine.dispatch import prepare

    # Ours come last: where they are, the dispatcher's are.
    prepare(store)
    store.upgrade()


def print_json(facts: Any) -> None:
    """Print facts to stdout as indented JSON."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))


def say(text: str) -> None:
    """Say something about progress, on stderr: stdout is for facts."""
    # Not by click, which writes past the bar that may be moving there.
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def on_a_terminal() -> bool:
    """Whether stderr is a terminal that shows moving bars."""
    return sys.stderr.isatty()
