"""Files that are too large, damaged, or made to do harm."""

import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter

from tests.intake.sheets import COLUMNS, MADRID, TYPED, MobileLine, grid, workbook
from trastienda.errors import IntakeError
from trastienda.intake import Intake, Limits, read_sales


def taken_in(path: Path, limits: Limits | None = None) -> Intake[MobileLine]:
    return read_sales(path, MobileLine, columns=COLUMNS, locale="es", tz=MADRID, limits=limits)


def test_a_zip_bomb_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Ventas": grid(TYPED)})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/bomb.xml", bytes(30_000_000))

    with pytest.raises(IntakeError, match="unpacks to more than 20 MB, as a zip bomb does"):
        taken_in(path)


def test_a_zip_bomb_that_lies_about_its_size_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/bomb.xml", bytes(30_000_000))
    honest = (30_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, (10).to_bytes(4, "little")))

    with pytest.raises(IntakeError, match="zip bomb"):
        taken_in(path)


def test_one_value_in_the_last_cell_of_a_sheet_is_refused_before_it_takes_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Ventas")
        sheet.write_row(0, 0, list(TYPED))
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(IntakeError, match="reaches to row 1048576, column XFD"):
        taken_in(path)


def test_a_formatted_cell_far_below_the_sales_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet("Ventas")
        for number, cells in enumerate(grid(TYPED)):
            sheet.write_row(number, 0, cells)
        sheet.write_blank(1_048_575, 0, None, book.add_format({"bold": True}))

    assert len(taken_in(path).sales) == 1


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(file_bytes=1000), "at most 0 MB are read"),
        (Limits(entries=3), "holds 10 parts"),
        (Limits(rows=1), "at most 1 rows"),
        (Limits(unpacked_bytes=1000), "zip bomb"),
    ],
)
def test_a_file_above_a_limit_is_refused(tmp_path: Path, limits: Limits, message: str) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Ventas": grid(TYPED, TYPED)})

    with pytest.raises(IntakeError, match=message):
        taken_in(path, limits)


def test_a_document_type_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Ventas": grid(TYPED)})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("docProps/more.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>')

    with pytest.raises(IntakeError, match=r"declares a document type in docProps/more.xml"):
        taken_in(path)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    with pytest.raises(IntakeError, match="not a readable XLSX workbook"):
        taken_in(path)


def test_an_archive_that_holds_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")

    with pytest.raises(IntakeError, match="not a readable XLSX workbook"):
        taken_in(path)


def test_an_archive_that_was_packed_in_an_unusual_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("hello.txt", "hello")

    with pytest.raises(IntakeError, match="not a readable XLSX workbook"):
        taken_in(path)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Ventas": grid(TYPED)})
    content = bytearray(path.read_bytes())
    start = content.index(b"PK\x03\x04")
    content[start + 60 : start + 260] = zlib.compress(b"x" * 10).ljust(200, b"\xff")
    path.write_bytes(content)

    with pytest.raises(IntakeError, match="not a readable XLSX workbook"):
        taken_in(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"nada.xlsx cannot be opened"):
        taken_in(tmp_path / "nada.xlsx")


def test_a_folder_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "ventas.xlsx"
    folder.mkdir()

    with pytest.raises(IntakeError, match="is not a file"):
        taken_in(folder)


def test_a_kind_of_file_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"ventas.xls is none of .xlsx, .xlsm, .csv, .json"):
        taken_in(tmp_path / "ventas.xls")


def test_a_sheet_of_tags_that_never_end_is_searched_quickly(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Ventas": grid(TYPED)})
    crafted = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(crafted, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            sheet = name.endswith("sheet1.xml")
            archive.writestr(name, b'<c t="e" ' * 30_000 if sheet else whole.read(name))

    with pytest.raises(IntakeError):
        taken_in(crafted)
