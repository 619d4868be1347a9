"""Read any file of sales into tables."""

from pathlib import Path

from trastienda.errors import IntakeError
from trastienda.intake.limits import Limits
from trastienda.intake.objects import read_objects
from trastienda.intake.row import RawRow, Table
from trastienda.intake.separated import read_separated
from trastienda.intake.workbook import read_workbook

SUFFIXES = (".xlsx", ".xlsm", ".csv", ".json")


def read_tables(path: Path, *, locale: str, limits: Limits | None = None) -> list[Table]:
    """The tables of a file, chosen by its suffix: XLSX (one a sheet), CSV, JSON.

    Raises:
        IntakeError: the file as a whole cannot be read; its text says why and what to do.
    """
    limits = limits or Limits()
    match path.suffix.casefold():
        case ".xlsx" | ".xlsm":
            return read_workbook(path, locale=locale, limits=limits)
        case ".csv":
            return [read_separated(path, limits=limits)]
        case ".json":
            return [read_objects(path, locale=locale, limits=limits)]
    raise IntakeError(f"{path.name} is none of {', '.join(SUFFIXES)}. Save it as XLSX.")


def read_rows(path: Path, *, locale: str, limits: Limits | None = None) -> list[RawRow]:
    """All rows of a file, in its order; empty rows are left out.

    Raises:
        IntakeError: the file, or one of its sheets, cannot be read.
    """
    tables = read_tables(path, locale=locale, limits=limits)
    for table in tables:
        if table.refused:
            raise IntakeError(table.refused)
    return [row for table in tables for row in table.rows]
