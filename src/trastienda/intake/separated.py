"""Read a CSV file into a table."""

import csv
import io
import itertools
import re
from pathlib import Path

from trastienda.errors import IntakeError
from trastienda.intake.encoding import decode
from trastienda.intake.headers import duplicate
from trastienda.intake.limits import Limits, read_bytes
from trastienda.intake.row import ListedRows, RawRow, Source, Table, Trouble, is_empty, note

_SEPARATORS = {
    ";": ("punto y coma", "semicolon"),
    ",": ("coma", "comma"),
    "\t": ("tabulador", "tab"),
    "|": ("|", "|"),
}


def read_separated(path: Path, *, limits: Limits) -> Table:
    """The one table of a CSV file; its encoding and separator are found out and said in the notes.

    A row counts as one row even when a cell has line breaks, as a spreadsheet shows it.

    Raises:
        IntakeError: the encoding or the separator cannot be told, or a quoted cell never ends.
    """
    decoded = decode(read_bytes(path, limits), path.name)
    separator, lines = _separated(decoded.text, path.name)
    es, en = _SEPARATORS[separator]
    notes = (
        note(
            "csv_read",
            f"{path.name}: codificación {decoded.encoding} ({decoded.why_es}); separador: {es}.",
            f"{path.name}: encoding {decoded.encoding} ({decoded.why_en}); separator: {en}.",
        ),
    )
    top, headers = next((number, cells) for number, cells in lines if _content(cells))
    headers = [header.strip() for header in headers]
    rows = [_row(path.name, number, headers, cells) for number, cells in lines if number > top]
    rows = ListedRows(row for row in rows if not is_empty(row))
    if len(rows) > limits.rows:
        raise IntakeError(f"{path.name} has {len(rows)} rows; at most {limits.rows} are read. Split it.")
    named = tuple(header for header in headers if header)
    return Table(path.name, named, rows, duplicate(path.name, named), notes, len(rows))


Lines = list[tuple[int, list[str]]]


def separator_of(text: str, name: str) -> str:
    """The sign between the cells of a text of separated values, such as its first whole lines.

    Raises:
        IntakeError: it cannot be told.
    """
    return _separated(text, name)[0]


def _separated(text: str, name: str) -> tuple[str, Lines]:
    if not text.removeprefix("sep=").strip(' \r\n\t;,|"'):
        raise IntakeError(f"{name} is empty.")
    declared = text[:4] == "sep=" and text[4:5] in _SEPARATORS and text[5:6] in ("\r", "\n")
    if declared:  # Excel's own first line
        # A spreadsheet does not show that line: the headers under it are its row 1.
        return text[4], _lines(text[5:].lstrip("\r\n"), text[4], name)
    first = re.sub(r'"[^"]*"', "", next(line for line in text.splitlines() if line.strip()))
    signs = [sign for sign in _SEPARATORS if sign in first]
    if len(signs) == 1:
        return signs[0], _lines(text, signs[0], name)
    # The right sign cuts every row into as many cells as there are headers.
    fitting = [(sign, lines) for sign in signs if (lines := _even(text, sign, name))]
    if len(fitting) != 1:
        found = "more than one, or none, cuts all rows alike" if signs else "its first line has none of them"
        raise IntakeError(
            f"{name}: the separator cannot be told ({found}). Put a first line 'sep=;' or save it as XLSX."
        )
    return fitting[0]


def _even(text: str, separator: str, name: str) -> Lines | None:
    """The lines, if this separator cuts all of them into equally many cells, two or more."""
    try:
        lines = _lines(text, separator, name)
    except IntakeError:
        return None
    widths = {len(cells) for _, cells in lines if _content(cells)}
    return lines if len(widths) == 1 and min(widths) > 1 else None


def _lines(text: str, separator: str, name: str) -> Lines:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: Lines = []
    try:
        for cells in reader:
            lines.append((len(lines) + 1, cells))
    except csv.Error as error:
        raise IntakeError(
            f"{name}, row {len(lines) + 1}: {error}. Check the quotation marks of that row."
        ) from error
    return lines


def _content(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _row(file: str, number: int, headers: list[str], cells: list[str]) -> RawRow:
    source = Source(file, None, number)
    names = [header or f"{column}" for column, header in enumerate(headers, start=1)]
    names += [f"{column}" for column in range(len(headers) + 1, len(cells) + 1)]
    values = dict(itertools.zip_longest(names, cells, fillvalue=""))
    if _content(cells) and len(cells) != len(headers):
        # Which cell is missing or too much cannot be told: every value may stand in the wrong column.
        return RawRow(source, values, (_shifted(cells, len(headers)),))
    strays = tuple(
        Trouble("stray_value", str(column), cell, "a header over this column", "una cabecera en esta columna")
        for column, (header, cell) in enumerate(zip(headers, cells, strict=False), start=1)
        if not header and cell.strip()
    )
    return RawRow(source, {header: values[header] for header in headers if header}, strays)


def _shifted(cells: list[str], width: int) -> Trouble:
    return Trouble(
        "shifted_row",
        "",
        " | ".join(cells),
        f"{width} cells, one per header, and not {len(cells)}",
        f"{width} celdas, una por cabecera, y no {len(cells)}",
    )
