"""Runs and how they ended."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from trastienda.cli.groups import Group, check_bot, nearest, only_lists
from trastienda.cli.listing import count, from_here, lasting, print_pairs, print_table, when
from trastienda.cli.workplace import database, here, json_option, print_json, say
from trastienda.domain.item import AT_REST, State
from trastienda.errors import WorkspaceError

if TYPE_CHECKING:
    import sqlalchemy as sa

    from trastienda.report.facts import RunFacts
    from trastienda.workspace import Workspace

LATEST = "latest"


@click.group("runs", cls=Group, invoke_without_command=True)
@click.option("--bot", help="Only this bot's.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many.")
@json_option
@click.pass_context
def command(ctx: click.Context, bot: str | None, limit: int, as_json: bool) -> None:
    """List runs, the newest first, with where their items stand now."""
    if not only_lists(ctx):
        return
    from trastienda.store import overview, runs

    workspace = here()
    with database(workspace) as store, store.read() as conn:
        found = runs.latest(conn, bot=bot, limit=limit + 1)
        states = overview.states_of_runs(conn, [run.id for run in found])
    shown = found[:limit]
    if not shown:
        check_bot(workspace, bot)
    if as_json:
        print_json(
            [
                {
                    "run": run.id,
                    "bot": run.bot,
                    "trigger": run.trigger,
                    "mode": run.mode,
                    "started_at": run.started_at.isoformat(),
                    "ended_at": run.ended_at.isoformat() if run.ended_at else None,
                    "outcome": run.outcome,
                    "states": {state.value: many for state, many in _in_order(states.get(run.id, {}))},
                }
                for run in shown
            ]
        )
        return
    if not shown:
        say("There is no run yet. 'trastienda run BOT --sales FILE' makes one.")
        return
    print_table(
        ("run", "bot", "started", "took", "by", "ended", "items"),
        [
            (
                run.id,
                run.bot,
                when(run.started_at),
                lasting((run.ended_at - run.started_at).total_seconds()) if run.ended_at else None,
                run.trigger if run.mode == "enter" else f"{run.trigger}, {run.mode}",
                run.outcome or "not yet",
                " · ".join(f"{many} {state.value}" for state, many in _in_order(states.get(run.id, {}))),
            )
            for run in shown
        ],
    )
    if len(found) > limit:
        say(f"There are older ones; --limit {limit * 5} shows more.")


def _in_order(states: Mapping[State, int]) -> list[tuple[State, int]]:
    """Counts in the order of an item's life, without zeros."""
    return [(state, states[state]) for state in State if states.get(state)]


@command.command("show")
@click.argument("run")
@json_option
def show(run: str, as_json: bool) -> None:
    """Show what came of RUN: its id, the beginning of its id, or 'latest'.

    With --json it prints the facts of run.json, as they are now.
    """
    from trastienda.report.facts import run_facts

    workspace = here()
    with database(workspace) as store, store.read() as conn:
        facts = run_facts(conn, _id_of(conn, run))
    if as_json:
        print_json(facts.model_dump(mode="json"))
    else:
        _show(workspace, facts)


@command.command("open")
@click.argument("run")
@click.argument("reference", required=False)
@click.option("--no-browser", is_flag=True, help="Only print where the page is.")
def open_film(run: str, reference: str | None, no_browser: bool) -> None:
    """Show every attempt of RUN as a film strip: each step with what it saw, and how it ended.

    With REFERENCE, our reference of a sale or an item's number, only that one. The page is written into the run's
    folder, its path is printed, and it is opened in your browser.
    """
    import webbrowser
    from datetime import UTC, datetime

    from trastienda.report.filmpage import write_film
    from trastienda.store import runs

    workspace = here()
    with database(workspace) as store, store.read() as conn:
        found = runs.get(conn, _id_of(conn, run))
        numbers = _meant(conn, found.id, reference)
        name = "film.html" if reference is None else f"film-item-{numbers[-1]}.html"
        file = workspace.run_folder(found.bot, found.id) / name
        write_film(
            conn,
            found,
            numbers,
            file,
            language=workspace.settings.language,
            runs_folder=workspace.runs,
            now=datetime.now(UTC),
        )
    click.echo(from_here(file))
    if not no_browser and not webbrowser.open(file.as_uri()):
        say("There is no browser to open it with.")


