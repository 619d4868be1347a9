"""Write exception lists and take them back, for the command line."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trastienda.cli.casefile import known_bots
from trastienda.cli.groups import check_bot
from trastienda.cli.listing import print_table
from trastienda.cli.workplace import say
from trastienda.desk.sheets import Happened, LoadResult, export, load
from trastienda.engine.dispatch import Dispatcher
from trastienda.errors import NotAllowed, Stale, WorkspaceError
from trastienda.store import cases
from trastienda.store.connection import Store
from trastienda.workspace import Workspace


def export_list(
    workspace: Workspace, store: Store, file: Path | None, *, bot: str | None, replace: bool
) -> tuple[Path, str, list[int]]:
    """Write the open cases to a list.

    Args:
        workspace, store: whose cases.
        file: where to; `None` for a free name of today in `runs/`.
        bot: only this bot's.
        replace: write over a file that is there.

    Returns:
        the file, the list's id, and the numbers of the cases in it.

    Raises:
        WorkspaceError: the file is there already, or there is no such bot.
    """
    today = datetime.now().astimezone()
    target = file or _free_name(workspace.runs / f"exceptions-{today:%Y-%m-%d}.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise WorkspaceError(f"{target}: the list is a workbook, so its name ends in .xlsx.")
    if target.exists() and not replace:
        raise WorkspaceError(
            f"{target} is there already and may be filled in. Name another file, or add --replace."
        )
    with store.begin() as conn:
        found = cases.open_ones(conn, bot=bot)
        if not found:
            check_bot(workspace, bot)
        list_id = export(
            conn,
            target,
            found,
            language=workspace.settings.language,
            runs=workspace.runs,
            timezone=_timezone(workspace, bot),
        )
    return target, list_id, [case.id for case in found]


def _free_name(path: Path) -> Path:
    """The path, with a number when it is taken: the list of this morning may be filled in by now."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _timezone(workspace: Workspace, bot: str | None) -> str:
    """In whose time a list is: the portal's, of the bot or of the first one that there is."""
    names = [bot] if bot else workspace.bot_names()
    return workspace.facts(names[0]).timezone if names else "UTC"


def load_list(workspace: Workspace, store: Store, file: Path) -> list[LoadResult]:
    """Carry out the decisions of a list; what the machine goes on with is enqueued in the same transactions.

    Raises:
        WorkspaceError: there is no such file, or it is no list of this workspace; nothing was decided.
    """
    if not file.is_file():
        raise WorkspaceError(f"There is no file {file}.")
    dispatcher = Dispatcher(store)
    try:
        return load(
            store,
            file,
            known=known_bots(workspace),
            dispatch=dispatcher.enqueue,
            now=datetime.now(UTC),
            language=workspace.settings.language,
        )
    finally:
        dispatcher.close()


def print_results(name: str, results: Sequence[LoadResult]) -> None:
    """Print what became of each row on stdout, and the counts on stderr."""
    if results:
        print_table(
            ("row", "case", "what happened", "item", "why"),
            [
                (
                    result.row,
                    result.case,
                    result.happened.value,
                    f"{result.item.id} is {result.item.state.value}" if result.item else None,
                    result.refused,
                )
                for result in results
            ],
        )
    many = {one: sum(result.happened is one for result in results) for one in Happened}
    say(f"{name}: {', '.join(f'{many[one]} {one.value}' for one in Happened)}.")


def row_facts(result: LoadResult) -> dict[str, Any]:
    """What became of a row, as JSON values."""
    return {
        "row": result.row,
        "case": result.case,
        "happened": result.happened.value,
        "item": result.item.id if result.item else None,
        "state": result.item.state.value if result.item else None,
        "refused": str(result.refused) if result.refused else None,
        "refused_as": _kind(result.refused) if result.refused else None,
    }


def _kind(refused: Exception) -> str:
    match refused:
        case Stale():
            return "stale"
        case NotAllowed():
            return "not_allowed"
    return "wrong"


def exit_code(results: Sequence[LoadResult]) -> int:
    """The exit code of a loaded list: 0 when every row was decided or blank."""
    kinds = {_kind(result.refused) for result in results if result.refused}
    return next((code for kind, code in (("stale", 4), ("not_allowed", 3), ("wrong", 2)) if kind in kinds), 0)
