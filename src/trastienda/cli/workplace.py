"""What every command needs: the workspace, its database, and a way to print facts."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from trastienda.engine import logs
from trastienda.store.connection import Store, open_store
from trastienda.workspace import Workspace

json_option = click.option("--json", "as_json", is_flag=True, help="Print facts as JSON.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more on stderr.")


def here() -> Workspace:
    """The workspace that the current folder lies in."""
    return Workspace.at(Path.cwd())


@contextmanager
def database(workspace: Workspace) -> Iterator[Store]:
    """The workspace's database; an empty one is set up, one of another version is refused.

    Raises:
        SchemaError: the database is older or newer than this program.
    """
    store = open_store(workspace.store_url)
    try:
        if store.is_empty():
            upgrade(store)
        store.check_schema()
        yield store
    finally:
        store.close()


def upgrade(store: Store) -> None:
    """Bring our tables and the dispatcher's to this program's version."""
    # The dispatcher's import costs more than a second: only those who need it pay.
    from trastienda.engine.dispatch import prepare

    store.upgrade()
    prepare(store)


def print_json(facts: Any) -> None:
    """Print facts to stdout as indented JSON."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))


def say(text: str) -> None:
    """Say something about progress, on stderr: stdout is for facts."""
    click.echo(text, err=True)


def on_a_terminal() -> bool:
    """Whether stderr is a terminal that shows moving bars."""
    return sys.stderr.isatty()


__all__ = [
    "database",
    "here",
    "json_option",
    "logs",
    "on_a_terminal",
    "print_json",
    "say",
    "upgrade",
    "verbose_option",
]
