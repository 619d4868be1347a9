"""Write cases as an exception list."""

import math
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import xlsxwriter
from xlsxwriter.url import Url

from trastienda.desk.sheets.columns import (
    COLUMNS,
    DECISIONS,
    GREY,
    HIDDEN,
    INSTRUCTIONS,
    SHEETS,
    YELLOW,
    Column,
)
from trastienda.desk.sheets.tokens import Signer, list_secret
from trastienda.desk.view import CaseView, link, view
from trastienda.desk.writing import replacing
from trastienda.domain.case import Case, Language

LIST_ID, LIST_SEAL = "trastienda_list", "trastienda_seal"
"""Names of the document's properties."""

HIDDEN_SHEET = "_trastienda"
"""Holds the decisions for the drop-down, and id and seal for programs that drop the properties."""

LINE_POINTS = 15.0
HIGHEST_POINTS = 409.0
"""A spreadsheet knows no higher row."""

LONGEST = 2_000
"""More characters than this are cut in a cell: a list is for reading."""


def export(
    conn: sa.Connection,
    path: Path,
    cases: Sequence[Case],
    *,
    language: Language,
    runs: Path,
    list_id: str | None = None,
    timezone: str = "Europe/Madrid",
) -> str:
    """Write cases to an XLSX file, one row a case; the file appears whole or not at all.

    Args:
        conn: a transaction of `Store.begin`: the first list makes the workspace's secret.
        path: the file; one that is there is replaced.
        cases: the cases, in the order of the rows.
        language: of everything that people read.
        runs: the folder of all runs, where the evidence lies.
        list_id: the list's id; a new one without it.
        timezone: of the times shown.

    Returns:
        the list's id.
    """
    signer = Signer(list_secret(conn), list_id or secrets.token_hex(8))
    views = [view(conn, case, language=language, runs=runs) for case in cases]
    with replacing(path) as half_made, xlsxwriter.Workbook(str(half_made)) as book:
        book.set_custom_property(LIST_ID, signer.list_id)
        book.set_custom_property(LIST_SEAL, signer.seal())
        _Sheet(book, signer, language, ZoneInfo(timezone), start=path.parent).write(views)
        _instructions(book, language)
        _hidden(book, signer, language)
    return signer.list_id


def grey_texts(one: CaseView, language: Language, zone: ZoneInfo, *, start: Path) -> list[str]:
    """What the locked cells of a case's row show, in the order of `GREY`."""
    days = "%d/%m/%Y" if language is Language.ES else "%Y-%m-%d"
    several = len({difference.reference for difference in one.differences}) > 1
    sold, shown = [], []
    for difference in one.differences:
        order = f" [{difference.reference}]" if several and difference.reference else ""
        sold.append(f"{difference.field} = {difference.expected}")
        why = f" · {difference.why}" if difference.why else ""
        shown.append(f"{difference.field} = {difference.shown}{order}{why}")
    texts = [
        str(one.item.id),
        one.item.sale_reference,
        one.customer,
        one.reason,
        ", ".join(one.case.orders),
        "\n".join(dict.fromkeys(sold)),
        "\n".join(shown),
        link(one.evidence, start=start) if one.evidence else "",
        one.case.opened_at.astimezone(zone).strftime(f"{days} %H:%M"),
    ]
    return [text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in texts]


def height(cells: Iterable[tuple[str, int]]) -> float:
    """The height of a row, in points, that shows its wrapped texts whole: not every program finds it by itself.

    Args:
        cells: each text with the width of its column in characters.
    """
    lines = 1
    for text, width in cells:
        # Words do not break: a line holds about nine tenths of its column.
        lines = max(lines, sum(math.ceil(max(len(part), 1) / (width * 0.9)) for part in text.split("\n")))
    return min(LINE_POINTS * lines + 3, HIGHEST_POINTS)


