"""Say who acts: the name that the journal keeps."""

import getpass

import click

from trastienda.cli.workplace import say


def _this_user() -> str:
    """The user of this machine, named on stderr: who signs should see as whom."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        raise click.UsageError("This machine does not say who you are. Name yourself with --by.") from None
    say(f"As {name}, your user name on this machine; --by names somebody else.")
    return name


by_option = click.option(
    "--by",
    metavar="NAME",
    default=_this_user,
    show_default="your user name on this machine",
    help="Who says so; the journal keeps it.",
)
