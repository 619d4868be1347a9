"""Turn a file into sales."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Generic, TypeVar

from trastienda.domain.finding import Finding
from trastienda.domain.sale import Sale, content_key
from trastienda.errors import IntakeError
from trastienda.intake.files import read_tables
from trastienda.intake.headers import known_share, match_headers
from trastienda.intake.limits import Limits
from trastienda.intake.reading import read_sale, script_notes
from trastienda.intake.row import RawRow, Source, Table, note

S = TypeVar("S", bound=Sale)

# A sheet with fewer of the wanted columns is something else: a legend, a list of plans.
_SALES_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Row(Generic[S]):
    """What became of one row.

    Args:
        raw: its texts by column header.
        sale: None when the row could not be read; then `findings` say why.
        findings: what was found while reading; with a sale, only notes.
        content_key: of the sale, or of the raw texts when there is no sale: equal content, equal key.
    """

    source: Source
    raw: Mapping[str, str]
    sale: S | None
    findings: tuple[Finding, ...]
    content_key: str


@dataclass(frozen=True, slots=True)
class Intake(Generic[S]):
    """What a file holds.

    Args:
        file: its name.
        rows: every row that is not empty, in the file's order.
        notes: what was detected: sheets, encoding, separator, hidden rows.
    """

    file: str
    rows: tuple[Row[S], ...]
    notes: tuple[Finding, ...]

    @property
    def sales(self) -> tuple[S, ...]:
        """The sales of the rows that could be read."""
        return tuple(row.sale for row in self.rows if row.sale is not None)


def read_sales(
    path: Path,
    sale_type: type[S],
    *,
    columns: Mapping[str, str],
    locale: str,
    tz: tzinfo,
    limits: Limits | None = None,
) -> Intake[S]:
    """Read a workbook, CSV or JSON file of sales.

    Args:
        columns: header → field of `sale_type`; fields' own names are headers too. Case, accents and
            signs do not matter.
        locale: how its numbers and days are written: "es", "en" or "canonical".
        tz: the zone of its times that name none.

    Raises:
        IntakeError: the file as a whole cannot be used; no row was taken in.
        WorkspaceError: `columns` names a field that `sale_type` does not have.
    """
    tables = read_tables(path, locale=locale, limits=limits)
    chosen = _with_sales(path.name, tables, sale_type, columns)
    rows = []
    for table in chosen:
        fields = match_headers(table.name, table.headers, sale_type, columns)
        rows += [_row(raw, sale_type, fields, locale, tz) for raw in table.rows]
    return Intake(path.name, tuple(rows), tuple(_notes(tables, chosen)))


def parse_sale(
    row: RawRow, sale_type: type[S], *, columns: Mapping[str, str], locale: str, tz: tzinfo
) -> S | list[Finding]:
    """Read one row: the sale, or every reason why it is none.

    Raises:
        IntakeError: the row's columns are not those of a `sale_type`.
    """
    fields = match_headers(row.source.sentence("en"), tuple(row.values), sale_type, columns)
    return read_sale(row, sale_type, fields, locale=locale, tz=tz)


def _with_sales(
    file: str, tables: Sequence[Table], sale_type: type[Sale], columns: Mapping[str, str]
) -> list[Table]:
    # With a single table there is no doubt about what is meant: it is read, or its faults are said.
    chosen = [
        table
        for table in tables
        if len(tables) == 1 or known_share(table.headers, sale_type, columns) >= _SALES_FROM
    ]
    if not chosen:
        listed = "; ".join(table.name for table in tables) or f"{file} is empty"
        raise IntakeError(f"{file} has no table with the columns of a {sale_type.__name__} ({listed}).")
    for table in chosen:
        if table.refused:
            raise IntakeError(table.refused)
    return [table for table in chosen if table.rows or table.headers]


def _row(raw: RawRow, sale_type: type[S], fields: Mapping[str, str], locale: str, tz: tzinfo) -> Row[S]:
    read = read_sale(raw, sale_type, fields, locale=locale, tz=tz)
    if isinstance(read, list):
        return Row(raw.source, raw.values, None, tuple(read), _raw_key(raw))
    return Row(raw.source, raw.values, read, tuple(script_notes(raw, read, fields)), content_key(read))


def _raw_key(raw: RawRow) -> str:
    line = json.dumps(dict(raw.values), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode(errors="backslashreplace")).hexdigest()


def _notes(tables: Sequence[Table], chosen: Sequence[Table]) -> list[Finding]:
    left = [
        note(
            "sheet_left_out",
            f"{table.name}: no se lee, sus columnas no son las de una venta.",
            f"{table.name}: not read, its columns are not those of a sale.",
        )
        for table in tables
        if table not in chosen
    ]
    return [*(finding for table in chosen for finding in table.notes), *left]
