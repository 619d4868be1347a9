"""Sales from JSON files, Robocorp work items among them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.intake.sheets import COLUMNS, MADRID, WRITTEN, MobileLine
from trastienda.errors import IntakeError
from trastienda.intake import Intake, Limits, read_sales

SALE: dict[str, Any] = WRITTEN | {"Cuota (€)": 39.9, "Acepta": True, "Línea": 612345678, "Alta": None}


def taken_in(path: Path, limits: Limits | None = None) -> Intake[MobileLine]:
    return read_sales(path, MobileLine, columns=COLUMNS, locale="es", tz=MADRID, limits=limits)


def saved(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "ventas.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_list_of_objects_becomes_sales(tmp_path: Path) -> None:
    intake = taken_in(saved(tmp_path, [SALE, SALE | {"note": "hola"}]))

    assert [sale.note for sale in intake.sales] == ["-", "hola"]
    assert [row.source.row for row in intake.rows] == [1, 2]
    assert intake.sales[0].activation is None
    assert intake.sales[0].monthly_fee.canonical == "39.90 EUR"


def test_robocorp_work_items_become_sales(tmp_path: Path) -> None:
    items = [
        {"payload": SALE, "files": {"dni.pdf": "dni.pdf"}},
        {"payload": None, "files": None},
        {"payload": SALE},
    ]

    intake = taken_in(saved(tmp_path, items))

    assert [row.source.row for row in intake.rows] == [1, 3]
    assert len(intake.sales) == 2
    assert [note.en for note in intake.notes] == [
        "ventas.json: 3 Robocorp work items; their 1 files are not read."
    ]


def test_an_object_without_a_required_name_is_a_row_with_a_finding(tmp_path: Path) -> None:
    poor = {header: value for header, value in SALE.items() if header != "Titular"}

    rows = taken_in(saved(tmp_path, [poor, SALE])).rows

    assert [(f.code, f.fields) for f in rows[0].findings] == [("missing_value", ("holder_name",))]
    assert rows[1].sale is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"note": {"a": 1.5}}, "not_plain"),
        ({"note": [1]}, "not_plain"),
        ({"note": 8934071100000000123}, "lossy_number"),
        ({"Titular": "MuÃ\u200b±oz"}, "unreadable_value"),
    ],
)
def test_a_value_that_cannot_be_used_is_a_finding(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    (row,) = taken_in(saved(tmp_path, [SALE | change])).rows

    assert row.sale is None
    assert [f.code for f in row.findings] == [code]


def test_a_number_of_any_size_is_written_without_filling_the_memory(tmp_path: Path) -> None:
    text = json.dumps([SALE | {"note": "N"}]).replace('"N"', "1e999999999")

    (row,) = taken_in(saved(tmp_path, text)).rows

    assert [(f.code, f.seen) for f in row.findings] == [("lossy_number", "1E+999999999")]


def test_what_is_no_object_is_a_finding_and_the_others_go_on(tmp_path: Path) -> None:
    intake = taken_in(saved(tmp_path, [SALE, "V-2", 3.5]))

    assert len(intake.sales) == 1
    assert [[f.code for f in row.findings] for row in intake.rows[1:]] == [
        ["not_an_object"],
        ["not_an_object"],
    ]
    assert intake.rows[1].content_key != intake.rows[0].content_key


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not readable JSON"),
        ('{"a": 1}', "holds one dict; a list of objects is read"),
        ('[{"Canal": "a", "Canal": "b"}]', "a name twice"),
        ('[{"Canal": "a", "CANAL": "b"}]', "the column 'CANAL' twice"),
        ('[{"Canal": NaN}]', "NaN is not a number"),
        ("[" * 100_000, "not readable JSON"),
        ('[{"Canal": "MuÃ±oz"}]', "broken letters"),
    ],
)
def test_a_file_that_cannot_be_believed_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        taken_in(saved(tmp_path, text))


def test_too_many_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="2 rows; at most 1"):
        taken_in(saved(tmp_path, [SALE, SALE]), Limits(rows=1))
