"""Write a run's report as one page that a manager reads."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from trastienda.desk.view import customer, link, view
from trastienda.domain.case import Language, Reason
from trastienda.domain.item import AT_REST
from trastienda.domain.masking import mask_ids
from trastienda.report.facts import RunFacts, RunItem, SourceFacts
from trastienda.report.flow import NARROW, WIDE, ends_of, flow
from trastienda.report.words import REASONS, STATES, headline, lasting, percent, say, sweep_headline

SWEPT = ("checked", "reopened", "unknown", "unchecked")
"""The figures of a sweep, in the order in which they are shown."""

TEMPLATES = Environment(
    loader=PackageLoader("trastienda.report"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def moments(language: Language, timezone: str) -> Callable[[datetime | None], str]:
    """How a page says a time: to the minute, as its language writes days; a dash for none."""
    zone = ZoneInfo(timezone)
    days = "%d/%m/%Y" if language is Language.ES else "%Y-%m-%d"
    return lambda moment: f"{moment.astimezone(zone):{days} %H:%M}" if moment else "—"


def page(
    conn: sa.Connection,
    facts: RunFacts,
    its: Sequence[RunItem],
    *,
    language: Language,
    runs: Path,
    now: datetime,
    timezone: str = "Europe/Madrid",
    list_name: str = "exceptions.xlsx",
) -> str:
    """The report as one HTML page that needs nothing else.

    Args:
        conn: any connection.
        facts, its: of the run.
        language: of the page.
        runs: the folder of all runs; links are relative to the run's own folder below it.
        now: aware time at which the facts were read.
        timezone: of the times shown.
        list_name: the exception list beside the page.
    """
    folder = runs / facts.bot / facts.run
    when = moments(language, timezone)
    return TEMPLATES.get_template("report.html.j2").render(
        language=language,
        say=lambda word, **names: say(word, language, **names),
        facts=facts,
        ends=ends_of(facts.items),
        headline=headline(len(facts.items), ends_of(facts.items), language)
        if facts.swept is None
        else sweep_headline(facts.swept.model_dump(include=set(SWEPT)), language),
        swept_figures=SWEPT,
        straight=None
        if facts.straight_through_rate is None
        else percent(facts.straight_through_rate, language),
        took=None if facts.duration_s is None else lasting(facts.duration_s),
        when=when,
        now=when(now),
        flows=[
            flow(facts.items, language, size, name=name)
            for name, size in (("wide", WIDE), ("narrow", NARROW))
        ],
        reasons=[(REASONS[Reason(reason)][language], count) for reason, count in facts.exceptions.items()],
        exceptions=_exceptions(conn, its, language, runs, folder),
        rejections=[_rejection(one, language) for one in its if one.codes],
        working=[
            (one.item, STATES[one.item.state][language], one.item.next_at)
            for one in its
            if one.item.state not in AT_REST
        ],
        list_name=list_name,
    )


def _exceptions(
    conn: sa.Connection, its: Sequence[RunItem], language: Language, runs: Path, folder: Path
) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for one in its:
        if one.open_case is None:
            continue
        seen = view(conn, one.open_case, language=language, runs=runs)
        found.append(
            {
                "item": one.item,
                "customer": seen.customer,
                "proof": seen.proof,
                "reason": seen.reason,
                "further": seen.further,
                "differences": seen.differences,
                "orders": one.open_case.orders,
                "evidence": link(seen.evidence, start=folder) if seen.evidence else None,
            }
        )
    return found


def _rejection(one: RunItem, language: Language) -> Mapping[str, Any]:
    decision = one.cases[-1].decision if one.cases else None
    if one.refused_by:
        what = [mask_ids(finding.sentence(language)) for finding in one.refused_by]
    elif decision is not None:
        what = [mask_ids(say("rejected_by", language, by=decision.by, why=decision.why))]
    else:
        what = []
    return {
        "item": one.item,
        "customer": customer(one.item.sale or {}),
        "source": source_text(one.source, language),
        "what": what,
    }


def source_text(source: SourceFacts, language: Language) -> str:
    """Where a row stands, such as "ventas.xlsx, hoja «Ventas», fila 12"."""
    if not source.row:
        return say("source_portal", language)
    word = "source_sheet" if source.sheet else "source_file"
    return say(word, language, file=source.file, sheet=source.sheet, row=source.row)
