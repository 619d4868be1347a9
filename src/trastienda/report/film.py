"""Lay out what happened to an item as a film strip: its attempts, step by step, with what they saw."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from trastienda.desk.view import CaseView, Difference, customer, link, view
from trastienda.domain.case import Language, Reason
from trastienda.domain.evidence import Moment, Part
from trastienda.domain.finding import Finding
from trastienda.domain.item import Item
from trastienda.domain.journal import Entry
from trastienda.report.filmwords import ENDS, MOMENTS, say
from trastienda.report.story import stands, tell
from trastienda.report.words import REASONS
from trastienda.store import cases, items, journal, runs

WITHOUT_RUN = "without-run"
_NAMED = re.compile(r"-\d+-(?P<moment>[a-z_]+)\.(?P<part>jpg|html|aria\.yaml)$")
_DOWNLOAD = re.compile(r"-\d+-download-(?P<name>\w+)(?:\.\w+)?$")
_SLACK = timedelta(seconds=30)
"""How long after an attempt's end a file of it may have been written."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of the evidence: what it is, where it is from the film's folder, and whether it is still there."""

    part: str
    href: str
    there: bool


@dataclass(frozen=True, slots=True)
class Shot:
    """One step.

    Attributes:
        at: when (UTC), `None` where nobody knows any more.
        text: what was done, in a sentence.
        picture: of the page at that moment.
        files: what else was kept of it.
        differences: the fields that did not match, where it is about them.
    """

    at: datetime | None
    text: str
    picture: Kept | None = None
    files: tuple[Kept, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One attempt, or what happened outside of any.

    Attributes:
        number: the attempt's, `None` outside.
        began, ended: UTC; `ended` is `None` while it works, and for ever when its process died.
        end: how it ended, in words.
        run: the run that it belongs to, where that is another one.
        shots: its steps, in order.
        traces: the command that opens each trace, from the workspace's folder.
    """

    number: int | None
    began: datetime
    ended: datetime | None = None
    end: str = ""
    run: str | None = None
    shots: tuple[Shot, ...] = ()
    traces: tuple[tuple[Kept, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Film:
    """All that happened to one item.

    Attributes:
        item, customer, stands: which, whose, and in a few words where it stands now.
        scenes: in the order of their time.
        waits: the case that waits for a decision.
    """

    item: Item
    customer: str
    stands: str
    scenes: tuple[Scene, ...]
    waits: CaseView | None

    @property
    def attempts(self) -> int:
        """How many attempts there were."""
        return sum(scene.number is not None for scene in self.scenes)


def film_of(conn: sa.Connection, number: int, *, run: str, language: Language, runs_folder: Path) -> Film:
    """The film of one item.

    Args:
        conn: any connection.
        number: the item's.
        run: the run in whose folder the film will lie.
        language: of its sentences.
        runs_folder: the folder of all runs.
    """
    item = items.get(conn, number)
    findings = [Finding.model_validate(one) for one in items.source_of(conn, [number])[number].findings]
    seen = [view(conn, one, language=language, runs=runs_folder) for one in cases.of_items(conn, [number])]
    told = [
        (entry, tell(entry, language=language, findings=findings, cases=seen))
        for entry in journal.of_item(conn, number)
    ]
    home = runs_folder / item.bot / run
    scenes = [
        _scene(one, item.bot, run=run, home=home, runs_folder=runs_folder, language=language)
        for one in runs.attempts_of(conn, [number])
    ]
    waits = next((one for one in seen if one.case.decided_at is None), None)
    return Film(
        item=item,
        customer=customer(item.sale or {}),
        stands=say("undecided", language, reason=REASONS[waits.case.reason][language])
        if waits
        else stands(item.state, item.reference, language),
        scenes=tuple(_with_steps(scenes, told, seen)),
        waits=waits,
    )


def _scene(
    row: sa.Row[Any], bot: str, *, run: str, home: Path, runs_folder: Path, language: Language
) -> Scene:
    folder = runs_folder / bot / (row.run or WITHOUT_RUN)
    latest = (row.ended_at or datetime.max.replace(tzinfo=UTC) - _SLACK) + _SLACK
    shots: list[Shot] = []
    traces = []
    moment_before, parts = "", set[str]()
    for path in row.evidence:
        file, named = folder / path, _NAMED.search(path)
        part, moment = (named["part"], named["moment"]) if named else (None, None)
        kept = Kept(part or "", link(file, start=home), file.is_file())
        if download := _DOWNLOAD.search(path):
            said = say("download", language, name=download["name"])
            shots.append(
                Shot(_written(file, row.started_at, latest), said, files=(replace(kept, part="file"),))
            )
            moment_before, parts = "", set()
            continue
        if part is None or moment is None:
            traces.append(
                (kept, f"playwright show-trace {shlex.quote(link(file, start=runs_folder.parent))}")
            )
            continue
        if moment != moment_before or part in parts:
            shots.append(Shot(_written(file, row.started_at, latest), _seen(moment, language)))
            moment_before, parts = moment, set()
        parts.add(part)
        if part == Part.PICTURE:
            shots[-1] = replace(shots[-1], picture=kept)
        else:
            shots[-1] = replace(shots[-1], files=(*shots[-1].files, kept))
    return Scene(
        number=row.id,
        began=row.started_at,
        ended=row.ended_at,
        end=_end(row.outcome, language),
        run=row.run if row.run != run else None,
        shots=tuple(shots),
        traces=tuple(traces),
    )


def _written(file: Path, began: datetime, latest: datetime) -> datetime | None:
    """When a file was written; a copy's own time tells nothing."""
    if not file.is_file():
        return None
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return at if began <= at <= latest else None


def _seen(moment: str, language: Language) -> str:
    return MOMENTS[Moment(moment)][language] if moment in set(Moment) else moment


def _end(outcome: str | None, language: Language) -> str:
    if outcome is None:
        return ENDS["none"][language]
    said, _, reason = outcome.partition(": ")
    if said == "case" and reason in set(Reason):
        return say("ended_in_case", language, reason=REASONS[Reason(reason)][language])
    return ENDS[outcome][language] if outcome in ENDS else ENDS["put_off"][language]


def _with_steps(
    scenes: Sequence[Scene], told: Sequence[tuple[Entry, str]], seen: Sequence[CaseView]
) -> Iterator[Scene]:
    """The scenes with the journal's entries among their shots, and what happened outside of them in between."""
    left = [Shot(entry.at, text, differences=_differences(entry, seen)) for entry, text in told]
    for position, scene in enumerate(scenes):
        later = scenes[position + 1].began if position + 1 < len(scenes) else None
        before = [shot for shot in left if shot.at is not None and shot.at < scene.began]
        if before:
            assert before[0].at is not None
            yield Scene(None, before[0].at, shots=tuple(before))
        rest = left[len(before) :]
        # An attempt whose process died has no end: the next one shows that it is over.
        end = scene.ended or later
        within = [shot for shot in rest if end is None or (shot.at is not None and shot.at <= end)]
        left = rest[len(within) :]
        yield replace(scene, shots=tuple(sorted([*within, *scene.shots], key=_order)))
    if left:
        assert left[0].at is not None
        yield Scene(None, left[0].at, shots=tuple(left))


def _order(shot: Shot) -> datetime:
    """By time; what has none comes last, in its own order."""
    return shot.at or datetime.max.replace(tzinfo=UTC)


def _differences(entry: Entry, seen: Sequence[CaseView]) -> tuple[Difference, ...]:
    opened: Mapping[datetime, CaseView] = {one.case.opened_at: one for one in seen}
    if entry.kind != "case_opened" or entry.at not in opened:
        return ()
    return opened[entry.at].differences
