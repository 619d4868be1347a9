"""List signs of malpractice for a supervisor."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from trastienda.cli.workplace import database, here, json_option, print_json, say

if TYPE_CHECKING:
    from trastienda.rules.signals import Signal
    from trastienda.workspace import Workspace


@click.command("signals")
@click.argument("portal")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Look at sales that were taken in from this day on, in the portal's time zone. Without it: as many days "
    "back as the portal's file says.",
)
@json_option
def command(portal: str, since: datetime | None, as_json: bool) -> None:
    """List what the sales of PORTAL have in common that they should not, by seller.

    One account, phone, address or e-mail of several customers; documents one digit apart; sales out of hours;
    early cancellations; more exceptions than the rest of the team. Each is a question to a person, none a verdict.
    """
    from trastienda.cli.listing import plain
    from trastienda.errors import WorkspaceError
    from trastienda.rules.signals import of_team
    from trastienda.store.history import earlier_sales

    workspace = here()
    facts = workspace.facts(portal)
    if facts.signals is None:
        raise WorkspaceError(
            f"config/portals/{portal}.toml has no [signals]: nobody said what is looked for. "
            "docs/configuration.md lists its keys."
        )
    start = (
        since.replace(tzinfo=facts.zone) if since else datetime.now(UTC) - timedelta(days=facts.signals.days)
    )
    with database(workspace) as store, store.read() as conn:
        sales = earlier_sales(conn, portal=portal, fields=facts.signals.fields(), since=start)
    found = of_team(sales, facts)
    if as_json:
        print_json([_facts(one, workspace) for one in found])
    else:
        for one in found:
            click.echo(plain(one.finding.sentence(workspace.settings.language)))
        spanish = workspace.settings.language == "es"
        day = start.astimezone(facts.zone)
        say(
            f"Ventas miradas desde el {day:%d/%m/%Y}: {len(sales)}; indicios: {len(found)}. Ninguno es una prueba."
            if spanish
            else f"Sales looked at since {day:%Y-%m-%d}: {len(sales)}; signals: {len(found)}. None of them is a proof."
        )


def _facts(one: "Signal", workspace: "Workspace") -> dict[str, Any]:
    finding = one.finding
    return {
        "seller": one.seller,
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "fields": list(finding.fields),
        "linked": list(finding.linked),
        "sentence": finding.sentence(workspace.settings.language),
    }
