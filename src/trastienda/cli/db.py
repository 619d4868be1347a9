"""The database's schema."""

import click

from trastienda.cli.groups import Group
from trastienda.cli.workplace import address, first_line, here, json_option, print_json, upgrade
from trastienda.errors import ApplicationException


@click.group("db", cls=Group)
def command() -> None:
    """Look after the database's schema."""


@command.command("upgrade")
@json_option
def upgrade_schema(as_json: bool) -> None:
    """Bring the database to this program's version. Make a copy of it first; stop 'trastienda up'."""
    from sqlalchemy.exc import DBAPIError

    from trastienda.store.connection import open_store
    from trastienda.store.schema import schema_of

    store = open_store(here().store_url)
    try:
        before = schema_of(store)
        if not before.known:
            # Refuses: only a newer program knows what that version means.
            store.check_schema()
        upgrade(store)
        after = schema_of(store)
    except DBAPIError as error:
        raise ApplicationException(
            f"The database {address(store)} cannot be used: {first_line(error)}."
        ) from error
    finally:
        store.close()
    if as_json:
        print_json({"database": address(store), "from": before.current, "to": after.current})
    elif before.current == after.current:
        click.echo(f"{address(store)} is at schema {after.current} already.")
    else:
        click.echo(f"{address(store)}: schema {before.current or 'empty'} → {after.current}")
