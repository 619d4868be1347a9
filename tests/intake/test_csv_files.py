"""Sales from CSV files."""

from pathlib import Path

import pytest

from tests.intake.sheets import COLUMNS, MADRID, WRITTEN, MobileLine, csv_text
from trastienda.errors import IntakeError
from trastienda.intake import Intake, Limits, read_sales


def taken_in(path: Path, limits: Limits | None = None) -> Intake[MobileLine]:
    return read_sales(path, MobileLine, columns=COLUMNS, locale="es", tz=MADRID, limits=limits)


def saved(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "ventas.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "detected"),
    [
        ("utf-8", "encoding UTF-8 (all of its bytes are valid in it)"),
        ("utf-8-sig", "encoding UTF-8 (its byte order mark says so)"),
        ("utf-16", "encoding UTF-16 LE (its byte order mark says so)"),
        ("utf-16-le", "encoding UTF-16-LE (every letter takes two bytes)"),
        ("utf-16-be", "encoding UTF-16-BE (every letter takes two bytes)"),
        ("cp1252", "encoding Windows-1252 (it is not UTF-8 and only so has Spanish letters)"),
    ],
)
def test_the_encoding_is_found_out_and_said(tmp_path: Path, encoding: str, detected: str) -> None:
    intake = taken_in(saved(tmp_path, csv_text(WRITTEN), encoding))

    assert [sale.holder_name for sale in intake.sales] == ["José Muñoz"]
    assert [note.en for note in intake.notes] == [f"ventas.csv: {detected}; separator: semicolon."]


def test_a_file_without_accents_is_ascii(tmp_path: Path) -> None:
    text = csv_text({"reference": "V-1", "note": "x"})

    with pytest.raises(IntakeError, match=r"lacks a column for: 'Vendedor' \(seller\)"):
        taken_in(saved(tmp_path, text, "ascii"))


@pytest.mark.parametrize(
    ("separator", "name"), [(";", "punto y coma"), ("\t", "tabulador"), ("|", "|"), (",", "coma")]
)
def test_the_separator_is_found_out_and_said(tmp_path: Path, separator: str, name: str) -> None:
    sale = WRITTEN | {"Cuota (€)": "39"}

    intake = taken_in(saved(tmp_path, csv_text(sale, separator=separator)))

    assert len(intake.sales) == 1
    assert intake.notes[0].es.endswith(f"separador: {name}.")


def test_of_two_separators_in_the_header_the_one_that_cuts_all_rows_alike_is_taken(tmp_path: Path) -> None:
    text = csv_text(WRITTEN | {"Cuota (€)": "39"}).replace("DNI / NIE", "DNI, NIE", 1)

    intake = taken_in(saved(tmp_path, text))

    assert intake.notes[0].en.endswith("separator: semicolon.")
    assert len(intake.sales) == 1


def test_a_separator_between_quotes_separates_nothing(tmp_path: Path) -> None:
    text = csv_text(WRITTEN).replace("DNI / NIE", '"DNI, NIE"', 1)

    assert len(taken_in(saved(tmp_path, text)).sales) == 1


def test_a_separator_under_which_quotes_do_not_fit_is_not_the_one(tmp_path: Path) -> None:
    sale = WRITTEN | {"Referencia": '"V-1"', "Titular": "José, Muñoz"}
    text = csv_text(sale).replace("Campaña;", "Campaña,;", 1)

    assert len(taken_in(saved(tmp_path, text)).sales) == 1


@pytest.mark.parametrize(
    "text", ["a;b,c\r\n1;2,3\r\n", "Referencia\r\nV-1\r\n", "a;b,c\r\n1;2;3\r\n1,2,3\r\n4\r\n"]
)
def test_a_separator_that_would_be_a_guess_refuses_the_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(IntakeError, match="the separator cannot be told"):
        taken_in(saved(tmp_path, text))


def test_a_declared_separator_is_believed(tmp_path: Path) -> None:
    intake = taken_in(saved(tmp_path, "sep=|\r\n" + csv_text(WRITTEN, separator="|")))

    assert [row.source.row for row in intake.rows] == [2]


def test_line_ends_may_be_mixed_and_cells_may_have_line_breaks(tmp_path: Path) -> None:
    header, row = csv_text(WRITTEN).splitlines()
    broken = row.replace("José Muñoz", '"José\nMuñoz"')
    text = f"{header}\n{broken}\r\n\r\n{row}\n"

    intake = taken_in(saved(tmp_path, text))

    assert [(row.source.row, row.sale.holder_name if row.sale else None) for row in intake.rows] == [
        (2, "José Muñoz"),
        (4, "José Muñoz"),
    ]


