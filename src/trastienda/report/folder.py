"""Fill a run's folder with what people and programs read."""

from datetime import UTC, datetime
from pathlib import Path

from trastienda.desk.sheets.export import export
from trastienda.desk.sheets.tokens import list_secret
from trastienda.desk.writing import replacing
from trastienda.domain.case import Language
from trastienda.report.facts import facts_of, items_of
from trastienda.report.page import page
from trastienda.store import runs
from trastienda.store.connection import Store

FACTS, PAGE, LIST = "run.json", "report.html", "exceptions.xlsx"


def write_run_folder(
    store: Store,
    run_id: str,
    folder: Path,
    language: Language,
    *,
    now: datetime | None = None,
    timezone: str = "Europe/Madrid",
) -> None:
    """Write `run.json`, `report.html` and `exceptions.xlsx` into the run's folder, each whole or not at all.

    What is there is replaced, so it may be called again whenever something was decided.

    Args:
        store: the database.
        run_id: the run.
        folder: `runs/<bot>/<run>`; evidence of earlier runs is linked beside it.
        language: of the report and of the list.
        now: aware time that the report names; the clock's without it.
        timezone: of the times shown.

    Raises:
        LookupError: there is no such run.
    """
    all_runs = folder.parent.parent
    with store.begin() as conn:
        # The first list makes the secret; after that a reading connection is enough.
        list_secret(conn)
    with store.read() as conn:
        its = items_of(conn, run_id)
        facts = facts_of(runs.get(conn, run_id), its)
        html = page(
            conn,
            facts,
            its,
            language=language,
            runs=all_runs,
            now=now or datetime.now(UTC),
            timezone=timezone,
            list_name=LIST,
        )
        waiting = [one.open_case for one in its if one.open_case]
        export(conn, folder / LIST, waiting, language=language, runs=all_runs, timezone=timezone)
    for name, text in ((FACTS, facts.model_dump_json(indent=2) + "\n"), (PAGE, html)):
        with replacing(folder / name) as half_made:
            half_made.write_text(text, encoding="utf-8")
