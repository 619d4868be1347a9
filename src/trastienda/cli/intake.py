"""Take a file of sales in, without entering them yet."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trastienda.cli.listing import count, plain
from trastienda.cli.workplace import database, here, json_option, print_json, say
from trastienda.errors import WorkspaceError

if TYPE_CHECKING:
    from trastienda.domain.case import Language
    from trastienda.engine.receive import Received

WORK_ITEMS = ("RC_WORKITEM_INPUT_PATH", "RPA_INPUT_WORKITEM_PATH")
"""Where Robocorp's tools say that the work items are; the second one is their older name."""


LINE_EVERY_S = 5.0


@click.command("intake")
@click.argument("bot")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@json_option
def command(bot: str, file: Path | None, as_json: bool) -> None:
    """Take FILE in for BOT: XLSX, CSV, JSON, or Robocorp work items. Nothing is entered yet.

    Each row becomes an item. A row that cannot be read, or that a rule refuses, is rejected and said, with what
    was seen and what was expected; the others go on. The same sales a second time are taken in once.

    Without FILE the work items of RC_WORKITEM_INPUT_PATH (or RPA_INPUT_WORKITEM_PATH) are taken in.
    """
    from trastienda.domain.fields import fold
    from trastienda.engine import logs
    from trastienda.engine.bots import load_bot
    from trastienda.engine.dispatch import Dispatcher
    from trastienda.engine.receive import receive
    from trastienda.store import overview

    logs.set_up()
    workspace = here()
    loaded = load_bot(workspace, bot)
    path = file or _work_items()
    if not path.is_file():
        raise WorkspaceError(f"There is no file {path}.")
    now, language = datetime.now(UTC), workspace.settings.language
    with database(workspace) as store:
        dispatcher = Dispatcher(store)
        try:
            received = receive(
                store,
                loaded,
                path,
                run=None,
                dispatch=dispatcher.enqueue,
                language=language,
                now=now,
                seen=_told_of(path.name),
            )
        finally:
            dispatcher.close()
        with store.read() as conn:
            rows = overview.rejected_at(conn, bot, now)
    fields = {fold(header): field for header, field in loaded.facts.columns.items()}
    refused = [_refused(row, fields, language) for row in rows]
    asked = received.states.get("in_case", 0)
    if as_json:
        print_json(
            {
                "file": received.file,
                "rows": received.rows,
                "taken_in": received.taken_in,
                "known": received.known,
                "states": received.states,
                "notes": list(received.notes),
                "rejections": refused,
            }
        )
        return
    _show(received, refused)
    if asked:
        say(f"{count(asked, 'case')} to decide: trastienda cases")
    if received.states.get("ready"):
        say(f"'trastienda run {bot}' enters what is ready; 'trastienda up' does it by itself.")


def _told_of(file: str) -> Callable[[int, int], None]:
    """Says on stderr where the intake of a long file stands, now and then."""
    last = datetime.now(UTC)

    def seen(rows: int, most: int) -> None:
        nonlocal last
        now = datetime.now(UTC)
        if (now - last).total_seconds() >= LINE_EVERY_S:
            last = now
            say(f"{file}: {rows} of at most {count(most, 'row')} taken in")

    return seen


def _work_items() -> Path:
    for name in WORK_ITEMS:
        if os.environ.get(name):
            return Path(os.environ[name])
    raise WorkspaceError(
        f"Which FILE? None was named, and neither {' nor '.join(WORK_ITEMS)} says where work items are."
    )


def _refused(row: Any, fields: Mapping[str, str], language: "Language") -> dict[str, Any]:
    """A rejected row with its reasons, ids masked; `fields` maps a folded header to the field of the sale."""
    from trastienda.domain.fields import fold
    from trastienda.domain.finding import Finding, Severity
    from trastienda.domain.masking import mask_ids
    from trastienda.intake import Source

    findings = [Finding.model_validate(one) for one in row.findings]
    columns = {fields.get(fold(header), header): header for header in row.raw}
    return {
        "item": row.id,
        "sale_reference": row.sale_reference,
        **row.source,
        "place": Source(**row.source).sentence(language),
        "reasons": [
            {
                "code": one.code,
                "fields": list(one.fields),
                "columns": [columns[field] for field in one.fields if field in columns],
                "seen": mask_ids(one.seen) if one.seen else one.seen,
                "expected": one.expected,
                "sentence": mask_ids(one.sentence(language)),
            }
            for one in findings
            if one.severity is Severity.REJECT
        ],
    }


def _show(received: "Received", refused: list[dict[str, Any]]) -> None:
    states = ", ".join(f"{many} {state}" for state, many in sorted(received.states.items()))
    known = f" {received.known} known from before." if received.known else ""
    click.echo(
        f"{received.file}: {count(received.rows, 'row')}, {received.taken_in} taken in"
        f"{f' ({states})' if states else ''}.{known}"
    )
    for note in received.notes:
        click.echo(f"  {plain(note)}")
    if refused:
        click.echo(f"\nRejected, {count(len(refused), 'row')}:")
    for row in refused:
        click.echo(f"  {row['sale_reference']}  item {row['item']}, {row['place']}")
        for reason in row["reasons"]:
            click.echo(f"      {plain(reason['sentence'])}")
