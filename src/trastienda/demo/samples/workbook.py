"""Write the sample sales into a workbook that a person likes to open."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from trastienda.demo.samples.sales import Sample

SHEET = "Ventas"

_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "vcenter"}
_HEADER = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E5F", "text_wrap": True, "bottom": 1}
_BAND = "#EEF4F6"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the sale's field under it, its width in characters and its number format."""

    header: str
    field: str
    width: float
    shown: str = "@"


_MOMENT, _DAY, _EUROS = "dd/mm/yyyy hh:mm", "dd/mm/yyyy", '#,##0.00 "€"'

COLUMNS: tuple[Column, ...] = (
    Column("Referencia", "reference", 13),
    Column("Vendedor", "seller", 18),
    Column("Validador", "validator", 18),
    Column("Fecha de venta", "sold_at", 16, _MOMENT),
    Column("Fecha de validación", "validated_at", 16, _MOMENT),
    Column("Canal", "channel", 17),
    Column("Campaña", "campaign", 21),
    Column("Documento", "holder_id", 12),
    Column("Titular", "holder_name", 34),
    # A text, as the customer file exports it; the other days are real dates. Intake reads both.
    Column("Fecha de nacimiento", "birth_date", 13),
    Column("Correo electrónico", "email", 34),
    Column("Teléfono de contacto", "contact_phone", 17),
    Column("Tecnología", "technology", 14),
    Column("Tarifa", "plan", 29),
    Column("Línea", "line", 17),
    Column("Dirección", "address", 50),
    Column("Cuota mensual", "monthly_fee", 11, _EUROS),
    Column("Fecha de activación", "activation", 12, _DAY),
    Column("IBAN", "iban", 31),
    Column("Acepta condiciones", "terms_accepted", 12),
    Column("Acepta comunicaciones", "marketing_accepted", 15),
)


def write_workbook(path: Path, sales: tuple[Sample, ...]) -> None:
    """Write the sales, a row each under one row of headers, so that the same sales make the same file.

    Raises:
        OSError: it cannot be written.
    """
    with xlsxwriter.Workbook(path) as book:
        # Left alone, the file would carry the time at which it was made.
        book.set_properties({"title": "Ventas de ejemplo", "created": datetime(2026, 11, 19, 9, 0)})  # noqa: DTZ001
        sheet = book.add_worksheet(SHEET)
        header = book.add_format(_FONT | _HEADER)
        sheet.set_row(0, 32)
        for position, column in enumerate(COLUMNS):
            sheet.set_column(position, position, column.width)
            sheet.write_string(0, position, column.header, header)
            plain = _FONT | {"num_format": column.shown}
            looks = [book.add_format(plain), book.add_format(plain | {"bg_color": _BAND})]
            for row, sale in enumerate(sales, start=1):
                _write(sheet, row, position, sale.cells()[column.field], looks[row % 2])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(sales), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: object, look: object) -> None:
    """One cell, by its type; a text stays a text whatever it begins with."""
    match cell:
        case date():
            sheet.write_datetime(row, column, cell, look)
        case Decimal():
            sheet.write_number(row, column, float(cell), look)
        case "":
            sheet.write_blank(row, column, None, look)
        case _:
            sheet.write_string(row, column, str(cell), look)
