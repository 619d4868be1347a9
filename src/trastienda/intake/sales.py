"""Turn a file into sales."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from trastienda.domain.finding import Finding
from trastienda.domain.sale import Sale, Written
from trastienda.errors import IntakeError
from trastienda.intake.files import read_tables
from trastienda.intake.headers import known_share, match_headers
from trastienda.intake.limits import Limits
from trastienda.intake.reading import SaleReader, script_notes
from trastienda.intake.row import RawRow, Source, Table, note

S = TypeVar("S", bound=Sale)

# A sheet with fewer of the wanted columns is something else: a legend, a list of plans.
_SALES_FROM = 0.5
_PIECE = 128
"""So many rows are read at once."""

Place = tuple[int, int]
"""Which table of a file, and which row of it."""


class Row(NamedTuple, Generic[S]):
    """What became of one row.

    Args:
        raw: its texts by column header.
        sale: None when the row could not be read; then `findings` say why.
        findings: what was found while reading; with a sale, only notes.
        written: the sale in its canonical texts; None without a sale.
        content_key: of the sale, or of the raw texts when there is no sale: equal content, equal key.
    """

    source: Source
    raw: Mapping[str, str]
    sale: S | None
    findings: tuple[Finding, ...]
    written: Written | None
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


class SalesFile(Generic[S]):
    """A file of sales, looked over but not read yet: its rows come one by one, so that it may be of any length.

    Attributes:
        file: its name.
        length: how many rows it has at most.
    """

    def __init__(
        self,
        path: Path,
        sale_type: type[S],
        *,
        columns: Mapping[str, str],
        locale: str,
        tz: tzinfo,
        limits: Limits | None = None,
        apart: Collection[str] = (),
    ) -> None:
        """Look a workbook, CSV or JSON file over.

        Args:
            columns: header → field of `sale_type`; fields' own names are headers too. Case, accents and
                signs do not matter.
            locale: how its numbers and days are written: "es", "en" or "canonical".
            tz: the zone of its times that name none.
            apart: the fields that `values` will be asked for.

        Raises:
            IntakeError: the file as a whole cannot be used.
            WorkspaceError: `columns` names a field that `sale_type` does not have.
        """
        self.file = path.name
        self._tables = read_tables(path, locale=locale, limits=limits)
        self._chosen = _with_sales(path.name, self._tables, sale_type, columns)
        # All of them before the first row: a file that cannot be used is not taken in by half.
        self._fields = [
            match_headers(table.name, table.headers, sale_type, columns) for table in self._chosen
        ]
        self._readers = [
            SaleReader(sale_type, fields, locale=locale, tz=tz, twice=apart) for fields in self._fields
        ]
        self.length = sum(table.length for table in self._chosen)

    def __iter__(self) -> Iterator[Row[S]]:
        """Every row that is not empty, in the file's order."""
        for table, fields, reader in zip(self._chosen, self._fields, self._readers, strict=True):
            yield from _rows(iter(table.rows), fields, reader)

    def at(self, places: Collection[Place]) -> Iterator[tuple[Place, Row[S]]]:
        """The rows at these places."""
        for number, table in enumerate(self._chosen):
            rows = table.rows.at({row for of_table, row in places if of_table == number})
            for row in _rows(rows, self._fields[number], self._readers[number]):
                yield (number, row.source.row), row

    def values(self, fields: Sequence[str]) -> Iterator[tuple[Place, tuple[Any, ...]]]:
        """The values of these fields in each row in which all of them can be read.

        Nothing else is looked at: what becomes of the row is not known yet.
        """
        for number, (table, reader) in enumerate(zip(self._chosen, self._readers, strict=True)):
            headers = reader.headers(fields)
            rows = table.rows.texts(headers) if len(headers) == len(fields) else iter(())
            while piece := list(islice(rows, _PIECE)):
                read = reader.values(headers, [texts for _, texts in piece])
                yield from [
                    ((number, row), values)
                    for (row, _), values in zip(piece, read, strict=True)
                    if values is not None
                ]

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What was detected: sheets, encoding, separator, hidden rows; complete after the last row."""
        return tuple(_notes(self._tables, self._chosen))


def read_sales(
    path: Path,
    sale_type: type[S],
    *,
    columns: Mapping[str, str],
    locale: str,
    tz: tzinfo,
    limits: Limits | None = None,
) -> Intake[S]:
    """Read a workbook, CSV or JSON file of sales at once; see `SalesFile` for the arguments.

    Raises:
        IntakeError: the file as a whole cannot be used; no row was taken in.
        WorkspaceError: `columns` names a field that `sale_type` does not have.
    """
    sales = SalesFile(path, sale_type, columns=columns, locale=locale, tz=tz, limits=limits)
    rows = tuple(sales)
    return Intake(sales.file, rows, sales.notes)


def parse_sale(
    row: RawRow, sale_type: type[S], *, columns: Mapping[str, str], locale: str, tz: tzinfo
) -> S | list[Finding]:
    """Read one row: the sale, or every reason why it is none.

    Raises:
        IntakeError: the row's columns are not those of a `sale_type`.
    """
    fields = match_headers(row.source.sentence("en"), tuple(row.values), sale_type, columns)
    (read,) = SaleReader(sale_type, fields, locale=locale, tz=tz).read([row])
    return read


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
    return [table for table in chosen if table.length or table.headers]


def _rows(raws: Iterator[RawRow], fields: Mapping[str, str], reader: SaleReader[S]) -> Iterator[Row[S]]:
    while piece := list(islice(raws, _PIECE)):
        read = reader.read(piece)
        yield from [_row(raw, one, fields) for raw, one in zip(piece, read, strict=True)]


def _row(raw: RawRow, read: S | list[Finding], fields: Mapping[str, str]) -> Row[S]:
    if isinstance(read, list):
        return Row(raw.source, raw.values, None, tuple(read), None, _raw_key(raw))
    written = Written.of(read)
    notes = tuple(script_notes(raw, read, fields))
    return Row(raw.source, raw.values, read, notes, written, written.content_key)


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
