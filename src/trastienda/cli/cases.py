"""The exception queue: list, show, decide, export, load."""

from datetime import UTC, datetime
from pathlib import Path

import click

from trastienda.cli.groups import Group, check_bot, only_lists
from trastienda.cli.listing import count, from_here, print_table, when
from trastienda.cli.people import by_option
from trastienda.cli.workplace import database, here, json_option, print_json, say
from trastienda.domain.item import State
from trastienda.errors import WorkspaceError


@click.group("cases", cls=Group, invoke_without_command=True)
@click.option("--bot", help="Only this bot's.")
@click.option("--run", help="Only those that this run opened.")
@json_option
@click.pass_context
def command(ctx: click.Context, bot: str | None, run: str | None, as_json: bool) -> None:
    """List the open cases, the oldest first: the items that wait for a person.

    A case is decided by 'cases decide', or in a spreadsheet: 'cases export', fill it in, 'cases load'.
    """
    if not only_lists(ctx):
        return
    from trastienda.cli.casefile import case_facts
    from trastienda.desk.view import view
    from trastienda.store import cases

    workspace = here()
    language = workspace.settings.language
    with database(workspace) as store, store.read() as conn:
        found = [
            view(conn, case, language=language, runs=workspace.runs)
            for case in cases.open_ones(conn, bot=bot, run=run)
        ]
    if not found:
        check_bot(workspace, bot)
    if as_json:
        print_json([case_facts(workspace, seen) for seen in found])
    elif not found:
        say("No case waits for a decision.")
    else:
        print_table(
            ("case", "sale", "customer", "opened", "reason"),
            [
                (
                    seen.case.id,
                    seen.item.sale_reference,
                    seen.customer,
                    when(seen.case.opened_at),
                    seen.reason,
                )
                for seen in found
            ],
        )
        say("\n'trastienda cases show CASE' compares sale and portal and says how to decide.")


@command.command("show")
@click.argument("case", type=int)
@json_option
def show(case: int, as_json: bool) -> None:
    """Show CASE and how to decide it.

    Why it waits, what was sold beside what the portal shows, and where the evidence is.
    """
    from trastienda.cli.casefile import case_facts, print_case
    from trastienda.desk.refusals import refusal
    from trastienda.desk.view import view
    from trastienda.store import cases

    workspace = here()
    language = workspace.settings.language
    with database(workspace) as store, store.read() as conn:
        try:
            found = cases.get(conn, case)
        except LookupError:
            raise WorkspaceError(refusal("no_case", language, case=case)) from None
        seen = view(conn, found, language=language, runs=workspace.runs)
    if as_json:
        print_json(case_facts(workspace, seen))
    else:
        print_case(workspace, seen)


@command.command("decide")
@click.argument("case", type=int)
@click.argument("decision", nargs=-1, required=True)
@by_option
@click.option("--why", required=True, help="The reason, in your words; the journal keeps it.")
@click.option(
    "--set",
    "corrected",
    metavar="FIELD=VALUE",
    multiple=True,
    help="With enter: a corrected value. Repeatable.",
)
@click.option("--reference", help="With it-is-this-order: the portal's number of the order.")
@click.option(
    "--version", type=int, help="The version of the case that you looked at; refused when it changed."
)
@json_option
def decide(
    case: int,
    decision: tuple[str, ...],
    by: str,
    why: str,
    corrected: tuple[str, ...],
    reference: str | None,
    version: int | None,
    as_json: bool,
) -> None:
    """Decide CASE. Who sold or validated the sale may not.

    \b
    DECISION is one of
      enter               enter it, with the values of --set corrected
      it-is-this-order    the order of --reference is this sale
      accept-difference   the order is right as the portal shows it
      reject              the sale is not entered
      look-again          look in the portal again, as it is now
    or the Spanish words of the exception list (grabar, es-este-pedido, …).
    """
    from trastienda.cli.casefile import decision_of, known_bots
    from trastienda.desk.decide import decide as carry_out
    from trastienda.desk.decide import looked_at
    from trastienda.engine.dispatch import Dispatcher
    from trastienda.store import items

    workspace = here()
    language = workspace.settings.language
    known = known_bots(workspace)
    with database(workspace) as store:
        dispatcher = Dispatcher(store)
        try:
            with store.begin() as conn:
                at_hand = looked_at(conn, case, version, language)
                said = decision_of(
                    at_hand, " ".join(decision), by=by, why=why, corrected=corrected, reference=reference
                )
                sale_type, facts = known(items.get(conn, at_hand.item))
                item = carry_out(
                    conn,
                    case,
                    said,
                    version=at_hand.version,
                    sale_type=sale_type,
                    facts=facts,
                    dispatch=dispatcher.enqueue,
                    now=datetime.now(UTC),
                    language=language,
                )
        finally:
            dispatcher.close()
    if as_json:
        print_json(
            {
                "case": case,
                "decision": said.kind.value,
                "by": said.by,
                "item": item.id,
                "sale_reference": item.sale_reference,
                "state": item.state.value,
                "reference": item.reference,
            }
        )
    else:
        click.echo(f"Case {case}: {said.kind.value}, by {said.by}.")
        click.echo(f"Item {item.id} ({item.sale_reference}) is {item.state.value}.")
    _say_who_goes_on(set() if item.state is State.REJECTED else {item.bot})


def _say_who_goes_on(bots: set[str]) -> None:
    """After a decision the machine goes on by itself, as soon as there is one."""
    for bot in sorted(bots):
        say(f"'trastienda up' goes on with it by itself; without it, 'trastienda run {bot}' does.")


@command.command("export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--bot", help="Only this bot's cases.")
@click.option("--replace", is_flag=True, help="Write over FILE, which may have been filled in.")
@json_option
def export(file: Path | None, bot: str | None, replace: bool, as_json: bool) -> None:
    """Write the open cases to FILE for staff to fill in.

    FILE is a spreadsheet that 'cases load' takes back; runs/exceptions-<date>.xlsx when none is given.
    """
    from trastienda.cli.caselists import export_list

    workspace = here()
    with database(workspace) as store:
        target, list_id, cases = export_list(workspace, store, file, bot=bot, replace=replace)
    if as_json:
        print_json({"file": str(target.resolve()), "list": list_id, "cases": cases})
    else:
        click.echo(from_here(target))
    many = count(len(cases), "case")
    say(f"{many}. Fill in the yellow columns, then: trastienda cases load {from_here(target)}")


@command.command("load")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def load(file: Path, as_json: bool) -> None:
    """Carry out the decisions of FILE, a filled-in list.

    Row by row: one that is out of date, changed, incomplete or not allowed is refused with its reason, and the
    others go on. Loading a file twice decides nothing twice. Exit code: 0 every row was decided or blank;
    otherwise the first that fits: 4 some were out of date or changed, 3 some were not allowed, 2 some were wrong.
    """
    from trastienda.cli.caselists import exit_code, load_list, print_results, row_facts

    workspace = here()
    with database(workspace) as store:
        results = load_list(workspace, store, file)
    if as_json:
        print_json([row_facts(result) for result in results])
    else:
        print_results(file.name, results)
    decided = [result.item for result in results if result.item]
    _say_who_goes_on({item.bot for item in decided if item.state is not State.REJECTED})
    raise SystemExit(exit_code(results))
