"""Sales from XLSX workbooks."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from tests.intake.sheets import COLUMNS, MADRID, TYPED, MobileLine, grid, workbook
from trastienda.domain.fields import Day, Money
from trastienda.errors import IntakeError
from trastienda.intake import Intake, Limits, Source, read_rows, read_sales


def taken_in(path: Path, limits: Limits | None = None) -> Intake[MobileLine]:
    return read_sales(path, MobileLine, columns=COLUMNS, locale="es", tz=MADRID, limits=limits)


def test_typed_cells_become_a_sale(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ventas.xlsx", {"Ventas": grid(TYPED)})

    (row,) = taken_in(path).rows

    assert row.findings == ()
    assert row.source == Source("ventas.xlsx", "Ventas", 2)
    assert row.sale is not None
    assert row.sale.line == "+34612345678"
    assert row.sale.monthly_fee == Money("39.90", "EUR")
    assert row.sale.activation == Day(2026, 5, 1)
    assert row.sale.sold_at == datetime(2026, 4, 3, 8, 15, 33, tzinfo=UTC)
    assert row.sale.terms_accepted is True
    assert row.sale.technology == "fibra_movil"


def test_a_row_shows_its_cells_as_a_person_would_write_them(tmp_path: Path) -> None:
    cells = ["id", 612345678, 39.9, True, date(2026, 5, 1), time(10, 15), 1.5e-7, None]
    path = workbook(tmp_path / "a.xlsx", {"Uno": [["a", "b", "c", "d", "e", "f", "g", "h"], cells]})

    (row,) = read_rows(path, locale="es")

    assert list(row.values.values()) == [
        "id", "612345678", "39,9", "true", "2026-05-01", "10:15:00", "0,00000015", "",
    ]  # fmt: skip


def test_the_same_content_has_the_same_key_in_another_file_and_layout(tmp_path: Path) -> None:
    first = workbook(tmp_path / "a.xlsx", {"Ventas": grid(TYPED)})
    turned = dict(reversed(TYPED.items()))
    second = workbook(tmp_path / "b.xlsx", {"Otra": [[], *grid(turned)]})

    (one,), (other,) = taken_in(first).rows, taken_in(second).rows

    assert one.content_key == other.content_key
    assert other.source.row == 3


def test_a_row_that_does_not_parse_says_where_what_and_what_was_expected(tmp_path: Path) -> None:
    bad = TYPED | {"DNI / NIE": "1234567L", "Cuota (€)": "39.90", "Titular": ""}
    path = workbook(tmp_path / "ventas.xlsx", {"Ventas": grid(TYPED, bad, TYPED | {"Referencia": "V-2"})})

    intake = taken_in(path)

    assert [sale.reference for sale in intake.sales] == ["V-2026-0001", "V-2"]
    refused = intake.rows[1]
    assert refused.sale is None
    assert refused.raw["DNI / NIE"] == "1234567L"
    assert {(f.code, f.fields) for f in refused.findings} == {
        ("unreadable_value", ("holder_id",)),
        ("unreadable_value", ("monthly_fee",)),
        ("missing_value", ("holder_name",)),
    }
    by_field = {f.fields[0]: f for f in refused.findings}
    assert by_field["holder_id"].es == (
        "ventas.xlsx, hoja «Ventas», fila 3, columna «DNI / NIE»: se leyó «1234567L»; "
        "se esperaba un DNI con sus ocho cifras (falta un cero inicial)."
    )
    assert by_field["holder_id"].en == (
        "ventas.xlsx, sheet 'Ventas', row 3, column 'DNI / NIE': saw '1234567L'; "
        "expected a DNI with all eight digits (a leading zero is missing)."
    )
    assert by_field["holder_name"].es.endswith("columna «Titular»: está vacía; se esperaba un valor.")


def test_a_refused_row_has_a_key_of_its_raw_texts(tmp_path: Path) -> None:
    bad, worse = TYPED | {"DNI / NIE": "1"}, TYPED | {"DNI / NIE": "2"}
    turned = dict(reversed(bad.items()))
    path = workbook(tmp_path / "a.xlsx", {"Uno": grid(bad, worse), "Dos": grid(turned)})

    keys = [row.content_key for row in taken_in(path).rows]

    assert keys[0] == keys[2] != keys[1]


def test_empty_rows_are_skipped_and_rows_keep_their_number(tmp_path: Path) -> None:
    header, first = grid(TYPED)
    path = workbook(tmp_path / "a.xlsx", {"Ventas": [header, first, [], [" "], first]})

    assert [row.source.row for row in taken_in(path).rows] == [2, 5]


def test_an_empty_cell_of_a_field_that_may_be_empty_is_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Ventas": grid(TYPED | {"Alta": "", "note": ""})})

    (sale,) = taken_in(path).sales

    assert sale.activation is None
    assert sale.note == "-"


def test_headers_are_found_whatever_their_accents_and_case_and_by_the_fields_name(tmp_path: Path) -> None:
    renamed = {header.upper().replace("Í", "I"): cell for header, cell in TYPED.items()} | {"NOTE": "hola"}
    path = workbook(tmp_path / "a.xlsx", {"Ventas": grid(renamed)})

    (sale,) = taken_in(path).sales

    assert sale.note == "hola"


def test_an_error_cell_is_reported_as_an_error_and_not_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet("Ventas")
        for number, cells in enumerate(grid(TYPED)):
            sheet.write_row(number, 0, cells)
        sheet.write_formula(1, list(TYPED).index("Cuota (€)"), "=1/0", None, "#DIV/0!")

    (row,) = taken_in(path).rows

    assert row.sale is None
    (finding,) = row.findings
    assert (finding.code, finding.fields, finding.seen) == ("error_cell", ("monthly_fee",), "#DIV/0!")


def test_a_number_too_long_for_a_spreadsheet_is_reported_and_never_repaired(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Ventas": grid(TYPED | {"note": 8934071100000000123})})

    (row,) = taken_in(path).rows

    assert [(f.code, f.fields) for f in row.findings] == [("lossy_number", ("note",))]
    assert "text cell" in str(row.findings[0].expected)


def test_a_value_without_a_header_is_reported(tmp_path: Path) -> None:
    header, cells = grid(TYPED)
    path = workbook(tmp_path / "a.xlsx", {"Ventas": [[*header, ""], [*cells, "¿y esto?"]]})

    (row,) = taken_in(path).rows

    assert [(f.code, f.fields) for f in row.findings] == [("stray_value", ())]
    assert "columna «O»" in row.findings[0].es


def test_a_cell_merged_over_several_rows_is_reported_in_each(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    column = list(TYPED).index("Titular")
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet("Ventas")
        for number, cells in enumerate(grid(TYPED, TYPED, TYPED)):
            sheet.write_row(number, 0, cells)
        sheet.merge_range(1, column, 2, column, "José Muñoz")

    rows = taken_in(path).rows

    assert [[f.code for f in row.findings] for row in rows] == [["merged_cell"], ["merged_cell"], []]


def test_a_merged_header_refuses_the_file_and_names_the_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Ventas")
        sheet.write_row(0, 0, list(TYPED))
        sheet.merge_range(0, 2, 0, 3, "Validador")

    with pytest.raises(IntakeError, match="merged header at C1"):
        taken_in(path)


def test_a_header_that_is_there_twice_refuses_the_file(tmp_path: Path) -> None:
    header, cells = grid(TYPED)
    path = workbook(tmp_path / "a.xlsx", {"Ventas": [[*header, "TITULAR"], [*cells, "Ana"]]})

    with pytest.raises(IntakeError, match=r"the column 'TITULAR' twice \(also 'Titular'\)"):
        taken_in(path)
    with pytest.raises(IntakeError, match="twice"):
        read_rows(path, locale="es")


def test_hidden_rows_are_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet("Ventas")
        for number, cells in enumerate(grid(TYPED, TYPED, TYPED)):
            sheet.write_row(number, 0, cells)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(9, None, None, {"hidden": True})

    intake = taken_in(path)

    assert len(intake.sales) == 3
    assert [f.en for f in intake.notes if f.code == "hidden_rows"] == [
        "a.xlsx, sheet 'Ventas': hidden rows are read too (3)."
    ]


def test_sheets_that_are_no_sales_are_left_out_and_said(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"Leyenda": [["Plan", "Precio"], ["20 GB", 12]], "Vacía": [], "Uno": grid(TYPED), "Dos": grid(TYPED)},
    )

    intake = taken_in(path)

    assert [row.source.sheet for row in intake.rows] == ["Uno", "Dos"]
    assert [f.code for f in intake.notes] == ["sheet_read", "sheet_read", "sheet_left_out"]
    assert "'Leyenda'" in intake.notes[-1].en


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        shown, hidden = book.add_worksheet("Ventas"), book.add_worksheet("Antes")
        for number, cells in enumerate(grid(TYPED)):
            shown.write_row(number, 0, cells)
            hidden.write_row(number, 0, cells)
        hidden.hide()

    assert len(taken_in(path).rows) == 1


def test_a_workbook_without_sales_is_refused_with_its_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Uno": [["Plan"], ["20 GB"]], "Dos": [["Plan"], ["20 GB"]]})

    with pytest.raises(IntakeError, match=r"no table with the columns of a MobileLine .*'Uno'.*'Dos'"):
        taken_in(path)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"a.xlsx is empty"):
        taken_in(workbook(tmp_path / "a.xlsx", {"Uno": []}))
