"""An exception list goes out, is filled in by a person, and comes back through the real file."""

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # it comes without types
import pytest

from tests.support.desk import FACTS, NOW, RUN, BackOffice, Line, a_sale, differing
from trastienda.desk.sheets import Happened, LoadResult, export, load
from trastienda.desk.sheets.columns import COLUMNS, DECISIONS
from trastienda.desk.sheets.export import height
from trastienda.desk.sheets.load import parse_corrections
from trastienda.domain.case import Case, FieldRow, Language, Reason
from trastienda.domain.decision import Kind
from trastienda.domain.item import State
from trastienda.errors import NotAllowed, Stale, WorkspaceError
from trastienda.store import cases
from trastienda.store.connection import open_store

POSITION = {column.key: number for number, column in enumerate(COLUMNS, start=1)}


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return tmp_path / "runs" / "carrier" / RUN / "exceptions.xlsx"


def write_list(
    office: BackOffice, paper: Path, some: Sequence[Case], language: Language = Language.ES
) -> None:
    with office.store.begin() as conn:
        export(conn, paper, some, language=language, runs=paper.parents[2])


def fill_in(paper: Path, row: int, **cells: object) -> None:
    """Type into a row's cells and save, as a person does in a spreadsheet program."""
    book = openpyxl.load_workbook(paper)
    for key, value in cells.items():
        book.worksheets[0].cell(row, POSITION[key]).value = value
    book.save(paper)


def shown(paper: Path, row: int, key: str) -> Any:
    return openpyxl.load_workbook(paper).worksheets[0].cell(row, POSITION[key]).value


def bring_back(office: BackOffice, paper: Path, language: Language = Language.ES) -> list[LoadResult]:
    return load(
        office.store,
        paper,
        known=lambda item: (Line, FACTS),
        dispatch=office.dispatch,
        now=NOW,
        language=language,
    )


SIGNED = {"comment": "hablado con el cliente", "who": "eva.sanz"}


def test_decisions_filled_in_by_a_person_are_carried_out(office: BackOffice, paper: Path) -> None:
    some = [office.case(office.take_in(a_sale(f"V-{n}")), orders=[f"P-{n}"]) for n in range(5)]
    write_list(office, paper, some)
    fill_in(paper, 2, decision="Grabar", corrected="monthly_fee = 19,90; holder_name = Eva Gil", **SIGNED)
    fill_in(paper, 3, decision="es este pedido", order=12345, **SIGNED)
    fill_in(paper, 4, decision="REJECT", **SIGNED)
    fill_in(paper, 5, decision="Mirar de nuevo", **SIGNED)

    results = bring_back(office, paper)

    assert [result.happened for result in results] == [Happened.DECIDED] * 4 + [Happened.BLANK]
    first, second, third, fourth, fifth = (office.item(case.item) for case in some)
    assert first.state is State.READY
    assert first.sale is not None
    assert (first.sale["monthly_fee"], first.sale["holder_name"]) == ("19.90 EUR", "Eva Gil")
    assert (second.state, second.reference) == (State.ENTERED, "12345")
    assert (third.state, fourth.state, fifth.state) == (State.REJECTED, State.READY, State.IN_CASE)
    with office.store.read() as conn:
        decision = cases.get(conn, some[0].id).decision
    assert decision is not None
    assert (decision.by, decision.why) == ("eva.sanz", "hablado con el cliente")


def test_an_accepted_difference_comes_back_too(office: BackOffice, paper: Path) -> None:
    case = office.case(
        orders=["P-1"],
        rows=differing(holder_name="MARIA MU", monthly_fee="31,90 €"),
        evidence=["evidence/1-1/form.jpg", "evidence/1-1/order.jpg"],
    )
    write_list(office, paper, [case], Language.EN)
    fill_in(paper, 2, decision="Accept difference", **SIGNED)

    (result,) = bring_back(office, paper)

    assert result.item is not None
    assert (result.item.state, result.item.accepted) == (
        State.ENTERED,
        {"holder_name": "MARIA MU", "monthly_fee": "31,90 €"},
    )


def test_the_only_order_of_a_case_need_not_be_typed_again(office: BackOffice, paper: Path) -> None:
    case = office.case(orders=["P-1"])
    write_list(office, paper, [case])
    fill_in(paper, 2, decision="Es este pedido", **SIGNED)

    bring_back(office, paper)

    assert office.item(case.item).reference == "P-1"


