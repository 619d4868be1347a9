"""The command line: one small module per group, loaded when it is called."""

import sys
from importlib import import_module

import click

from trastienda import __version__
from trastienda.errors import (
    ApplicationException,
    NotAllowed,
    Stale,
    TrastiendaError,
    WorkspaceError,
    did_you_mean,
)

EXIT_CODES: dict[type[TrastiendaError], int] = {
    WorkspaceError: 2,
    NotAllowed: 3,
    Stale: 4,
    ApplicationException: 1,
    TrastiendaError: 1,
}
"""0 worked (open cases are no failures) · 1 the portal or the machine failed · 2 the call or the workspace is
wrong · 3 not allowed · 4 stale or conflicting · 130 interrupted."""

INTERRUPTED = 130

COMMANDS = {
    "demo": "The demo portal, and the main job against it",
    "doctor": "What is wrong with this machine or workspace, and what to do",
    "check": "Whether configuration, selector books and bots load",
    "intake": "Take a file of sales in, without entering them yet",
    "documents": "Papers of a sale: whether they fit it, and are signed",
    "drill": "Whether the portal is as it is declared, without entering anything",
    "run": "Enter sales: take them in, enter, read back, report",
    "sweep": "Compare what was settled with what the portal holds",
    "crosscheck": "Try how a sale and an order are compared",
    "calibrate": "Learn from decided cases what the cross-check may decide",
    "reconcile": "Compare a whole export of a portal with our sales",
    "portals": "Portals: which are open, paused or held",
    "runs": "Runs and how they ended",
    "items": "Work items: where is my sale?",
    "cases": "The exception queue: show, decide, export, load",
    "signals": "Signs of malpractice, for a supervisor",
    "schedule": "Schedules and when they fire",
    "up": "Work unattended: keep the schedules, do the items",
    "db": "The database's schema",
    "simulate": "The protocol against a model portal, in figures",
    "bench": "The cross-check beside other tools, in figures",
}


class _LazyGroup(click.Group):
    """Knows the commands' names; imports a command's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"trastienda.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if not name.startswith("-") and name not in COMMANDS:
            ctx.fail(f"There is no command '{name}'.{did_you_mean(name, COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trastienda")
def cli() -> None:
    """Enter sales in client portals once, read them back, and bring what is not certain before a person."""


def main() -> None:
    """Run the command line; the exit code is one of `EXIT_CODES`."""
    try:
        code = cli.main(standalone_mode=False)
    except click.Abort:
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except TrastiendaError as error:
        click.echo(f"trastienda: {error}", err=True)
        code = next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
    except OSError as error:
        # A file or folder that cannot be used is the machine's trouble; without a name it may be a defect.
        if error.filename is None:
            raise
        click.echo(
            f"trastienda: {error.filename}: {error.strerror}. Is it there, and may this user use it?",
            err=True,
        )
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
