"""Files as portals and people make them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tests.reconcile.sides import ours, run, theirs, write_book, write_csv
from trastienda.errors import IntakeError
from trastienda.reconcile import Kind


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "book.parquet", [ours(0), ours(1)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_encoding_and_separator_are_found_out(
    tmp_path: Path, book: Path, encoding: str, separator: str
) -> None:
    export = write_csv(tmp_path / "export.csv", [theirs(0), theirs(1)], separator=separator)
    export.write_bytes(export.read_text(encoding="utf-8").encode(encoding))

    assert run(export, book).rows(Kind.AGREES) == (2, 2)


def test_a_line_that_declares_the_separator_and_blank_lines_count_as_a_spreadsheet_shows_them(
    tmp_path: Path, book: Path
) -> None:
    export = write_csv(tmp_path / "export.csv", [theirs(0), theirs(1, plan="Otra")])
    header, first, second = export.read_text(encoding="utf-8").splitlines()
    export.write_text(f"sep=;\r\n{header}\r\n{first}\r\n\r\n{second}\r\n", encoding="utf-8", newline="")

    outcome = run(export, book)

    assert outcome.result.there == 2
    assert outcome.only["row_there"] == 4


def test_a_quoted_cell_may_hold_the_separator_and_a_line_break(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "export.csv", [theirs(0, plan='Fibra; "600"\nsimétrica')])
    book = write_book(tmp_path / "book.parquet", [ours(0, plan='Fibra; "600" simétrica')])

    assert run(export, book).rows(Kind.AGREES) == (1, 1)


def test_a_garbled_cell_is_unclear_and_the_other_rows_go_on(tmp_path: Path, book: Path) -> None:
    export = write_csv(tmp_path / "export.csv", [theirs(0, Titular="JOSÃ‰ MUÃ±OZ"), theirs(1)])

    outcome = run(export, book)

    assert outcome.rows(Kind.AGREES) == (1, 1)
    assert outcome.rows(Kind.UNCLEAR) == (1, 1)


def test_a_workbook_is_compared_by_what_its_cells_show(tmp_path: Path, book: Path) -> None:
    path = tmp_path / "export.xlsx"
    first = theirs(0)
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Pedidos")
        sheet.write_row(0, 0, list(first))
        for row, order in enumerate((first, theirs(1)), start=1):
            for column, (name, text) in enumerate(order.items()):
                sheet.write_string(row, column, text or "") if name != "Cuota" else sheet.write_number(
                    row, column, 1029.9
                )

    outcome = run(path, book)

    assert outcome.rows(Kind.AGREES) == (2, 2)


def test_digits_that_the_spreadsheet_lost_are_unclear(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Pedidos")
        sheet.write_row(0, 0, ["order", "holder_id", "plan"])
        sheet.write_row(1, 0, ["P-0", "12345678Z"])
        sheet.write_number(1, 2, 8934071234567890123)

    outcome = run(path, write_book(tmp_path / "book.parquet", [ours(0, plan="8934071234567890123")]))

    assert outcome.only["fields"] == ["plan"]
    assert outcome.rows(Kind.UNCLEAR) == (1, 1)


def test_a_parquet_export_may_have_typed_columns(tmp_path: Path, book: Path) -> None:
    columns = {name: [value, theirs(1)[name]] for name, value in theirs(0).items()}
    typed = columns | {
        "birth_date": [date(1980, 3, 1), date(1980, 3, 2)],
        "Cuota": [Decimal("1029.90"), Decimal("1029.90")],
        "terms_accepted": [True, True],
    }
    path = tmp_path / "export.parquet"
    pl.DataFrame(typed).write_parquet(path)

    assert run(path, book).rows(Kind.AGREES) == (2, 2)


def test_our_book_may_be_a_file_as_people_write_it(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "export.csv", [theirs(0), theirs(1), theirs(2)])
    written = [theirs(0), theirs(1, birth_date="2/3/1980"), theirs(2, Documento="no consta")]
    book = write_csv(tmp_path / "book.csv", written, separator=",")

    outcome = run(export, book)

    assert outcome.rows(Kind.AGREES) == (2, 2)
    assert outcome.only["fields"] == ["holder_id"]
    assert outcome.rows(Kind.UNCLEAR) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("export.csv", "a;b\n1;2\n", "no column for the portal's order number"),
        ("export.csv", "order;order\n1;2\n", "twice"),
        ("export.csv", "order;Nº de pedido\n1;2\n", "both mean order"),
        ("export.csv", "order;remark\n1;2\n", "no column in common"),
        ("export.csv", "", "empty"),
        ("export.csv", "order;plan\nP-0;Fibra;600;x\n", "more cells than headers"),
        ("export.parquet", "order", "not a readable Parquet file"),
        ("export.ods", "order", "none of .csv, .parquet, .xlsx, .xlsm"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_next_step(
    tmp_path: Path, book: Path, name: str, content: str, said: str
) -> None:
    export = tmp_path / name
    export.write_text(content, encoding="utf-8")

    with pytest.raises(IntakeError, match=said):
        run(export, book)


def test_a_file_in_two_encodings_is_refused(tmp_path: Path, book: Path) -> None:
    export = tmp_path / "export.csv"
    # The pieces that a file is looked at in are larger than one of these halves.
    filler = "P-0;Fibra\n" * 450_000
    export.write_bytes(
        b"order;plan\n" + "P-1;Móvil\n".encode() + filler.encode() + "P-2;Móvil\n".encode("cp1252")
    )

    with pytest.raises(IntakeError, match="partly in UTF-8"):
        run(export, book)


def test_a_file_that_is_not_there_is_said(tmp_path: Path, book: Path) -> None:
    with pytest.raises(IntakeError, match="There is no file"):
        run(tmp_path / "export.csv", book)


def test_columns_that_mean_nothing_to_us_are_named(tmp_path: Path, book: Path) -> None:
    export = write_csv(
        tmp_path / "export.csv", [theirs(0) | {"Estado": "activo"}, theirs(1) | {"Estado": ""}]
    )

    result = run(export, book).result

    assert any("Estado" in note for note in result.notes)
    assert result.not_compared == ()
