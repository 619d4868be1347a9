"""Work items: where is my sale?"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from trastienda.cli.groups import Group, check_bot, nearest, only_lists
from trastienda.cli.listing import print_table, when
from trastienda.cli.people import by_option
from trastienda.cli.workplace import database, here, json_option, print_json, say
from trastienda.domain.item import State
from trastienda.errors import WorkspaceError

if TYPE_CHECKING:
    import sqlalchemy as sa

    from trastienda.domain.item import Item

NAMES_KEPT = 5_000
"""So many of the newest references are looked through for the nearest one to a misspelt one."""


@click.group("items", cls=Group, invoke_without_command=True)
@click.option(
    "--state",
    "states",
    type=click.Choice([state.value for state in State], case_sensitive=False),
    metavar="STATE",
    multiple=True,
    help=f"Only in this state: {', '.join(State)}. Repeatable.",
)
@click.option("--bot", help="Only this bot's.")
@click.option(
    "--search", metavar="TEXT", help="Only with TEXT in our reference or in the portal's order number."
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    states: tuple[str, ...],
    bot: str | None,
    search: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List work items, the newest first. Customers' ids are masked."""
    if not only_lists(ctx):
        return
    from trastienda.cli.itemfile import next_look
    from trastienda.desk.view import customer
    from trastienda.store import items

    workspace = here()
    with database(workspace) as store, store.read() as conn:
        found = items.search(
            conn, bot=bot, states=[State(state) for state in states], text=search, limit=limit + 1
        )
    shown = found[:limit]
    if not shown:
        check_bot(workspace, bot)
    if as_json:
        print_json(
            [
                {
                    "item": item.id,
                    "bot": item.bot,
                    "sale_reference": item.sale_reference,
                    "customer": customer(item.sale or {}),
                    "state": item.state.value,
                    "reference": item.reference,
                    "run": item.run,
                    "next_at": look.isoformat() if (look := next_look(item)) else None,
                }
                for item in shown
            ]
        )
    elif not shown:
        narrowed = states or bot or search
        say("No item is like that." if narrowed else "There is no item yet: trastienda intake BOT FILE")
    else:
        print_table(
            ("item", "sale", "customer", "state", "order", "bot", "next look"),
            [
                (
                    item.id,
                    item.sale_reference,
                    customer(item.sale or {}),
                    item.state.value,
                    item.reference,
                    item.bot,
                    when(next_look(item)),
                )
                for item in shown
            ],
        )
    if len(found) > limit:
        say(f"There are older ones; --limit {limit * 5} shows more.")


@command.command("show")
@click.argument("item")
@json_option
def show(item: str, as_json: bool) -> None:
    """Tell the story of ITEM, its number or our reference of the sale, in the workspace's language.

    With --json it prints everything that is kept about it. Customers' ids are masked.
    """
    from trastienda.cli.itemfile import ItemFile, print_item

    workspace = here()
    with database(workspace) as store, store.read() as conn:
        meant = items_meant(conn, item)
        file = ItemFile.read(conn, workspace, meant[-1])
    if as_json:
        print_json(file.facts(others=meant[:-1]))
    else:
        print_item(file, others=meant[:-1])


@command.command("withdraw")
@click.argument("item")
@click.option("--why", required=True, help="The reason, in your words; the journal keeps it.")
@by_option
@json_option
def withdraw(item: str, why: str, by: str, as_json: bool) -> None:
    """Take ITEM out: nothing will be entered for it. Refused once it is in the portal."""
    from trastienda.desk.decide import withdraw as take_out

    workspace = here()
    with database(workspace) as store, store.begin() as conn:
        meant = items_meant(conn, item)
        if len(meant) > 1:
            several = ", ".join(f"{one.id} ({one.state.value})" for one in meant)
            raise WorkspaceError(f"'{item}' means several items: {several}. Name one by its number.")
        moved = take_out(
            conn, meant[0], by=by, why=why, now=datetime.now(UTC), language=workspace.settings.language
        )
    if as_json:
        print_json(
            {"item": moved.id, "sale_reference": moved.sale_reference, "state": moved.state.value, "by": by}
        )
    else:
        click.echo(f"Item {moved.id} ({moved.sale_reference}) is {moved.state.value}, by {by}.")


def items_meant(conn: "sa.Connection", written: str) -> "list[Item]":
    """The items that a person means, the newest last: one by its number, or all of a sale's reference."""
    from trastienda.store import items, overview

    if written.isdecimal():
        try:
            return [items.get(conn, int(written))]
        except LookupError:
            pass  # A reference may be all digits too.
    found = items.of_sale(conn, written)
    if not found:
        known = overview.sale_references(conn, limit=NAMES_KEPT)
        tail = nearest(written, known, "'trastienda items --search TEXT' looks for a part of a reference.")
        raise WorkspaceError(f"There is no item or sale '{written}'.{tail}")
    return found
