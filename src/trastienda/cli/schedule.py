"""Schedules and when they fire."""

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from trastienda.cli.groups import Group, only_lists
from trastienda.cli.listing import print_table
from trastienda.cli.workplace import here, json_option, print_json, say

if TYPE_CHECKING:
    from trastienda.workspace import Schedule

NONE = (
    "There is no schedule. A [[schedules]] table in config/workspace.toml makes one: "
    "docs/configuration.md shows how."
)


@click.group("schedule", cls=Group, invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show what 'trastienda up' does and when."""
    if only_lists(ctx):
        ctx.invoke(list_schedules, as_json=as_json)


@command.command("list")
@json_option
def list_schedules(as_json: bool) -> None:
    """List the schedules, each with its next time."""
    from trastienda.engine.schedule import next_times

    now = datetime.now(UTC)
    schedules = here().settings.schedules
    following = [next(next_times(schedule, now=now, count=1), None) for schedule in schedules]
    if as_json:
        print_json(
            [
                {**schedule.model_dump(mode="json"), "next": fire.isoformat() if fire else None}
                for schedule, fire in zip(schedules, following, strict=True)
            ]
        )
    elif not schedules:
        say(NONE)
    else:
        print_table(
            ("name", "bot", "task", "cron", "time zone", "folder", "next"),
            [
                (one.name, one.bot, one.task.value, one.cron, one.timezone, one.folder, _in_its_zone(fire))
                for one, fire in zip(schedules, following, strict=True)
            ],
        )


@command.command("next")
@click.option("--count", type=click.IntRange(min=1), default=10, show_default=True, help="So many times.")
@json_option
def next_firings(count: int, as_json: bool) -> None:
    """List the next times at which schedules fire, all schedules together; warns of changes of the clocks."""
    from trastienda.engine.schedule import changes_of_clock, next_times, slot_of

    now = datetime.now(UTC)
    schedules = here().settings.schedules
    firings: list[tuple[datetime, Schedule]] = sorted(
        ((fire, schedule) for schedule in schedules for fire in next_times(schedule, now=now, count=count)),
        key=lambda pair: (pair[0].astimezone(UTC), pair[1].name),
    )
    rows: list[dict[str, Any]] = [
        {"at": fire, "schedule": schedule.name, "bot": schedule.bot, "slot": slot_of(schedule, fire)}
        for fire, schedule in islice(firings, count)
    ]
    if as_json:
        print_json([{**row, "at": row["at"].isoformat()} for row in rows])
    elif not schedules:
        say(NONE)
    else:
        print_table(
            ("at", "schedule", "bot", "slot"),
            [(_in_its_zone(row["at"]), row["schedule"], row["bot"], row["slot"]) for row in rows],
        )
    for schedule in schedules:
        for warning in changes_of_clock(schedule, now=now):
            say(f"Warning: {warning}")


def _in_its_zone(fire: datetime | None) -> str | None:
    return fire.strftime("%a %Y-%m-%d %H:%M %Z") if fire else None