def test_loading_a_file_twice_decides_nothing_twice(office: BackOffice, paper: Path) -> None:
    case = office.case()
    write_list(office, paper, [case])
    fill_in(paper, 2, decision="Mirar de nuevo", **SIGNED)
    bring_back(office, paper)
    dispatched = list(office.dispatched)

    (again,) = bring_back(office, paper)

    assert again.happened is Happened.REFUSED
    assert str(again.refused) == f"La incidencia {case.id} ya está cerrada."
    assert office.dispatched == dispatched


@pytest.mark.parametrize(
    ("cells", "kind", "says"),
    [
        ({"decision": "Olvidar"}, WorkspaceError, "«Olvidar» no es una decisión. Hay estas: Grabar, Es este"),
        ({"decision": None}, WorkspaceError, "le falta la decisión"),
        ({"decision": "Grabar", "who": None}, WorkspaceError, "Falta quién"),
        ({"decision": "Grabar", "comment": "  "}, WorkspaceError, "o por qué"),
        ({"decision": "Rechazar", "corrected": "monthly_fee = 1"}, WorkspaceError, "solo va con «Grabar»"),
        ({"decision": "Rechazar", "order": "P-1"}, WorkspaceError, "solo va con «Es este pedido»"),
        ({"decision": "Es este pedido"}, WorkspaceError, "Falta el número del pedido"),
        ({"decision": "Grabar", "corrected": "treinta euros"}, WorkspaceError, "No se entiende la correc"),
        (
            {"decision": "Grabar", "corrected": "monthly_fe = 1"},
            WorkspaceError,
            "¿Quería decir «monthly_fee»?",
        ),
        ({"decision": "Grabar", "corrected": "line = 612"}, WorkspaceError, "se esperaba un único teléfono"),
        ({"decision": "Grabar", "comment": "x" * 2001}, WorkspaceError, "2000 characters"),
        ({"decision": "Rechazar", "who": "ana.ruiz"}, NotAllowed, "ana.ruiz vendió esta venta"),
        ({"decision": "Rechazar", "reason": "otro motivo"}, Stale, "celdas grises"),
        ({"decision": "Rechazar", "sale": "V-9"}, Stale, "celdas grises"),
        ({"decision": "Rechazar", "_id": "77"}, WorkspaceError, "no es de esta lista"),
        ({"decision": "Rechazar", "_v": "2"}, WorkspaceError, "no es de esta lista"),
        ({"decision": "Rechazar", "_id": None}, WorkspaceError, "no es de esta lista"),
    ],
)
def test_a_row_that_cannot_be_carried_out_is_refused_and_the_others_go_on(
    office: BackOffice, paper: Path, cells: dict[str, object], kind: type[Exception], says: str
) -> None:
    some = [office.case(office.take_in(a_sale(f"V-{n}"))) for n in range(2)]
    write_list(office, paper, some)
    fill_in(paper, 2, **{**SIGNED, **cells})
    fill_in(paper, 3, decision="Rechazar", **SIGNED)

    bad, good = bring_back(office, paper)

    assert (bad.row, bad.happened, type(bad.refused)) == (2, Happened.REFUSED, kind)
    assert says in str(bad.refused)
    assert good.happened is Happened.DECIDED
    assert office.item(some[0].item).state is State.IN_CASE


def test_a_case_that_changed_after_the_export_is_stale(office: BackOffice, paper: Path) -> None:
    first = office.case()
    write_list(office, paper, [first])
    office.decide(first, Kind.LOOK_AGAIN)
    with office.store.begin() as conn:
        office.set(conn, first.item, state=State.ENTERED)
    office.case(office.item(first.item))
    fill_in(paper, 2, decision="Rechazar", **SIGNED)

    (result,) = bring_back(office, paper)

    assert isinstance(result.refused, Stale)


def test_rows_copied_over_each_other_are_refused(office: BackOffice, paper: Path) -> None:
    some = [office.case(office.take_in(a_sale(f"V-{n}"))) for n in range(2)]
    write_list(office, paper, some)
    # The grey cells of one sale with the hidden cells of the other, as after sorting half of the columns.
    hidden = {key: shown(paper, 3, key) for key in ("_id", "_v", "_token")}
    fill_in(paper, 2, decision="Rechazar", **SIGNED, **hidden)

    bad, _ = bring_back(office, paper)

    assert isinstance(bad.refused, Stale)


def test_a_list_of_another_workspace_is_refused_whole(
    office: BackOffice, paper: Path, tmp_path: Path
) -> None:
    write_list(office, paper, [office.case()])
    other = open_store(f"sqlite:///{tmp_path}/other.db")
    other.upgrade()

    with pytest.raises(WorkspaceError, match="another workspace"):
        bring_back(BackOffice(other), paper)


