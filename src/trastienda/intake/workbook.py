"""Read the sheets of an XLSX workbook into tables."""

from collections.abc import Sequence
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
from trastienda.intake.row import RawRow, Source, Table, Trouble, is_empty, note

Range = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(path: Path, *, locale: str, limits: Limits) -> list[Table]:
    """The visible sheets of a workbook that hold anything; the first row that is not empty has the headers.

    Raises:
        IntakeError: it is no workbook, or too large.
    """
    check_archive(path, limits)
    try:
        marks = marks_of(path)
        workbook = CalamineWorkbook.from_path(path)
        tables = []
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                _check_extent(f"{path.name}, sheet '{sheet.name}'", marks[sheet.name], limits)
                read = _SheetReader(path.name, workbook.get_sheet_by_name(sheet.name), locale)
                tables += read.table(marks[sheet.name])
    except (CalamineError, PasswordError, KeyError, SyntaxError) as error:
        raise IntakeError(
            f"{path.name} is not a readable XLSX workbook: {error}. Save it again as XLSX."
        ) from error
    return tables


def _check_extent(name: str, marks: Marks, limits: Limits) -> None:
    # Calamine asks for the memory of the whole rectangle and ends the process when there is none:
    # one value in the last cell, XFD1048576, is a file of 5 kB and a request for 550 GB.
    if marks.height > limits.rows or marks.height * marks.width > limits.cells:
        raise IntakeError(
            f"{name} reaches to row {marks.height}, column {column_letters(marks.width)}; at most "
            f"{limits.rows} rows and {limits.cells} cells are read. Delete what stands far below or beside "
            "the sales, or split it."
        )


class _SheetReader:
    def __init__(self, file: str, sheet: CalamineSheet, locale: str) -> None:
        self.file, self.sheet, self.locale = file, sheet, locale
        self.name = f"{file}, sheet '{sheet.name}'"

    def table(self, marks: Marks) -> list[Table]:
        """One table, or none when the sheet is empty."""
        grid = cast("list[list[Cell]]", self.sheet.to_python(skip_empty_area=False))
        top = next((index for index, cells in enumerate(grid) if any(cell != "" for cell in cells)), None)
        if top is None:
            return []
        headers = [cell_text(cell, self.locale).strip() for cell in grid[top]]
        merged = list(self.sheet.merged_cell_ranges or [])
        rows = [
            self._row(index + 1, headers, cells, marks, merged)
            for index, cells in enumerate(grid[top + 1 :], start=top + 1)
        ]
        rows = [row for row in rows if not is_empty(row)]
        return [
            Table(
                self.name,
                tuple(header for header in headers if header),
                rows,
                self._refused(top, headers, merged),
                tuple(self._notes(top, rows, marks)),
            )
        ]

    def _row(
        self,
        number: int,
        headers: Sequence[str],
        cells: Sequence[Cell],
        marks: Marks,
        merged: Sequence[Range],
    ) -> RawRow:
        values: dict[str, str] = {}
        troubles = []
        for column, (header, cell) in enumerate(zip(headers, cells, strict=True), start=1):
            text = cell_text(cell, self.locale)
            trouble = _trouble(number, column, header, cell, text, marks, merged)
            if trouble:
                troubles.append(trouble)
            if header:
                values[header] = text
        return RawRow(Source(self.file, self.sheet.name, number), values, tuple(troubles))

    def _refused(self, top: int, headers: Sequence[str], merged: Sequence[Range]) -> str | None:
        over = next((area for area in merged if area[0][0] <= top <= area[1][0]), None)
        if over is not None:
            cell = f"{column_letters(over[0][1] + 1)}{over[0][0] + 1}"
            return f"{self.name} has a merged header at {cell}. Give every column a header of its own."
        return duplicate(self.name, [header for header in headers if header])

    def _notes(self, top: int, rows: Sequence[RawRow], marks: Marks) -> list[Finding]:
        notes = [
            note(
                "sheet_read",
                f"{self.file}, hoja «{self.sheet.name}»: cabeceras en la fila {top + 1}, "
                f"{len(rows)} filas con datos.",
                f"{self.name}: headers in row {top + 1}, {len(rows)} rows with content.",
            )
        ]
        hidden = [row.source.row for row in rows if row.source.row in marks.hidden]
        if hidden:
            listed = ", ".join(map(str, hidden))
            notes.append(
                note(
                    "hidden_rows",
                    f"{self.file}, hoja «{self.sheet.name}»: también se leen las filas ocultas ({listed}).",
                    f"{self.name}: hidden rows are read too ({listed}).",
                )
            )
        return notes


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