class _Sheet:
    """The sheet of cases."""

    def __init__(self, book: Any, signer: Signer, language: Language, zone: ZoneInfo, *, start: Path) -> None:
        self._sheet = book.add_worksheet(SHEETS[language][0])
        self._signer, self._language, self._zone, self._start = signer, language, zone, start
        self._book = book
        base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        self._header = book.add_format(
            {**base, "bold": True, "bg_color": "#2F3E4E", "font_color": "#FFFFFF", "valign": "vcenter"}
        )
        self._header_yellow = book.add_format(
            {**base, "bold": True, "bg_color": "#FFD966", "valign": "vcenter"}
        )
        self._grey = book.add_format({**base, "bg_color": "#EDEDED"})
        self._link = book.add_format({**base, "bg_color": "#EDEDED", "font_color": "#0B5394", "underline": 1})
        # As text, so that 0012 and 3/4 stay what a person typed.
        self._yellow = book.add_format({**base, "bg_color": "#FFF8DC", "locked": False, "num_format": "@"})

    def write(self, views: Sequence[CaseView]) -> None:
        for position, column in enumerate(COLUMNS):
            self._head(position, column)
        for row, one in enumerate(views, start=1):
            self._row(row, one)
        sheet, last = self._sheet, len(views)
        if views:
            drop_down = len(GREY)
            sheet.data_validation(
                1,
                drop_down,
                last,
                drop_down,
                {"validate": "list", "source": f"='{HIDDEN_SHEET}'!$A$1:$A${len(DECISIONS)}"},
            )
            # The numbers are texts on purpose: no green triangle for each.
            sheet.ignore_errors({"number_stored_as_text": f"A1:Z{last + 1}"})
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.activate()

    def _head(self, position: int, column: Column) -> None:
        is_yellow = column in YELLOW
        self._sheet.write_string(
            0, position, column.header(self._language), self._header_yellow if is_yellow else self._header
        )
        options = {"hidden": True} if column in HIDDEN else {}
        self._sheet.set_column(position, position, column.width, None, options)
        if is_yellow:
            self._sheet.write_comment(
                0,
                position,
                column.help(self._language),
                {"x_scale": 2.2, "y_scale": 1.2, "author": "trastienda"},
            )

    def _row(self, row: int, one: CaseView) -> None:
        grey = grey_texts(one, self._language, self._zone, start=self._start)
        self._sheet.set_row(row, height(zip(grey, (column.width for column in GREY), strict=True)))
        for position, (column, text) in enumerate(zip(GREY, grey, strict=True)):
            if column.key == "evidence" and text:
                self._sheet.write_url(row, position, _local_link(text), self._link)
            else:
                self._sheet.write_string(row, position, text, self._grey)
        for position in range(len(GREY), len(GREY) + len(YELLOW)):
            self._sheet.write_blank(row, position, None, self._yellow)
        case, start = one.case, len(GREY) + len(YELLOW)
        token = self._signer.token(case.id, case.version, grey)
        for position, text in enumerate((str(case.id), str(case.version), token), start=start):
            self._sheet.write_string(row, position, text)


def _local_link(path: str) -> Url:
    """A relative link with slashes: the library would write backslashes, which only Windows follows."""
    url = Url(f"external:{path}")
    url._link = url._relationship_link = quote(path)
    url._anchor = ""
    url.text = path
    return url


def _instructions(book: Any, language: Language) -> None:
    sheet = book.add_worksheet(SHEETS[language][1])
    (title, _), *lines = INSTRUCTIONS[language]
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    word = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    names, texts = 24, 90
    sheet.set_column(0, 0, names)
    sheet.set_column(1, 1, texts)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for row, (name, text) in enumerate(lines, start=2):
        sheet.set_row(row, height([(name, names), (text, texts)]))
        sheet.write_string(row, 0, name, word)
        sheet.write_string(row, 1, text, wrapped)
    sheet.protect("")


def _hidden(book: Any, signer: Signer, language: Language) -> None:
    sheet = book.add_worksheet(HIDDEN_SHEET)
    for row, words in enumerate(DECISIONS.values()):
        sheet.write_string(row, 0, words[language])
    sheet.write_string(0, 1, signer.list_id)
    sheet.write_string(0, 2, signer.seal())
    sheet.hide()
