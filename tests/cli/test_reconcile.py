"""`reconcile` compares a file with the database, says what it found, and writes what was asked for."""

from pathlib import Path

import polars as pl
import sqlalchemy as sa

from tests.cli.conftest import SALE
from tests.cli.shell import Shell
from trastienda.domain.item import State
from trastienda.store import tables

HEADERS = {
    "Nº de pedido": "P-1",
    "Documento": "12345678-Z",
    "Titular": "JOSÉ MUÑOZ GARCÍA",
    "Fecha de nacimiento": "03/04/1980",
    "Línea": "633 445 566",
    "Cuota mensual": "39,90 €",
    "IBAN": "ES91 2100 0418 4502 0005 1332",
    "Acepta comunicaciones": "No",
}


def settle(trastienda: Shell, item: int, reference: str) -> None:
    """Let an item have its order, as if it had been entered and read back."""
    with trastienda.store() as store, store.begin() as conn:
        conn.execute(
            sa.update(tables.items)
            .where(tables.items.c.id == item)
            .values(state=State.SETTLED, reference=reference)
        )


def export(trastienda: Shell, *orders: dict[str, str]) -> str:
    rows = [";".join(HEADERS), *(";".join((HEADERS | one).values()) for one in orders)]
    trastienda.write("export.csv", "\n".join(rows) + "\n")
    return "export.csv"


def test_the_settled_sales_of_the_database_are_our_side(trastienda: Shell) -> None:
    settle(trastienda, 1, "P-1")

    answer = trastienda("reconcile", "carrier", "--export", export(trastienda, {}), "--json")

    assert answer.code == 0, answer.err
    assert answer.facts["kinds"]["agrees"] == {"there": 1, "here": 1}
    assert "monthly_fee" in answer.facts["compared"]
    assert "address" in answer.facts["not_compared"]


def test_what_differs_is_said_with_both_values(trastienda: Shell) -> None:
    settle(trastienda, 1, "P-1")

    answer = trastienda("reconcile", "carrier", "--export", export(trastienda, {"Cuota mensual": "40,90 €"}))

    assert "Cuota mensual: «39.90 EUR» aquí y «40,90 €» allí" in answer.out
    assert "1 sales with an order" in answer.err


def test_cases_are_opened_only_when_asked_for(trastienda: Shell) -> None:
    settle(trastienda, 1, "P-1")
    file = export(trastienda, {"Cuota mensual": "40,90 €"})

    trastienda("reconcile", "carrier", "--export", file)
    before = trastienda.item(1).state
    answer = trastienda("reconcile", "carrier", "--export", file, "--open-cases", "--json")

    assert before is State.SETTLED
    assert trastienda.item(1).state is State.IN_CASE
    assert len(answer.facts["cases"]) == 1
    assert "trastienda cases" in answer.err


def test_a_list_and_a_file_are_written(trastienda: Shell) -> None:
    settle(trastienda, 1, "P-1")
    file = export(trastienda, {"Documento": "00000000-T"})

    trastienda("reconcile", "carrier", "--export", file, "--xlsx", "list.xlsx", "--parquet", "list.parquet")

    found = pl.read_parquet(trastienda.folder / "list.parquet")
    assert found["fields"].to_list() == [["holder_id"]]
    assert found["expected"].to_list() == [["*****678Z"]]
    assert "12345678Z" not in str(found.to_dicts())
    assert (trastienda.folder / "list.xlsx").is_file()


def test_our_side_may_be_a_file_but_not_for_cases(trastienda: Shell) -> None:
    book = {**SALE, "order": "P-1"}
    trastienda.write("book.csv", f"{';'.join(book)}\n{';'.join(book.values())}\n")
    file = export(trastienda, {})

    agreed = trastienda("reconcile", "carrier", "--export", file, "--book", "book.csv", "--json")
    refused = trastienda("reconcile", "carrier", "--export", file, "--book", "book.csv", "--open-cases")

    assert agreed.facts["kinds"]["agrees"] == {"there": 1, "here": 1}
    assert refused.code == 2
    assert "leave --book out" in refused.err


def test_a_portal_or_a_file_that_is_not_there_is_said(trastienda: Shell, tmp_path: Path) -> None:
    assert trastienda("reconcile", "carier", "--export", "export.csv").code == 2
    assert "There is no file" in trastienda("reconcile", "carrier", "--export", "nowhere.csv").err
