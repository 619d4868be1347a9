"""What a reconciliation found of settled sales becomes cases, and a list for people."""

import tempfile
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it comes without types
import polars as pl
import pytest

from tests.reconcile.sides import SHAPE, ours, theirs, write_book, write_csv
from tests.support.desk import FACTS, NOW, BackOffice, a_sale
from trastienda.desk import reconciled
from trastienda.desk.reconciled import open_cases
from trastienda.desk.sheets.reconciliation import write_list
from trastienda.domain.case import Case, Language, Reason
from trastienda.domain.item import State
from trastienda.errors import WorkspaceError
from trastienda.reconcile import reconcile
from trastienda.reconcile.findings import for_people
from trastienda.store import cases

OTHER = {"holder_id": "00000000T", "line": "+34633445566"}


def findings(export: list[dict[str, str | None]], book: list[dict[str, str | None]]) -> pl.LazyFrame:
    with tempfile.TemporaryDirectory() as folder:
        there = write_csv(Path(folder) / "export.csv", export)
        here = write_book(Path(folder) / "book.parquet", book)
        (scratch := Path(folder) / "scratch").mkdir()
        return reconcile(there, here, SHAPE, scratch=scratch, say=lambda text: None).findings.collect().lazy()


def settle(office: BackOffice, number: int, state: State = State.SETTLED) -> dict[str, str | None]:
    """An item that has the order `P-number`, and its row of our book."""
    sale = a_sale(f"V-{number}", **(OTHER if number else {}))
    item = office.take_in(sale, state=state, reference=f"P-{number}")
    return ours(number, item=str(item.id), state=state.value)


def opened(
    office: BackOffice, export: list[dict[str, str | None]], book: list[dict[str, str | None]]
) -> list[Case]:
    numbers = open_cases(office.store, findings(export, book), FACTS, now=NOW)
    with office.store.read() as conn:
        return [cases.get(conn, number) for number in numbers]


def test_a_settled_sale_whose_order_says_something_else_is_a_case_with_both_texts(office: BackOffice) -> None:
    (case,) = opened(office, [theirs(0, Documento="00000003A")], [settle(office, 0)])

    assert case.reason is Reason.DIFFERS
    assert case.orders == ("P-0",)
    assert [(row.field, row.expected, row.shown) for row in case.rows] == [
        ("holder_id", "12345678Z", "00000003A")
    ]


def test_a_settled_sale_whose_order_is_gone_is_a_case(office: BackOffice) -> None:
    (case,) = opened(office, [theirs(1)], [settle(office, 0), ours(1)])

    assert (case.reason, case.detail["order"]) == (Reason.ORDER_GONE, "P-0")


def test_a_settled_sale_with_a_second_order_is_one_case_that_names_both(office: BackOffice) -> None:
    (case,) = opened(office, [theirs(0), theirs(0, **{"Nº de pedido": "P-9"})], [settle(office, 0)])

    assert (case.reason, case.orders) == (Reason.SEVERAL_ORDERS, ("P-0", "P-9"))


@pytest.mark.parametrize("state", [State.ENTERED, State.IN_CASE, State.WITHDRAWN])
def test_an_item_that_is_not_settled_is_left_alone(office: BackOffice, state: State) -> None:
    assert opened(office, [theirs(1)], [settle(office, 0, state), ours(1)]) == []


@pytest.mark.parametrize("since", [{"reference": "P-77"}, {"state": State.IN_CASE}])
def test_an_item_that_moved_since_the_book_was_read_is_left_alone(
    office: BackOffice, since: dict[str, object]
) -> None:
    row = settle(office, 0)
    with office.store.begin() as conn:
        office.set(conn, int(str(row["item"])), **since)

    assert opened(office, [theirs(1)], [row, ours(1)]) == []


def test_moved_and_unclear_orders_are_no_cases(office: BackOffice) -> None:
    export = [theirs(0, **{"Nº de pedido": "Q-1"}), theirs(1, iban="****1332")]

    assert opened(office, export, [settle(office, 0), settle(office, 1)]) == []


def test_more_cases_than_people_can_look_at_are_refused_and_none_is_opened(
    office: BackOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciled, "MOST", 1)

    with pytest.raises(WorkspaceError, match="2 settled sales would become cases"):
        opened(office, [theirs(2)], [settle(office, 0), settle(office, 1)])

    with office.store.read() as conn:
        assert cases.open_ones(conn) == []


@pytest.mark.parametrize(("language", "kind"), [(Language.ES, "Difiere"), (Language.EN, "Differs")])
def test_the_list_says_in_words_what_is_where_and_hides_ids(
    tmp_path: Path, language: Language, kind: str
) -> None:
    found = findings([theirs(0, Documento="00000003A", plan="=1+1"), theirs(1)], [ours(0), ours(1)])
    path = tmp_path / "list.xlsx"

    many = write_list(path, for_people(found), {"plan": "Tarifa"}, language=language)

    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell.value for cell in sheet[2]]
    assert (many, sheet.max_row, cells[0], cells[1]) == (1, 2, kind, "P-0")
    assert "Tarifa = =1+1" in cells[8]
    assert sheet.cell(2, 9).data_type == "s"
    assert "12345678Z" not in str(cells)
    assert "00000003A" not in str(cells)


def test_a_list_for_which_a_sheet_is_too_short_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trastienda.desk.sheets.reconciliation.MOST_ROWS", 0)
    found = findings([theirs(0, plan="Otra")], [ours(0)])

    with pytest.raises(WorkspaceError, match="--parquet"):
        write_list(tmp_path / "list.xlsx", for_people(found), {}, language=Language.ES)