def test_utf_8_that_was_saved_in_the_wrong_encoding_refuses_the_file(tmp_path: Path) -> None:
    broken = csv_text(WRITTEN).encode("utf-8").decode("cp1252", errors="replace")

    with pytest.raises(IntakeError, match="broken letters in line 1"):
        taken_in(saved(tmp_path, broken, "utf-8"))


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_an_encoding_that_only_looks_like_windows_refuses_the_file(tmp_path: Path, encoding: str) -> None:
    text = csv_text(WRITTEN).replace("€", "E")

    with pytest.raises(IntakeError, match="no encoding that can be told for certain"):
        taken_in(saved(tmp_path, text, encoding))


def test_bytes_that_no_encoding_has_refuse_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path, csv_text(WRITTEN))
    path.write_bytes(path.read_bytes() + b"\x81\xff")

    with pytest.raises(IntakeError, match="no encoding"):
        taken_in(path)


def test_a_file_that_belies_its_byte_order_mark_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, csv_text(WRITTEN), "cp1252")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    with pytest.raises(IntakeError, match="not valid utf-8 at byte"):
        taken_in(path)


def test_a_header_that_is_there_twice_refuses_the_file(tmp_path: Path) -> None:
    text = csv_text(WRITTEN).replace("Titular", "Canal", 1)

    with pytest.raises(IntakeError, match="the column 'Canal' twice"):
        taken_in(saved(tmp_path, text))


def test_two_columns_with_one_meaning_refuse_the_file(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="'Titular' and 'holder_name' both mean holder_name"):
        taken_in(saved(tmp_path, csv_text(WRITTEN | {"holder_name": "Ana"})))


def test_an_unknown_column_refuses_the_file_and_names_the_nearest_one(tmp_path: Path) -> None:
    text = csv_text(WRITTEN).replace("Vendedor", "Vendedro", 1)

    with pytest.raises(IntakeError, match=r"unknown column 'Vendedro'. Did you mean 'Vendedor' \(seller\)\?"):
        taken_in(saved(tmp_path, text))


def test_an_unknown_column_with_no_neighbour_names_all_of_them(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"unknown column 'Zzz'. Known: .*Titular"):
        taken_in(saved(tmp_path, csv_text(WRITTEN | {"Zzz": "1"})))


def test_a_missing_column_refuses_the_file_under_the_name_that_people_use(tmp_path: Path) -> None:
    text = csv_text({header: cell for header, cell in WRITTEN.items() if header != "Titular"})

    with pytest.raises(IntakeError, match=r"lacks a column for: 'Titular' \(holder_name\)"):
        taken_in(saved(tmp_path, text))


def test_a_row_with_too_few_or_too_many_cells_is_refused_as_a_whole(tmp_path: Path) -> None:
    header, row = csv_text(WRITTEN).splitlines()
    text = "\r\n".join([header, row, row + ";de más", row.rpartition(";")[0], ""])

    intake = taken_in(saved(tmp_path, text))

    assert len(intake.sales) == 1
    assert [[f.code for f in row.findings] for row in intake.rows] == [[], ["shifted_row"], ["shifted_row"]]
    assert intake.rows[1].findings[0].es.endswith("se esperaba 14 celdas, una por cabecera, y no 15.")


def test_a_value_without_a_header_is_reported(tmp_path: Path) -> None:
    header, row = csv_text(WRITTEN).splitlines()

    intake = taken_in(saved(tmp_path, f"{header};\r\n{row};¿y esto?\r\n{row};\r\n"))

    assert [[f.code for f in row.findings] for row in intake.rows] == [["stray_value"], []]


@pytest.mark.parametrize("text", ["", "\r\n \r\n", "sep=;\r\n", '"";""\r\n'])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(IntakeError, match=r"ventas.csv is empty"):
        taken_in(saved(tmp_path, text))


def test_a_quote_that_never_ends_is_refused_with_its_row(tmp_path: Path) -> None:
    text = csv_text(WRITTEN, WRITTEN).replace("José", '"José')

    with pytest.raises(IntakeError, match=r"row 2: .*quotation marks"):
        taken_in(saved(tmp_path, text))


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="2 rows; at most 1 are read"):
        taken_in(saved(tmp_path, csv_text(WRITTEN, WRITTEN)), Limits(rows=1))


def test_a_header_alone_is_a_file_without_sales(tmp_path: Path) -> None:
    assert taken_in(saved(tmp_path, csv_text(WRITTEN).splitlines()[0])).rows == ()


def test_a_name_with_letters_of_two_alphabets_is_taken_in_with_a_note(tmp_path: Path) -> None:
    (row,) = taken_in(saved(tmp_path, csv_text(WRITTEN | {"Titular": "Аna Ruiz"}))).rows

    assert row.sale is not None
    assert [(f.code, f.severity, f.fields) for f in row.findings] == [
        ("mixed_scripts", "note", ("holder_name",))
    ]
    assert "CYRILLIC, LATIN" in row.findings[0].es


def test_a_long_line_without_ascii_letters_is_looked_through_quickly(tmp_path: Path) -> None:
    # Quadratic search would take minutes for it.
    with pytest.raises(IntakeError, match="field larger than field limit"):
        taken_in(saved(tmp_path, csv_text(WRITTEN) + "ñ" * 300_000))
