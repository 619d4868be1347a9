"""Sales as a person would write them into a file."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import xlsxwriter

from trastienda.domain.fields import Day, Money, PersonId, PersonName, Phone
from trastienda.domain.sale import Sale

MADRID = ZoneInfo("Europe/Madrid")


class MobileLine(Sale):
    """A mobile line, with an optional field and one that may be empty."""

    holder_id: PersonId
    holder_name: PersonName
    line: Phone
    technology: Literal["fibra", "movil", "fibra_movil"]
    monthly_fee: Money
    activation: Day | None
    terms_accepted: bool
    note: str = "-"


COLUMNS = {
    "Referencia": "reference",
    "Vendedor": "seller",
    "Validador": "validator",
    "Fecha de venta": "sold_at",
    "Fecha de validación": "validated_at",
    "Canal": "channel",
    "Campaña": "campaign",
    "DNI / NIE": "holder_id",
    "Titular": "holder_name",
    "Línea": "line",
    "Tecnología": "technology",
    "Cuota (€)": "monthly_fee",
    "Alta": "activation",
    "Acepta": "terms_accepted",
}

TYPED: dict[str, object] = {
    "Referencia": "V-2026-0001",
    "Vendedor": "Ana.Lopez",
    "Validador": "luis.gil",
    "Fecha de venta": datetime(2026, 4, 3, 10, 15, 33),  # noqa: DTZ001 - a spreadsheet has no zones
    "Fecha de validación": "03/04/2026 11:00",
    "Canal": "telefono",
    "Campaña": "primavera",
    "DNI / NIE": "54362315K",
    "Titular": "José Muñoz",
    "Línea": 612345678,
    "Tecnología": "Fibra + Móvil",
    "Cuota (€)": 39.9,
    "Alta": datetime(2026, 5, 1),  # noqa: DTZ001
    "Acepta": True,
}

WRITTEN: dict[str, str] = {
    **{header: str(value) for header, value in TYPED.items()},
    "Fecha de venta": "3/4/2026 10:15:33",
    "Línea": "612 34 56 78",
    "Cuota (€)": "39,90",
    "Alta": "1/5/2026",
    "Acepta": "Sí",
}


def workbook(path: Path, sheets: Mapping[str, Iterable[Iterable[object]]]) -> Path:
    """Write an XLSX file: sheet → rows of cells. Returns `path`."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    return path


def grid(*sales: Mapping[str, object]) -> list[list[object]]:
    """The header and one row per sale."""
    return [list(sales[0]), *(list(sale.values()) for sale in sales)]


def csv_text(*sales: Mapping[str, str], separator: str = ";") -> str:
    """The same as CSV text; no value may need quotes."""
    return "".join(separator.join(map(str, line)) + "\r\n" for line in grid(*sales))
