"""Check what is declared about a portal against the portal itself."""

import sys
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING

import click

from trastienda.cli.listing import NOTHING, count, from_here, plain
from trastienda.cli.workplace import database, here, json_option, print_json, say, verbose_option
from trastienda.errors import Stale, WorkspaceError

if TYPE_CHECKING:
    from trastienda.rules.drill import Observation

WIDTH = 25


@click.command("drill")
@click.argument("portal")
@click.option(
    "--sales",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fill the form with this file's first sale.",
)
@json_option
@verbose_option
def command(portal: str, sales: Path | None, as_json: bool, verbose: bool) -> None:
    """Drill PORTAL in rehearsal: each declared fact beside what was observed. Nothing is committed.

    It signs in more than once with the first account, so whoever uses that login by hand may be signed out.
    """
    # Imported here: --help must not pay for a browser driver and a database.
    from trastienda.engine import drill, logs
    from trastienda.engine.bots import load_bot
    from trastienda.engine.worker import Worker, utc_now
    from trastienda.rules.drill import Standing

    logs.set_up(verbose=verbose)
    workspace = here()
    if sales is not None and not sales.is_file():
        raise WorkspaceError(f"There is no file {sales}.")
    bot = load_bot(workspace, portal)
    with database(workspace) as store, Worker(workspace, store, {bot.name: bot}) as worker:
        if busy := worker.take():
            raise Stale(
                f"Account {'/'.join(busy[0])} is in use by another process; a drill needs it for itself."
            )
        now = utc_now()
        folder = workspace.run_folder(bot.name, f"drill-{now:%Y%m%dT%H%M%S}")
        say(f"Drilling {bot.name}; nothing is committed.")
        seen = drill.drill(drill.subject(bot, store, sales), folder, clock=utc_now)
    differs = [one for one in seen if one.standing is Standing.DIFFERS]
    hidden = [one for one in seen if one.standing is Standing.UNSEEN]
    if as_json:
        print_json(
            {
                "portal": bot.name,
                "drilled_at": now.isoformat(),
                "ok": not differs,
                "evidence": str(folder),
                "facts": [_facts_of(one) for one in seen],
            }
        )
    else:
        for one in seen:
            _show(one)
    stands = (
        f"{count(len(differs), 'fact')} differ{'s' if len(differs) == 1 else ''}"
        if differs
        else "No fact differs"
    )
    say(f"{stands}, {len(hidden)} of {len(seen)} could not be observed.")
    if differs:
        say(f"Correct config/portals/{bot.name}.toml, or ask the client what has changed.")
    if folder.is_dir():
        say(f"Pictures: {from_here(folder / 'evidence')}")
    if differs:
        raise SystemExit(1)


def _show(one: "Observation") -> None:
    """A fact in two lines, what was declared above what was observed; a terminal's width is kept."""
    from trastienda.rules.drill import Standing

    hidden = one.standing is Standing.UNSEEN
    observed = f"{one.standing.value}: {one.observed}" if hidden else f"observed  {one.observed}"
    heads = (f"{NOTHING if hidden else one.standing.value:<9}{one.fact:<{WIDTH}}", " " * (9 + WIDTH))
    for head, text in zip(heads, (f"declared  {one.declared}", observed), strict=True):
        if sys.stdout.isatty():
            indent = " " * (len(head) if hidden else len(head) + 10)
            width = max(get_terminal_size().columns, len(head) + 30)
            click.echo(fill(plain(text), width, initial_indent=head, subsequent_indent=indent))
        else:
            click.echo(head + plain(text))


def _facts_of(one: "Observation") -> dict[str, str]:
    return {
        "fact": one.fact,
        "declared": one.declared,
        "observed": one.observed,
        "verdict": one.standing.value,
    }
