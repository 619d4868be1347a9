"""Cases go out as a spreadsheet, come back filled in, and lead to the decided end."""

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it has no types

from tests.support.workplace import Workplace, embedded
from trastienda.domain.case import Reason
from trastienda.store import cases, items

DECIDER = "Carmen Vidal"

CUT = "V-2026-0016"
OTHER_NAME = "V-2026-0019"
LINE_ONE_DIGIT_APART = "V-2026-0048"
OTHER_PRICE = "V-2026-0029"
WARNED = "V-2026-0034"
WRONG_PRICE = "V-2026-0042"
EARLY = "V-2026-0053"


def fill_in(file: Path, decisions: dict[str, dict[str, str]]) -> None:
    """Write into the yellow columns as a person would, by the headers that they see."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    headers = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        answers = decisions.get(sheet.cell(row, headers["Venta"]).value, {})
        for header, text in answers.items():
            sheet.cell(row, headers[header]).value = text
    book.save(file)


def decision(text: str, **more: str) -> dict[str, str]:
    return {"Decisión": text, "Comentario": "revisado con el cliente", "Quién": DECIDER, **more}


@embedded
def test_a_filled_in_list_leads_every_case_to_its_decided_end(office: Workplace) -> None:
    office.stage_the_scenario()
    waiting = [CUT, OTHER_NAME, LINE_ONE_DIGIT_APART, OTHER_PRICE, WARNED, WRONG_PRICE, EARLY]
    office.call("run", "carrier", "--sales", str(office.sample("cases.json", waiting)))
    assert set(office.states().values()) == {"in_case"}
    file = office.root / "lista.xlsx"
    office.call("cases", "export", str(file))

    fill_in(
        file,
        {
            CUT: decision("Rechazar"),
            OTHER_NAME: decision("Es este pedido"),
            LINE_ONE_DIGIT_APART: decision("Grabar"),
            OTHER_PRICE: decision("Aceptar diferencia"),
            WARNED: decision("Mirar de nuevo"),
            WRONG_PRICE: decision("Aceptar diferencia"),
            EARLY: decision("Grabar", **{"Valor corregido": "Fecha de activación = 30/11/2026"}),
        },
    )
    office.call("cases", "load", str(file))
    office.call("run", "carrier")

    assert office.states() == {
        CUT: "rejected",
        OTHER_NAME: "in_case",
        LINE_ONE_DIGIT_APART: "settled",
        OTHER_PRICE: "settled",
        WARNED: "settled",
        WRONG_PRICE: "settled",
        EARLY: "settled",
    }
    held = office.orders()
    assert len(held[LINE_ONE_DIGIT_APART]) == len(held[WARNED]) == len(held[EARLY]) == 1
    assert OTHER_NAME not in held
    with office.store() as store, store.read() as conn:
        corrected = items.of_sale(conn, EARLY)[0].sale
        # Which order it is was decided; that it says what was sold was not, and it does not.
        reopened = cases.open_ones(conn)
    assert corrected is not None
    assert corrected["activation"] == "2026-11-30"
    assert [case.reason for case in reopened] == [Reason.DIFFERS]


@embedded
def test_whoever_sold_or_validated_may_not_decide_and_the_other_rows_go_on(office: Workplace) -> None:
    office.stage_the_scenario()
    sales = office.sample("cases.json", [OTHER_NAME, EARLY], Vendedor="paula.sanz", Validador="luis.gil")
    office.call("run", "carrier", "--sales", str(sales))
    file = office.root / "lista.xlsx"
    office.call("cases", "export", str(file))
    fill_in(
        file,
        {
            OTHER_NAME: {**decision("Rechazar"), "Quién": "Paula.Sanz"},
            EARLY: decision("Rechazar"),
        },
    )

    office.call("cases", "load", str(file), code=3)

    assert office.states() == {OTHER_NAME: "in_case", EARLY: "rejected"}


@embedded
def test_a_list_loaded_twice_decides_nothing_twice(office: Workplace) -> None:
    office.stage_the_scenario()
    office.call("run", "carrier", "--sales", str(office.sample("cases.json", [EARLY])))
    file = office.root / "lista.xlsx"
    office.call("cases", "export", str(file))
    fill_in(file, {EARLY: decision("Rechazar")})
    office.call("cases", "load", str(file))

    again = office.call("cases", "load", str(file), code=4)

    assert "ya está cerrada" in again
    assert office.states() == {EARLY: "rejected"}
