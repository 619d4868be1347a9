"""Files of sales, read into typed sales."""

from trastienda.intake.files import read_rows, read_tables
from trastienda.intake.limits import Limits
from trastienda.intake.row import RawRow, Source, Table, Trouble
from trastienda.intake.sales import Intake, Place, Row, SalesFile, parse_sale, read_sales

__all__ = [
    "Intake",
    "Limits",
    "Place",
    "RawRow",
    "Row",
    "SalesFile",
    "Source",
    "Table",
    "Trouble",
    "parse_sale",
    "read_rows",
    "read_sales",
    "read_tables",
]
