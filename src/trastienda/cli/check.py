"""Whether configuration, selector books and bots load."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trastienda.cli.listing import count
from trastienda.cli.workplace import here, json_option, print_json, say
from trastienda.errors import WorkspaceError, did_you_mean

if TYPE_CHECKING:
    from trastienda.workspace import Workspace


@click.command("check")
@click.argument("bot", required=False)
@json_option
def command(bot: str | None, as_json: bool) -> None:
    """Check the configuration and every bot (or BOT alone) without starting anything. All faults are named.

    Unknown keys, fields of a sale that do not exist, names in a bot's code that its selector book does not have,
    schedules, the templates of papers that a portal requires, and Python files where only data belongs.
    """
    from trastienda.engine.bots_check import faults_of, orphans

    workspace, faults = _workspace()
    names = workspace.bot_names()
    if bot is not None and bot not in names:
        raise WorkspaceError(f"There is no bots/{bot}.py.{did_you_mean(bot, names)}")
    warnings = orphans(workspace) if bot is None else []
    faults += stray_faults(workspace)
    bots: list[dict[str, Any]] = []
    for name in [bot] if bot else names:
        its = faults_of(workspace, name)
        bots.append({"bot": name, "ok": not its})
        faults += its
    for schedule_faults, schedule_warnings in (schedules_checked(workspace, bot),):
        faults += schedule_faults
        warnings += schedule_warnings
    if not bots:
        warnings.append("There is no bot: bots/ has no Python file.")
    if as_json:
        print_json({"faults": faults, "warnings": warnings, "bots": bots})
    else:
        for one in bots:
            if one["ok"]:
                click.echo(f"ok       {one['bot']}: bot, selector book and portal fit together")
        for warning in warnings:
            click.echo(f"warning  {warning}")
        for fault in faults:
            click.echo(f"wrong    {fault}")
    if faults:
        say(f"{count(len(faults), 'fault')} to correct.")
        raise SystemExit(2)


def _workspace() -> "tuple[Workspace, list[str]]":
    """The workspace and what is wrong with its settings; with wrong ones the rest is still checked."""
    from trastienda.workspace import SETTINGS, Settings, Workspace

    try:
        return here(), []
    except WorkspaceError as error:
        start = Path.cwd()
        root = next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), None)
        if root is None:
            raise
        return Workspace(root, Settings()), str(error).replace(f"{root}/", "").splitlines()


def stray_faults(workspace: "Workspace") -> list[str]:
    """Python files where only data belongs."""
    return [
        f"{path.as_posix()} does not belong there: {path.parts[0]}/ holds data alone, and Python in selectors/ hides "
        "a module of the standard library. Move it to bots/."
        for path in workspace.stray_python()
    ]


def schedules_checked(workspace: "Workspace", bot: str | None = None) -> tuple[list[str], list[str]]:
    """What is wrong with the schedules (of one bot), and what the changes of the clocks do to them."""
    from trastienda.engine.schedule import changes_of_clock

    faults, warnings = [], []
    names = workspace.bot_names()
    for schedule in workspace.settings.schedules:
        if bot is not None and schedule.bot != bot:
            continue
        if schedule.bot not in names:
            faults.append(
                f"config/workspace.toml: schedule '{schedule.name}' names bot '{schedule.bot}', "
                f"but there is no bots/{schedule.bot}.py.{did_you_mean(schedule.bot, names)}"
            )
        try:
            warnings += changes_of_clock(schedule, now=datetime.now(UTC))
        except WorkspaceError as error:
            faults.append(str(error))
    return faults, warnings