@pytest.mark.parametrize("content", [b"", b"item;decision\n1;Rechazar\n"])
def test_a_file_that_is_no_spreadsheet_is_refused_whole(
    office: BackOffice, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "list.xlsx").write_bytes(content)

    with pytest.raises(WorkspaceError, match="Save the list as XLSX"):
        bring_back(office, tmp_path / "list.xlsx")


def test_a_spreadsheet_that_is_not_our_list_is_refused_whole(office: BackOffice, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Expediente", "Decisión"])
    book.save(tmp_path / "theirs.xlsx")

    with pytest.raises(WorkspaceError, match="not one of our exception lists"):
        bring_back(office, tmp_path / "theirs.xlsx")


def test_a_list_that_lost_a_column_is_refused_whole(office: BackOffice, paper: Path) -> None:
    write_list(office, paper, [office.case()])
    book = openpyxl.load_workbook(paper)
    book.worksheets[0].cell(1, POSITION["who"]).value = None
    book.save(paper)

    with pytest.raises(WorkspaceError, match=r"lost columns \(who\)"):
        bring_back(office, paper)


def test_a_program_that_drops_the_properties_does_not_break_the_list(office: BackOffice, paper: Path) -> None:
    write_list(office, paper, [office.case()])
    fill_in(paper, 2, decision="Rechazar", **SIGNED)
    without = paper.with_name("without.xlsx")
    with zipfile.ZipFile(paper) as source, zipfile.ZipFile(without, "w") as target:
        for name in source.namelist():
            if name != "docProps/custom.xml":
                target.writestr(name, source.read(name))

    (result,) = bring_back(office, without)

    assert result.happened is Happened.DECIDED


def test_the_list_says_what_a_person_needs_and_no_whole_id(office: BackOffice, paper: Path) -> None:
    case = office.case(
        orders=["P-1"],
        rows=differing(holder_id="12345678-A", iban=None, monthly_fee="31,90 €"),
        evidence=["evidence/12-1/order.jpg", "evidence/12-1/order.html"],
    )

    write_list(office, paper, [case])

    assert shown(paper, 2, "customer") == "María Muñoz López · *****678Z"
    assert shown(paper, 2, "reason").startswith("El pedido P-1 no dice lo que se vendió: holder_id")
    assert shown(paper, 2, "expected") == "holder_id = *****678Z\niban = *****1332\nmonthly_fee = 29.90 EUR"
    assert shown(paper, 2, "shown") == "holder_id = *****678A\niban = (nada)\nmonthly_fee = 31,90 €"
    assert shown(paper, 2, "opened") == "03/04/2026 11:00"
    with zipfile.ZipFile(paper) as archive:
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "12345678" not in everything
    assert "0200051332" not in everything


def test_evidence_is_linked_relative_to_the_list_wherever_it_lies(
    office: BackOffice, paper: Path, tmp_path: Path
) -> None:
    case = office.case(evidence=["evidence/12 #1/order.jpg"])

    write_list(office, paper, [case])
    elsewhere = tmp_path / "lists" / "today.xlsx"
    with office.store.begin() as conn:
        export(conn, elsewhere, [case], language=Language.ES, runs=paper.parents[2])

    def target(file: Path) -> str:
        cell = openpyxl.load_workbook(file).worksheets[0].cell(2, POSITION["evidence"])
        return str(cell.hyperlink.target)

    assert shown(paper, 2, "evidence") == "evidence/12 #1/order.jpg"
    assert target(paper) == "evidence/12%20%231/order.jpg"
    assert target(elsewhere) == f"../runs/carrier/{RUN}/evidence/12%20%231/order.jpg"


def test_only_the_yellow_cells_can_be_written_and_texts_stay_texts(office: BackOffice, paper: Path) -> None:
    case = office.case(detail={"orders": "=1+1", "fields": "x"}, orders=["=1+1"], reason=Reason.LOOKALIKE)

    write_list(office, paper, [case])

    book = openpyxl.load_workbook(paper)
    sheet = book.worksheets[0]
    locked = {column.key: sheet.cell(2, POSITION[column.key]).protection.locked for column in COLUMNS}
    assert [key for key, is_locked in locked.items() if not is_locked] == [
        "decision",
        "corrected",
        "order",
        "comment",
        "who",
    ]
    assert sheet.protection.sheet
    assert (sheet.cell(2, POSITION["orders"]).data_type, shown(paper, 2, "orders")) == ("s", "=1+1")
    assert sheet.cell(2, POSITION["order"]).number_format == "@"
    hidden = [columns for columns in sheet.column_dimensions.values() if columns.hidden]
    assert [(columns.min, columns.max) for columns in hidden] == [(POSITION["_id"], POSITION["_token"])]
    assert sheet.freeze_panes == "C2"


@pytest.mark.parametrize("language", Language)
def test_the_drop_down_offers_every_decision_in_the_lists_language(
    office: BackOffice, paper: Path, language: Language
) -> None:
    write_list(office, paper, [office.case()], language)

    book = openpyxl.load_workbook(paper)
    (rule,) = book.worksheets[0].data_validations.dataValidation
    hidden = book["_trastienda"]
    assert (str(rule.sqref), rule.formula1) == ("J2", "'_trastienda'!$A$1:$A$5")
    assert [hidden.cell(row, 1).value for row in range(1, 6)] == [DECISIONS[kind][language] for kind in Kind]
    assert hidden.sheet_state == "hidden"


def test_an_empty_queue_makes_an_empty_list(office: BackOffice, paper: Path) -> None:
    write_list(office, paper, [])

    assert bring_back(office, paper) == []


def test_a_list_is_replaced_whole_or_stays_as_it_was(office: BackOffice, paper: Path) -> None:
    write_list(office, paper, [])
    before = paper.read_bytes()
    broken = office.case()
    with office.store.begin() as conn:
        office.set(conn, broken.item, sale=[1])

    with pytest.raises(AttributeError):
        write_list(office, paper, [broken])

    assert paper.read_bytes() == before
    assert [file.name for file in paper.parent.iterdir()] == ["exceptions.xlsx"]


def test_both_lists_of_one_workspace_come_back(office: BackOffice, paper: Path) -> None:
    some = [office.case(office.take_in(a_sale(f"V-{n}"))) for n in range(2)]
    second = paper.with_name("second.xlsx")
    write_list(office, paper, some[:1])
    write_list(office, second, some[1:])
    for file in (paper, second):
        fill_in(file, 2, decision="Rechazar", **SIGNED)

    assert [result.happened for file in (paper, second) for result in bring_back(office, file)] == [
        Happened.DECIDED,
        Happened.DECIDED,
    ]


def test_a_row_moved_to_another_list_of_ours_is_refused(office: BackOffice, paper: Path) -> None:
    some = [office.case(office.take_in(a_sale(f"V-{n}"))) for n in range(2)]
    write_list(office, paper, some)
    moved = {column.key: shown(paper, 2, column.key) for column in COLUMNS}
    second = paper.with_name("second.xlsx")
    write_list(office, second, some[1:])
    fill_in(second, 3, **{**moved, "decision": "Rechazar", **SIGNED})

    assert "no es de esta lista" in str(bring_back(office, second)[-1].refused)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", {}),
        ("a = 1", {"a": "1"}),
        ("a=1;b = 2 ;", {"a": "1", "b": "2"}),
        ("a = 1\nb = 2", {"a": "1", "b": "2"}),
        ("address = Calle Mayor 1; 2.º; plan = M = 20", {"address": "Calle Mayor 1; 2.º", "plan": "M = 20"}),
    ],
)
def test_corrections_are_split_where_a_field_begins(text: str, read: dict[str, str]) -> None:
    assert parse_corrections(text, Language.ES) == read


