"""A row as it stands in a file, not yet interpreted."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from trastienda.domain.finding import Finding, Severity


class Source(NamedTuple):
    """Where a row stands.

    Args:
        file: the file's name, without its folder.
        sheet: the sheet of a workbook, None for other files.
        row: as a person sees it: a table's header is row 1; the first object of a JSON list is 1.
    """

    file: str
    sheet: str | None
    row: int

    def as_json(self) -> dict[str, str | int | None]:
        """What `Source(**…)` reads back."""
        return {"file": self.file, "sheet": self.sheet, "row": self.row}

    def sentence(self, locale: str) -> str:
        """Such as "ventas.xlsx, hoja «Ventas», fila 12"."""
        if locale == "es":
            sheet = f", hoja «{self.sheet}»" if self.sheet else ""
            return f"{self.file}{sheet}, fila {self.row}"
        sheet = f", sheet '{self.sheet}'" if self.sheet else ""
        return f"{self.file}{sheet}, row {self.row}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell cannot be used, whatever it should have been.

    Args:
        code: stable name, snake case.
        column: its header; "" for the row as a whole.
        seen: what stands there.
        expected, expected_es: what was wanted instead, as sentence fragments.
    """

    code: str
    column: str
    seen: str
    expected: str
    expected_es: str


class RawRow(NamedTuple):
    """One row: its texts by column header, "" for an empty cell.

    Numbers, days and booleans of typed cells come as the text that the file's locale has for them.
    """

    source: Source
    values: Mapping[str, str]
    troubles: tuple[Trouble, ...] = ()


class Rows(Protocol):
    """The rows of a table that are not empty. They can be gone through again, and need not all be in memory."""

    def __iter__(self) -> Iterator[RawRow]:
        """Every row, in the file's order."""

    def at(self, numbers: Container[int]) -> Iterator[RawRow]:
        """Those of the rows that have these numbers."""

    def texts(self, headers: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """The number of each row and its texts in these columns; nothing else of it is looked at."""


class ListedRows(list[RawRow]):
    """Rows that are all in memory."""

    def at(self, numbers: Container[int]) -> Iterator[RawRow]:
        """See `Rows`."""
        return (row for row in self if row.source.row in numbers)

    def texts(self, headers: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """See `Rows`."""
        return ((row.source.row, [row.values.get(header, "") for header in headers]) for row in self)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows under one line of headers.

    Args:
        name: the file and, in a workbook, the sheet; for messages.
        headers: the columns that have a header, from left to right.
        refused: why these rows may not be used, an English sentence; None when they may.
        notes: what was detected on the way; complete when the rows have been gone through.
        length: how many rows there are at most.
    """

    name: str
    headers: tuple[str, ...]
    rows: Rows
    refused: str | None
    notes: Sequence[Finding]
    length: int


def note(code: str, es: str, en: str) -> Finding:
    """Something that intake found out by itself and therefore says."""
    return Finding(code=code, severity=Severity.NOTE, es=es, en=en)


def is_empty(row: RawRow) -> bool:
    """Whether nobody wrote anything in the row."""
    return not row.troubles and not any(map(str.strip, row.values.values()))
