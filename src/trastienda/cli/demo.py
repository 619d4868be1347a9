"""The demo portal, and the main job against it."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import click

from trastienda.cli.workplace import database, here, say
from trastienda.demo.stage import PASSWORD, USER, demo_portal
from trastienda.errors import ApplicationException, WorkspaceError

BOT = "carrier"


@click.group("demo", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Run the main job: 60 sample sales into a demo portal that misbehaves.

    A second time on the same workspace it enters nothing again.
    """
    if ctx.invoked_subcommand is None:
        _main_job()


@command.command("serve")
@click.option("--port", default=0, show_default="a free one", help="Port of the portal.")
def serve(port: int) -> None:
    """Start the demo portal alone, until Ctrl-C."""
    workspace = here()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with demo_portal(workspace.runs / "demo", port=port) as stage:
        click.echo(f"Portal  {stage.url}   user {USER}, password {PASSWORD}")
        click.echo(f"Admin   {stage.admin_url}/report")
        click.echo("\nFor the bot, in another terminal:")
        for name, value in stage.environment.items():
            click.echo(f"  export {name}={value}")
        click.echo("  trastienda run carrier --sales samples/carrier-sales.xlsx")
        stop.wait()


def _main_job() -> None:
    # Imported here: --help must not pay for a database.
    from trastienda.demo.outcome import disagreements
    from trastienda.demo.portal import Admin
    from trastienda.demo.samples import load_scenario, prepare
    from trastienda.report.facts import run_facts
    from trastienda.store import runs

    workspace = here()
    samples = workspace.root / "samples"
    sales, expected = samples / "carrier-sales.xlsx", samples / "carrier-sales.expected.json"
    if not sales.is_file():
        raise WorkspaceError(f"The demo needs {sales}; run it in a checkout of the repository.")
    with demo_portal(workspace.runs / "demo") as stage, Admin(stage.admin_url) as admin:
        prepare(admin, load_scenario(samples / "carrier-portal.json"))
        say(f"Demo portal at {stage.url}, with {len(admin.fired())} faults armed.")
        code = subprocess.run(
            [sys.executable, "-m", "trastienda", "run", BOT, "--sales", str(sales)],
            env={**os.environ, **stage.environment},
            cwd=workspace.root,
            check=False,
        ).returncode
        if code:
            raise SystemExit(code)
        report = admin.report()
    with database(workspace) as store, store.read() as conn:
        # A second demo has nothing to do: the run worth a look is the one that had.
        run = next(run.id for run in runs.latest(conn, bot=BOT) if runs.item_ids(conn, run.id))
        faults = disagreements(run_facts(conn, run), report, expected)
    for fault in faults:
        say(fault)
    if faults:
        raise ApplicationException(f"{len(faults)} fact(s) are not as {expected.name} says.")
    _say_where_to_look(workspace.run_folder(BOT, run).relative_to(workspace.root), run)


def _say_where_to_look(folder: Path, run: str) -> None:
    program = "trastienda" if shutil.which("trastienda") else str(Path(sys.executable).parent / "trastienda")
    beside = Path(program)
    if beside.is_absolute() and beside.is_relative_to(Path.cwd()):
        program = str(beside.relative_to(Path.cwd()))
    click.echo(
        f"""
Every sale ended as samples/carrier-sales.expected.json says, and no order was entered twice.
Where to look next:
  {folder}/report.html        for a manager
  {folder}/exceptions.xlsx    for the staff who decide
  {program} runs show {run}    the run's figures
  {program} cases                              the exception queue
  {program} items show V-2026-0004             the story of one sale
  {program} demo serve                         the portal itself, in a browser"""
    )
