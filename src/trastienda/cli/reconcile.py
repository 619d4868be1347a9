"""Compare a whole export of a portal with our book."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trastienda.cli.workplace import database, here, json_option, print_json, say
from trastienda.errors import WorkspaceError

if TYPE_CHECKING:
    from trastienda.domain.case import Language
    from trastienda.reconcile import Reconciled

FIRST = 5
"""So many findings of each kind are shown; a list has all of them."""


@click.command("reconcile")
@click.argument("portal")
@click.option(
    "--export",
    "export_file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="What the portal holds: CSV, XLSX or Parquet.",
)
@click.option(
    "--book",
    "book_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Our sales from this file instead of the workspace's database: CSV, XLSX or Parquet.",
)
@click.option(
    "--xlsx",
    "list_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write everything that does not agree to this workbook, for people.",
)
@click.option(
    "--parquet",
    "parquet_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write everything that does not agree to this file, for programs.",
)
@click.option(
    "--open-cases",
    is_flag=True,
    help="Reopen settled sales whose order is missing, differs or is there twice, each as a case.",
)
@json_option
def command(
    portal: str,
    export_file: Path,
    book_file: Path | None,
    list_file: Path | None,
    parquet_file: Path | None,
    open_cases: bool,
    as_json: bool,
) -> None:
    """Compare an export of PORTAL with our sales: every row of both sides ends in exactly one kind.

    It agrees, differs, is missing there, is of no sale of ours, is there or here twice, moved to another number, or is
    unclear; each with its reason. Nothing is entered, and without --open-cases nothing is changed.
    """
    from tempfile import TemporaryDirectory

    from trastienda.engine.bots import load_bot
    from trastienda.engine.ourbook import shape_of
    from trastienda.reconcile import reconcile

    if open_cases and book_file is not None:
        raise WorkspaceError("--open-cases is about the sales of our database: leave --book out.")
    workspace = here()
    bot = load_bot(workspace, portal)
    with TemporaryDirectory(prefix="trastienda-") as scratch_name:
        scratch = Path(scratch_name)
        book = book_file or _our_book(bot, scratch / "book")
        result = reconcile(export_file, book, shape_of(bot), scratch=scratch, say=say)
        opened = _write(bot, result, list_file, parquet_file, open_cases)
        if as_json:
            print_json(_facts(result, opened))
        else:
            _show(result, workspace.settings.language)
    for note in result.notes:
        say(note)
    if result.not_compared:
        say(f"Not compared, because one side has no column for it: {', '.join(result.not_compared)}.")
    if opened:
        say(f"{len(opened)} case(s) wait for a person: trastienda cases")


def _our_book(bot: Any, folder: Path) -> Path:
    from trastienda.engine.ourbook import write_book

    folder.mkdir()
    with database(here()) as store:
        many = write_book(store, bot, folder)
    say(f"our book: {many} sales with an order in {bot.name}")
    return folder


def _write(
    bot: Any, result: "Reconciled", list_file: Path | None, parquet_file: Path | None, open_cases: bool
) -> list[int]:
    """Write what was asked for; returns the numbers of the cases that were opened."""
    from datetime import UTC, datetime

    from trastienda.desk.reconciled import open_cases as open_them
    from trastienda.desk.sheets.reconciliation import write_list
    from trastienda.desk.writing import replacing
    from trastienda.reconcile.findings import for_people

    if parquet_file is not None:
        with replacing(parquet_file) as half_made:
            for_people(result.findings).sink_parquet(half_made)
    if list_file is not None:
        labels = {name: bot.facts.label(name) for name in result.compared}
        write_list(list_file, for_people(result.findings), labels, language=here().settings.language)
    if not open_cases:
        return []
    with database(here()) as store:
        return open_them(store, result.findings, bot.facts, now=datetime.now(UTC))


def _facts(result: "Reconciled", opened: list[int]) -> dict[str, Any]:
    return {
        "there": result.there,
        "here": result.here,
        "kinds": {kind.value: {"there": one.there, "here": one.here} for kind, one in result.tallies.items()},
        "compared": list(result.compared),
        "not_compared": list(result.not_compared),
        "notes": list(result.notes),
        "cases": opened,
    }


def _show(result: "Reconciled", language: "Language") -> None:
    import polars as pl

    from trastienda.cli.listing import plain, print_table
    from trastienda.reconcile.findings import for_people
    from trastienda.reconcile.kinds import WORDS

    print_table(
        ("kind", "in the export", "in our book", "what it is"),
        [(kind.value, one.there, one.here, WORDS[kind][language]) for kind, one in result.tallies.items()]
        + [("all", result.there, result.here, None)],
    )
    found = for_people(result.findings)
    first = pl.concat([found.filter(pl.col("kind") == kind.value).head(FIRST) for kind in WORDS]).collect()
    if first.height:
        click.echo()
    for row in first.iter_rows(named=True):
        click.echo(plain(f"{row['kind']:<8} {row[language.value]}"))
    if found.select(pl.len()).collect().item() > first.height:
        click.echo("…  --xlsx FILE or --parquet FILE has all of them.")
