"""Read an exception list's cells as texts."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from trastienda.desk.sheets.columns import GREY, KEYS
from trastienda.desk.sheets.export import HIDDEN_SHEET, LIST_ID, LIST_SEAL
from trastienda.errors import WorkspaceError

Cell = int | float | str | bool | time | date | datetime | timedelta

_PROPERTIES = "docProps/custom.xml"
_LARGEST_PROPERTIES = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it came back.

    Attributes:
        number: as the spreadsheet program counts, the header being row 1.
        cells: column key → text, white space trimmed.
    """

    number: int
    cells: Mapping[str, str]

    @property
    def grey(self) -> list[str]:
        """The texts of the locked cells."""
        return [self.cells[column.key] for column in GREY]


@dataclass(frozen=True, slots=True)
class ReturnedList:
    """An exception list as it came back: its id and seal (empty when the file has none) and its rows."""

    list_id: str
    seal: str
    rows: tuple[Row, ...]


def read_list(path: Path) -> ReturnedList:
    """Read a list that came back.

    Raises:
        WorkspaceError: the file is missing, is no spreadsheet, or lacks the list's columns.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise WorkspaceError(
            f"{path} cannot be read as a spreadsheet ({error}). Save the list as XLSX and load that file."
        ) from None
    for name in book.sheet_names:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if cells and "_token" in cells[0]:
            list_id, seal = _identity(path, book)
            return ReturnedList(list_id, seal, tuple(_rows(path, cells)))
    raise WorkspaceError(
        f"{path} is not one of our exception lists: no sheet has the hidden column '_token'."
    )


def _rows(path: Path, cells: list[list[Cell]]) -> Iterator[Row]:
    keys = [KEYS.get(_text(cell)) for cell in cells[0]]
    missing = sorted(set(KEYS.values()) - set(keys))
    if missing:
        raise WorkspaceError(
            f"{path}: the list has lost columns ({', '.join(missing)}). Load the file as it was exported."
        )
    for number, row in enumerate(cells[1:], start=2):
        texts = {key: _text(cell) for key, cell in zip(keys, row, strict=False) if key is not None}
        if any(texts.values()):
            yield Row(number, texts)


def _text(cell: Cell) -> str:
    match cell:
        case bool():
            return "sí" if cell else "no"
        case float() if cell.is_integer():
            # A spreadsheet has no whole numbers: an order's 10023 comes as 10023.0.
            return str(int(cell))
        case datetime() | date():
            return cell.isoformat()
    return str(cell).strip()


def _identity(path: Path, book: CalamineWorkbook) -> tuple[str, str]:
    properties = _properties(path)
    if LIST_ID in properties:
        return properties[LIST_ID], properties.get(LIST_SEAL, "")
    if HIDDEN_SHEET in book.sheet_names:
        cells = book.get_sheet_by_name(HIDDEN_SHEET).to_python(skip_empty_area=False)
        if cells and len(cells[0]) > 2:
            return _text(cells[0][1]), _text(cells[0][2])
    return "", ""


def _properties(path: Path) -> dict[str, str]:
    """The document's own properties; none where the file is no XLSX or holds none."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_PROPERTIES).file_size > _LARGEST_PROPERTIES:
                return {}
            root = ElementTree.fromstring(archive.read(_PROPERTIES))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return {}
    return {one.get("name", ""): "".join(one.itertext()).strip() for one in root}