@pytest.mark.parametrize("text", ["treinta", "= 3", "a = 1; a = 2"])
def test_a_correction_without_a_field_or_with_one_twice_is_refused(text: str) -> None:
    with pytest.raises(WorkspaceError):
        parse_corrections(text, Language.ES)


def test_the_file_survives_a_copy_under_another_name(office: BackOffice, paper: Path) -> None:
    write_list(office, paper, [office.case()])
    fill_in(paper, 2, decision="Rechazar", **SIGNED)
    copy = paper.with_name("para Eva (2).xlsx")
    shutil.copy(paper, copy)

    assert bring_back(office, copy)[0].happened is Happened.DECIDED


def test_a_row_is_as_high_as_its_longest_wrapped_text() -> None:
    assert height([("short", 20), ("", 10)]) == 18
    assert height([("x" * 90, 20)]) == height([("a\nb\nc\nd\ne", 20)]) == 78
    assert height([("x" * 10_000, 5)]) == 409


def test_a_list_says_what_the_alignment_of_two_texts_says(office: BackOffice, paper: Path) -> None:
    said = {"es": "No está claro: puerta: falta en un lado.", "en": "Unclear: door: missing on one side."}
    row = FieldRow("address", "Sol 4, 3º B", "Sol 4, 3º", "unclear", "aligned", "P-1", sentences=said)

    write_list(office, paper, [office.case(rows=[row])])

    assert shown(paper, 2, "shown") == f"address = Sol 4, 3º · {said['es']}"
