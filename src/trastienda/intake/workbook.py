"""Read the sheets of an XLSX workbook into tables."""

from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from trastienda.domain.finding import Finding
from trastienda.errors import IntakeError
from trastienda.intake.cells import Cell, cell_text, is_lossy
from trastienda.intake.headers import duplicate
from trastienda.intake.limits import Limits, check_archive
from trastienda.intake.marks import Marks, column_letters, marks_of
from trastienda.intake.row import ListedRows, RawRow, Source, Table, Trouble, is_empty, note

Range = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(path: Path, *, locale: str, limits: Limits) -> list[Table]:
    """The visible sheets of a workbook that hold anything; the first row that is not empty has the headers.

    Raises:
        IntakeError: it is no workbook, or too large.
    """
    check_archive(path, limits)
    try:
        marks = marks_of(path, limits)
        workbook = CalamineWorkbook.from_path(path)
        tables = []
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                _check_extent(f"{path.name}, sheet '{sheet.name}'", marks[sheet.name], limits)
                tables += _table(path.name, workbook.get_sheet_by_name(sheet.name), locale, marks[sheet.name])
    except (CalamineError, PasswordError, KeyError, SyntaxError) as error:
        raise IntakeError(
            f"{path.name} is not a readable XLSX workbook: {error}. Save it again as XLSX."
        ) from error
    return tables


def _check_extent(name: str, marks: Marks, limits: Limits) -> None:
    # Calamine asks for the memory of the whole rectangle and ends the process when there is none:
    # one value in the last cell, XFD1048576, is a file of 5 kB and a request for 550 GB.
    if not limits.allow(marks.height, marks.width):
        raise IntakeError(
            f"{name} reaches to row {marks.height}, column {column_letters(marks.width)}; at most "
            f"{limits.rows} rows and {limits.cells} cells are read. Delete what stands far below or beside "
            "the sales, or split it."
        )


_BELOW_ALL = 1 << 30


class _Rows:
    """The rows under a sheet's headers; each time they are gone through, they are made anew."""

    def __init__(
        self, file: str, sheet: CalamineSheet, locale: str, marks: Marks, top: int, headers: Sequence[str]
    ) -> None:
        self._file, self._sheet, self._locale, self._marks = file, sheet, locale, marks
        self._top, self._headers, self._name = top, headers, sheet.name
        self._merged = list(sheet.merged_cell_ranges or [])
        self._with_errors = {row for row, _ in marks.errors}
        # Such cells may be anywhere: then every cell is looked at.
        self._suspect = bool(self._merged) or not all(headers)
        self.notes: list[Finding] = []

    def __iter__(self) -> Iterator[RawRow]:
        count, hidden = 0, []
        for row in self.at(range(self._top + 1, _BELOW_ALL)):
            count += 1
            if row.source.row in self._marks.hidden:
                hidden.append(row.source.row)
            yield row
        self.notes[:] = self._found(count, hidden)

    def at(self, numbers: Container[int]) -> Iterator[RawRow]:
        for number, cells in _numbered(self._sheet):
            if number in numbers and not is_empty(row := self._row(number, cells)):
                yield row

    def texts(self, headers: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        columns = [self._headers.index(header) for header in headers]
        for number, cells in _numbered(self._sheet):
            if number > self._top:
                yield number, [cell_text(cells[column], self._locale) for column in columns]

    def _row(self, number: int, cells: list[Cell]) -> RawRow:
        suspect = self._suspect or number in self._with_errors
        texts = cast("list[str]", cells.copy())
        for index, cell in enumerate(cells):
            if type(cell) is not str:
                texts[index] = cell_text(cell, self._locale)
                suspect = suspect or is_lossy(cell)
        values = dict(zip(self._headers, texts, strict=True))
        values.pop("", None)
        troubles = self._troubles(number, cells, texts) if suspect else ()
        return RawRow(Source(self._file, self._name, number), values, troubles)

    def _troubles(self, number: int, cells: Sequence[Cell], texts: Sequence[str]) -> tuple[Trouble, ...]:
        columns = enumerate(zip(self._headers, cells, texts, strict=True), start=1)
        found = [
            _trouble(number, column, header, cell, text, self._marks, self._merged)
            for column, (header, cell, text) in columns
        ]
        return tuple(trouble for trouble in found if trouble)

    def _found(self, count: int, hidden: Sequence[int]) -> Iterator[Finding]:
        name = self._name
        yield note(
            "sheet_read",
            f"{self._file}, hoja «{name}»: cabeceras en la fila {self._top}, {count} filas con datos.",
            f"{self._file}, sheet '{name}': headers in row {self._top}, {count} rows with content.",
        )
        if hidden:
            listed = ", ".join(map(str, hidden))
            yield note(
                "hidden_rows",
                f"{self._file}, hoja «{name}»: también se leen las filas ocultas ({listed}).",
                f"{self._file}, sheet '{name}': hidden rows are read too ({listed}).",
            )


def _numbered(sheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of a sheet, numbered from 1, each from column A on."""
    left = cast("list[Cell]", [""] * (sheet.start[1] if sheet.start else 0))
    rows = cast("Iterator[list[Cell]]", sheet.iter_rows())
    return enumerate((left + cells for cells in rows) if left else rows, start=1)


def _table(file: str, sheet: CalamineSheet, locale: str, marks: Marks) -> list[Table]:
    """One table, or none when the sheet is empty."""
    name = f"{file}, sheet '{sheet.name}'"
    top, cells = next((row for row in _numbered(sheet) if any(cell != "" for cell in row[1])), (0, []))
    if not top:
        return []
    headers = [cell_text(cell, locale).strip() for cell in cells]
    named = tuple(header for header in headers if header)
    rows = _Rows(file, sheet, locale, marks, top, headers)
    refused = _refused(name, sheet, top, named)
    if named:
        return [Table(name, named, rows, refused, rows.notes, sheet.total_height - top)]
    # Without any header nobody could tell yet whether there is anything below it.
    listed = ListedRows(rows)
    return [Table(name, named, listed, refused, rows.notes, len(listed))]


def _refused(name: str, sheet: CalamineSheet, top: int, headers: Sequence[str]) -> str | None:
    over = next((area for area in sheet.merged_cell_ranges or [] if area[0][0] < top <= area[1][0] + 1), None)
    if over is not None:
        cell = f"{column_letters(over[0][1] + 1)}{over[0][0] + 1}"
        return f"{name} has a merged header at {cell}. Give every column a header of its own."
    return duplicate(name, headers)


def _trouble(
    row: int, column: int, header: str, cell: Cell, text: str, marks: Marks, merged: Sequence[Range]
) -> Trouble | None:
    name = header or column_letters(column)
    if (row, column) in marks.errors:
        error = marks.errors[row, column]
        return Trouble(
            "error_cell",
            name,
            error,
            "a value, not an error of the spreadsheet",
            "un valor, no un error de la hoja de cálculo",
        )
    if any(
        top < bottom and top < row <= bottom + 1 and left < column <= right + 1
        for (top, left), (bottom, right) in merged
    ):
        return Trouble(
            "merged_cell", name, text, "a cell of its own in every row", "una celda propia en cada fila"
        )
    if not header and text.strip():
        return Trouble("stray_value", name, text, "a header over this column", "una cabecera en esta columna")
    if is_lossy(cell):
        return Trouble(
            "lossy_number",
            name,
            text,
            "a text cell (the spreadsheet has already lost digits of so long a number)",
            "una celda de texto (la hoja de cálculo ya ha perdido cifras de un número tan largo)",
        )
    return None
