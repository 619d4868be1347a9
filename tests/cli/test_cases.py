"""`cases` shows the exception queue, takes decisions, and goes to paper and back."""

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it comes without types
import pytest

from tests.cli.shell import Answer, Shell
from trastienda.desk.sheets.columns import COLUMNS
from trastienda.domain.case import FieldRow
from trastienda.domain.item import State

POSITION = {column.key: number for number, column in enumerate(COLUMNS, start=1)}
SIGNED = {"who": "eva.sanz", "comment": "hablado con el cliente"}


def decide(trastienda: Shell, case: int, *words: str, by: str = "eva.sanz") -> Answer:
    return trastienda("cases", "decide", str(case), *words, "--by", by, "--why", "visto")


def fill_in(list_: Path, row: int, **cells: object) -> None:
    """Type into a row's cells and save, as a person does in a spreadsheet program."""
    book = openpyxl.load_workbook(list_)
    for key, value in cells.items():
        book.worksheets[0].cell(row, POSITION[key]).value = value
    book.save(list_)


def test_an_empty_queue_is_said_and_is_no_failure(trastienda: Shell) -> None:
    answer = trastienda("cases")

    assert (answer.code, answer.out) == (0, "")
    assert "No case" in answer.err
    assert trastienda("cases", "--json").facts == []


def test_the_queue_gives_each_reason_in_a_sentence(trastienda: Shell) -> None:
    trastienda.open_case(1)
    trastienda.open_case(2)

    assert "El pedido P-1 no dice lo que se vendió: monthly_fee." in trastienda("cases").out
    assert [case["item"] for case in trastienda("cases", "--json").facts] == [1, 2]


def test_a_case_shows_what_differs_first_and_how_to_decide(trastienda: Shell) -> None:
    case = trastienda.open_case(1)

    out = trastienda("cases", "show", str(case.id)).out

    assert out.index("monthly_fee  39.90 EUR  40,90 €") < out.index("holder_id    *****678Z  *****678Z")
    assert "12345678Z" not in out
    assert "(≠)" not in out
    assert "runs/carrier/without-run/evidence/item-1-try-1-1-order.jpg" in out
    assert f"trastienda cases decide {case.id} DECISION --by NAME --why TEXT --version 1" in out
    assert "look-again         Mirar de nuevo" in out


def test_the_facts_of_a_case_are_printed(trastienda: Shell) -> None:
    case = trastienda.open_case(1)

    facts = trastienda("cases", "show", str(case.id), "--json").facts

    assert (facts["case"], facts["version"], facts["item"], facts["orders"]) == (case.id, 1, 1, ["P-1"])
    assert facts["fields"][1] == {
        "field": "monthly_fee",
        "expected": "39.90 EUR",
        "shown": "40,90 €",
        "verdict": "differ",
        "why": "other_value",
        "reference": "P-1",
        "sentences": {},
    }


def test_an_aligned_field_is_explained(trastienda: Shell) -> None:
    said = {"es": "No está claro: nombre de pila: no coincide.", "en": "Unclear: given name: not the same."}
    row = FieldRow("holder_name", "Ana Gil", "Eva Gil", "unclear", "aligned", "P-1", sentences=said)
    case = trastienda.open_case(1, rows=[row])

    shown = trastienda("cases", "show", str(case.id))
    facts = trastienda("cases", "show", str(case.id), "--json").facts

    assert f"holder_name: {said['es']}" in shown.out
    assert facts["fields"][0]["sentences"] == said


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["reject"], State.REJECTED),
        (["Rechazar"], State.REJECTED),
        (["look-again"], State.READY),
        (["look", "again"], State.READY),
        (["mirar-de-nuevo"], State.READY),
        (["accept-difference"], State.ENTERED),
        (["aceptar", "diferencia"], State.ENTERED),
        (["this-order"], State.ENTERED),
        (["it-is-this-order", "--reference", "P-77"], State.ENTERED),
        (["es este pedido"], State.ENTERED),
        (["enter", "--set", "monthly_fee=40,90"], State.READY),
        (["grabar"], State.READY),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_a_decision_is_carried_out(trastienda: Shell, words: list[str], state: State) -> None:
    case = trastienda.open_case(1)

    answer = decide(trastienda, case.id, *words)

    assert answer.code == 0, answer.err
    assert trastienda.item(1).state is state
    assert ("trastienda up" in answer.err) is (state is not State.REJECTED)


def test_a_corrected_value_reaches_the_sale(trastienda: Shell) -> None:
    case = trastienda.open_case(1)

    decide(trastienda, case.id, "enter", "--set", "monthly_fee=40,90", "--set", "holder_name = José Muñoz")

    sale = trastienda.item(1).sale
    assert sale is not None
    assert (sale["monthly_fee"], sale["holder_name"]) == ("40.90 EUR", "José Muñoz")


