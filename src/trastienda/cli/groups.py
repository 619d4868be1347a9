"""A group of commands that lists when none of them is named."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from trastienda.errors import WorkspaceError, did_you_mean

if TYPE_CHECKING:
    from trastienda.workspace import Workspace


class Group(click.Group):
    """Names the nearest known command when one is misspelt."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; a misspelt one ends with the nearest name."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self.commands:
            ctx.fail(f"There is no command '{ctx.command_path} {name}'.{did_you_mean(name, self.commands)}")
        return super().resolve_command(ctx, args)


def only_lists(ctx: click.Context) -> bool:
    """Whether the group was called without a command, and so shows its list.

    Raises:
        UsageError: an option of the list stands in front of a command, where it would mean nothing.
    """
    if ctx.invoked_subcommand is None:
        return True
    for param in ctx.command.params:
        if param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
            ctx.fail(
                f"{param.opts[-1]} stands in front of '{ctx.invoked_subcommand}'. "
                f"Write it after it: {ctx.command_path} {ctx.invoked_subcommand} … {param.opts[-1]}"
            )
    return False


def nearest(name: str, known: list[str], otherwise: str) -> str:
    """The tail of a message about an unknown name, where the known ones are too many to be listed.

    Args:
        name: what was written.
        known: some of the names that there are.
        otherwise: what to do when none of them is near.
    """
    close = get_close_matches(name, known, n=1)
    return f" Did you mean '{close[0]}'?" if close else f" {otherwise}"


def check_bot(workspace: "Workspace", bot: str | None) -> None:
    """Refuse the name of a bot that the workspace does not have; called when a list of its things is empty.

    Raises:
        WorkspaceError: there is no such bot.
    """
    names = workspace.bot_names()
    if bot is not None and bot not in names:
        raise WorkspaceError(f"There is no bots/{bot}.py.{did_you_mean(bot, names)}")
