"""Portals: which are open, paused or held, and why."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from trastienda.cli.groups import Group, check_bot, only_lists
from trastienda.cli.listing import print_table, when
from trastienda.cli.workplace import database, here, json_option, print_json, say

if TYPE_CHECKING:
    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a portal stands, as people and programs read it; times in UTC."""

    portal: str
    paused_until: datetime | None
    paused_why: str | None
    failures_in_row: int
    paused_accounts: Mapping[str, str]
    held_why: str | None
    sweep_from: datetime | None
    swept_at: datetime | None

    @classmethod
    def read(cls, conn: "sa.Connection", portal: str, *, now: datetime) -> "_Standing":
        from trastienda.store import accounts, portals

        strain, hold = portals.strain(conn, portal), portals.held(conn, portal)
        paused = strain.paused(now)
        return cls(
            portal=portal,
            paused_until=strain.until if paused else None,
            paused_why=strain.why if paused else None,
            failures_in_row=strain.failures,
            paused_accounts=accounts.paused(conn, portal),
            held_why=hold.why if hold else None,
            sweep_from=hold.sweep_from if hold else None,
            swept_at=portals.swept_at(conn, portal),
        )

    def row(self) -> tuple[str, str, str | None, str | None, str | None]:
        """Portal, state, why, until when, last sweep: of the most serious thing that keeps it from working."""
        accounts = "; ".join(f"{name}: {why}" for name, why in self.paused_accounts.items())
        swept = when(self.swept_at)
        if self.held_why:
            return self.portal, "waits for a sweep", self.held_why, when(self.sweep_from), swept
        if accounts:
            return self.portal, "account paused", accounts, None, swept
        if self.paused_until:
            return self.portal, "paused", self.paused_why, when(self.paused_until), swept
        return self.portal, "open", None, None, swept


@click.group("portals", cls=Group, invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show which portals are open, and which are paused or wait for a sweep."""
    if only_lists(ctx):
        ctx.invoke(list_portals, as_json=as_json)


@command.command("list")
@json_option
def list_portals(as_json: bool) -> None:
    """List the portals with what keeps each from working, and when it was swept last."""
    workspace, now = here(), datetime.now(UTC)
    with database(workspace) as store, store.read() as conn:
        found = [_Standing.read(conn, name, now=now) for name in workspace.bot_names()]
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        say("There is no bot yet: docs/first-bot.md writes one.")
    else:
        print_table(("portal", "state", "why", "until", "swept"), [one.row() for one in found])


@command.command("resume")
@click.argument("portal")
def resume(portal: str) -> None:
    """End the pauses of PORTAL and of its accounts: it is tried again at once.

    A portal that waits for a sweep is opened by 'trastienda sweep' alone.
    """
    from trastienda.store import accounts, portals

    workspace = here()
    check_bot(workspace, portal)
    with database(workspace) as store, store.begin() as conn:
        ended = portals.resume(conn, portal)
        named = [name for name in accounts.paused(conn, portal) if accounts.resume(conn, portal, name)]
        hold = portals.held(conn, portal)
    if ended:
        click.echo(f"{portal} is no longer paused (it was: {ended}).")
    for name in named:
        click.echo(f"Account {name} of {portal} is no longer paused.")
    if not ended and not named:
        say(f"{portal} was not paused.")
    if hold:
        say(f"{portal} waits for a sweep: {hold.why}. 'trastienda sweep {portal}' opens it again.")