def test_the_outcome_of_a_decision_is_printed_as_facts(trastienda: Shell) -> None:
    case = trastienda.open_case(1)

    facts = decide(trastienda, case.id, "this-order", "--json").facts

    assert (facts["decision"], facts["by"], facts["state"]) == ("it is this order", "eva.sanz", "entered")
    assert (facts["item"], facts["reference"]) == (1, "P-1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rejct"], "Did you mean 'reject'?"),
        (["reject", "--set", "plan=x"], "--set corrects the sale and goes with 'enter'"),
        (["reject", "--reference", "P-1"], "--reference names the order"),
        (["enter", "--set", "plan"], "has no '='"),
        (["enter", "--set", "plan=a", "--set", "plan=b"], "names plan twice"),
        (["enter", "--set", "pln=a"], "¿Quería decir «plan»?"),
        (["enter", "--set", "monthly_fee=mucho"], "monthly_fee no se entiende"),
        (["enter", "--set", "terms_accepted=no"], "sigue sin poder grabarse"),
    ],
)
def test_a_decision_that_does_not_fit_changes_nothing(trastienda: Shell, words: list[str], said: str) -> None:
    case = trastienda.open_case(1)

    answer = decide(trastienda, case.id, *words)

    assert answer.code == 2
    assert said in answer.err
    assert trastienda.item(1).state is State.IN_CASE


def test_which_of_several_orders_it_is_must_be_said(trastienda: Shell) -> None:
    case = trastienda.open_case(1, orders=["P-1", "P-2"])

    answer = decide(trastienda, case.id, "this-order")

    assert answer.code == 2
    assert "P-1, P-2; name it with --reference" in answer.err


@pytest.mark.parametrize("who", ["ana.ruiz", "Luis.Gil "])
def test_who_sold_or_validated_is_not_allowed_to_decide(trastienda: Shell, who: str) -> None:
    case = trastienda.open_case(1)

    answer = decide(trastienda, case.id, "accept-difference", by=who)

    assert answer.code == 3
    assert trastienda.item(1).state is State.IN_CASE


def test_a_case_that_changed_meanwhile_is_stale(trastienda: Shell) -> None:
    case = trastienda.open_case(1)

    assert decide(trastienda, case.id, "reject", "--version", "7").code == 4
    assert decide(trastienda, case.id, "reject", "--version", "1").code == 0
    assert decide(trastienda, case.id, "reject").code == 4


def test_a_case_that_does_not_exist_is_a_wrong_call(trastienda: Shell) -> None:
    assert trastienda("cases", "show", "99").code == 2
    assert decide(trastienda, 99, "reject").code == 2


def test_a_list_is_never_written_over_unless_asked(trastienda: Shell) -> None:
    trastienda.open_case(1)
    first = trastienda("cases", "export", "--json").facts["file"]

    second = trastienda("cases", "export", "--json").facts["file"]

    assert (Path(first).stem + "-2", Path(first).parent) == (Path(second).stem, trastienda.folder / "runs")
    assert trastienda("cases", "export", first).code == 2
    assert trastienda("cases", "export", first, "--replace").code == 0
    assert trastienda("cases", "export", "list.csv").code == 2


def test_decisions_on_paper_come_back(trastienda: Shell) -> None:
    cases = [trastienda.open_case(1), trastienda.open_case(2, orders=["P-2"])]
    paper = trastienda.folder / "list.xlsx"
    trastienda("cases", "export", "list.xlsx", "--bot", "carrier")
    fill_in(paper, 2, decision="Aceptar diferencia", **SIGNED)

    answer = trastienda("cases", "load", "list.xlsx", "--json")

    assert answer.code == 0, answer.err
    assert [(row["row"], row["case"], row["happened"]) for row in answer.facts] == [
        (2, cases[0].id, "decided"),
        (3, cases[1].id, "blank"),
    ]
    assert trastienda.item(1).state is State.ENTERED


@pytest.mark.parametrize(
    ("cells", "code", "kind"),
    [
        ({"decision": "Rechazar", "who": "ana.ruiz", "comment": "x"}, 3, "not_allowed"),
        ({"decision": "Rechazar", "reason": "otro motivo", **SIGNED}, 4, "stale"),
        ({"decision": "Rechazar"}, 2, "wrong"),
    ],
    ids=["not allowed", "changed", "unsigned"],
)
def test_a_refused_row_has_its_reason_and_the_others_go_on(
    trastienda: Shell, cells: dict[str, str], code: int, kind: str
) -> None:
    trastienda.open_case(1)
    trastienda.open_case(2, orders=["P-2"])
    trastienda("cases", "export", "list.xlsx")
    fill_in(trastienda.folder / "list.xlsx", 2, **cells)
    fill_in(trastienda.folder / "list.xlsx", 3, decision="Rechazar", **SIGNED)

    answer = trastienda("cases", "load", "list.xlsx", "--json")

    refused, decided = answer.facts
    assert answer.code == code
    assert (refused["happened"], refused["refused_as"], bool(refused["refused"])) == ("refused", kind, True)
    assert (decided["happened"], decided["state"]) == ("decided", "rejected")
    assert trastienda.item(1).state is State.IN_CASE


def test_a_list_loaded_twice_is_stale_and_decides_nothing(trastienda: Shell) -> None:
    trastienda.open_case(1)
    trastienda("cases", "export", "list.xlsx")
    fill_in(trastienda.folder / "list.xlsx", 2, decision="Rechazar", **SIGNED)
    trastienda("cases", "load", "list.xlsx")

    answer = trastienda("cases", "load", "list.xlsx")

    assert answer.code == 4
    assert "ya está cerrada" in answer.out
    assert "0 decided, 1 refused, 0 blank" in answer.err


def test_a_file_that_is_no_list_of_ours_is_refused(trastienda: Shell) -> None:
    assert trastienda("cases", "load", "missing.xlsx").code == 2
    assert trastienda("cases", "load", "sales.json").code == 2