def _meant(conn: "sa.Connection", run: str, reference: str | None) -> list[int]:
    """The numbers of a run's items that a person means."""
    from trastienda.store import items

    its = items.of_run(conn, run)
    meant = [one.id for one in its if reference in (None, one.sale_reference, str(one.id))]
    if not meant and reference is not None:
        tail = nearest(
            reference, [one.sale_reference for one in its], f"'trastienda runs show {run}' tells of it."
        )
        raise WorkspaceError(f"Run {run} has no item or sale '{reference}'.{tail}")
    return meant


def _id_of(conn: "sa.Connection", written: str) -> str:
    from trastienda.store import runs

    known = [run.id for run in runs.latest(conn, limit=1_000_000)]
    if not known:
        raise WorkspaceError("There is no run yet. 'trastienda run BOT --sales FILE' makes one.")
    if written == LATEST:
        return known[0]
    if written in known:
        return written
    meant = [one for one in known if one.startswith(written)]
    match meant:
        case [only]:
            return only
        case []:
            tail = nearest(written, known, f"'trastienda runs' lists them; the newest is {known[0]}.")
            raise WorkspaceError(f"There is no run '{written}'.{tail}")
    raise WorkspaceError(
        f"{len(meant)} runs begin with '{written}': {', '.join(sorted(meant)[:10])}. Write more of the id."
    )


def _show(workspace: "Workspace", facts: "RunFacts") -> None:
    from trastienda.report.flow import ends_of
    from trastienda.report.words import REASONS, headline, percent
    from trastienda.report.words import say as word

    language = workspace.settings.language
    click.echo(headline(len(facts.items), ends_of(facts.items), language))
    if facts.mode != "enter":
        click.echo(word("rehearsal", language))
    if facts.ended_at is None:
        click.echo(word("still_working", language))
    click.echo()
    rate = facts.straight_through_rate
    print_pairs(
        [
            (word("run", language), f"{facts.run} ({facts.bot}, {facts.trigger}, {facts.outcome or '…'})"),
            (word("began", language), when(facts.started_at)),
            (word("ended", language), when(facts.ended_at)),
            (word("took", language), lasting(facts.duration_s)),
            (word("files", language), ", ".join(facts.intake.files) or word("no_files", language)),
            (word("known", language), facts.intake.known or None),
            (word("straight", language), None if rate is None else percent(rate, language)),
            (word("attempts", language), facts.attempts),
            (
                word("versions", language),
                ", ".join(f"{name} {version}" for name, version in facts.versions.items()),
            ),
        ]
    )
    reasons = {reason.value: words[language] for reason, words in REASONS.items()}
    for title, counts in (("exceptions", facts.exceptions), ("rejected", facts.rejected)):
        if counts:
            click.echo(f"\n{word(title, language)}:")
            for code, many in counts.items():
                click.echo(f"  {many:>4}  {reasons.get(code, code)}")
    working = [one for one in facts.items if one.state not in AT_REST]
    if working:
        click.echo(f"\n{word('open', language)}:")
        for one in working:
            look = when(one.next_at) or word("soon", language)
            click.echo(
                f"  {one.item:>4}  {one.sale_reference}  {one.state.value}  {word('next', language)}: {look}"
            )
    folder = workspace.run_folder(facts.bot, facts.run)
    click.echo(f"\n{from_here(folder / 'report.html')}")
    click.echo(from_here(folder / "exceptions.xlsx") if facts.exceptions else from_here(folder))
    if facts.exceptions:
        say(f"{count(sum(facts.exceptions.values()), 'case')} to decide: trastienda cases --run {facts.run}")
