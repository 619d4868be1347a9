"""Write what a reconciliation found as a list for people."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from trastienda.desk.sheets.columns import Column
from trastienda.desk.sheets.export import height
from trastienda.desk.writing import replacing
from trastienda.domain.case import Language
from trastienda.errors import WorkspaceError
from trastienda.reconcile.kinds import WORDS, Kind

COLUMNS = (
    Column("kind", "Resultado", "Result", 18),
    Column("order", "Pedido en el portal", "Order in the portal", 19),
    Column("order_here", "Pedido que teníamos", "Order that we had", 19),
    Column("sale", "Venta", "Sale", 15),
    Column("item", "Expediente", "Item", 11),
    Column("row_there", "Fila de la exportación", "Row of the export", 12),
    Column("row_here", "Fila de nuestro libro", "Row of our book", 12),
    Column("expected", "Vendido", "Sold", 34),
    Column("shown", "En el portal", "In the portal", 34),
    Column("reason", "Motivo", "Reason", 60),
)
SHEET = {Language.ES: "Conciliación", Language.EN: "Reconciliation"}
MOST_ROWS = 1_048_575
"""A sheet has no more, below its header."""

BATCH = 50_000


def write_list(path: Path, findings: pl.LazyFrame, labels: Mapping[str, str], *, language: Language) -> int:
    """Write findings to an XLSX file, one row each; the file appears whole or not at all.

    Args:
        path: the file; one that is there is replaced.
        findings: of `reconcile`; their ids are masked.
        labels: field → what people call it.
        language: of everything that people read.

    Returns:
        how many rows there are.

    Raises:
        WorkspaceError: more rows than a sheet has.
    """
    many: int = findings.select(pl.len()).collect().item()
    if many > MOST_ROWS:
        raise WorkspaceError(
            f"{many} rows do not fit into a sheet, which has {MOST_ROWS}. Use --parquet instead."
        )
    with replacing(path) as half_made, xlsxwriter.Workbook(str(half_made), {"constant_memory": True}) as book:
        sheet = book.add_worksheet(SHEET[language])
        base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        head = book.add_format({**base, "bold": True, "bg_color": "#2F3E4E", "font_color": "#FFFFFF"})
        cell = book.add_format(base)
        for position, column in enumerate(COLUMNS):
            sheet.set_column(position, position, column.width)
            sheet.write_string(0, position, column.header(language), head)
        for number, texts in enumerate(_rows(findings, many, labels, language), start=1):
            sheet.set_row(number, height(zip(texts, (column.width for column in COLUMNS), strict=True)))
            for position, text in enumerate(texts):
                # Never as a number or a formula: an order's number keeps its zeros, and =1+1 is what somebody typed.
                sheet.write_string(number, position, text, cell)
        sheet.autofilter(0, 0, many, len(COLUMNS) - 1)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return many


def _rows(
    findings: pl.LazyFrame, many: int, labels: Mapping[str, str], language: Language
) -> Iterator[list[str]]:
    for start in range(0, many, BATCH):
        for row in findings.slice(start, BATCH).collect().iter_rows(named=True):
            yield [_text(row, column.key, labels, language) for column in COLUMNS]


def _text(row: Mapping[str, Any], key: str, labels: Mapping[str, str], language: Language) -> str:
    if key == "kind":
        return WORDS[Kind(row["kind"])][language]
    if key == "reason":
        return str(row[language.value])
    if key in ("expected", "shown"):
        fields = zip(row["fields"], row[key], strict=True)
        return "\n".join(f"{labels.get(field, field)} = {text}" for field, text in fields)
    return "" if row[key] is None else str(row[key])
