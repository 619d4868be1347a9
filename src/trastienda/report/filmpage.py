"""Write the film strip of a run's items as one page that needs no network."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from trastienda.desk.writing import replacing
from trastienda.domain.case import Language
from trastienda.report.film import film_of
from trastienda.report.filmwords import say
from trastienda.report.page import TEMPLATES, moments
from trastienda.report.words import lasting
from trastienda.store.runs import Run

OPEN_AT_ONCE = 3
"""So many items are unfolded; of more, each is unfolded by a click."""


def write_film(
    conn: sa.Connection,
    run: Run,
    numbers: Sequence[int],
    file: Path,
    *,
    language: Language,
    runs_folder: Path,
    now: datetime,
    timezone: str = "Europe/Madrid",
) -> None:
    """Write the page, whole or not at all; it is replaced when it is there.

    Args:
        conn: any connection.
        run: the run, in whose folder the page lies.
        numbers: the items that are shown; those that wait for a decision come first.
        file: where.
        language: of the page.
        runs_folder: the folder of all runs; evidence is linked below it.
        now: aware time, which the page names.
        timezone: of the times shown.
    """
    films = [film_of(conn, one, run=run.id, language=language, runs_folder=runs_folder) for one in numbers]
    when = moments(language, timezone)
    zone = ZoneInfo(timezone)
    html = TEMPLATES.get_template("film.html.j2").render(
        language=language,
        say=lambda word, **names: say(word, language, **names),
        run=run,
        films=sorted(films, key=lambda film: film.waits is None),
        open_at_once=OPEN_AT_ONCE,
        when=when,
        time=lambda at: f"{at.astimezone(zone):%H:%M:%S}",
        lasting=lasting,
        now=when(now),
    )
    with replacing(file) as half_made:
        half_made.write_text(html, encoding="utf-8")
