"""Our book is every item of the portal that has an order, in canonical texts."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.shell import ROOT
from tests.support.desk import BackOffice, a_sale
from trastienda.domain.item import State
from trastienda.engine import ourbook
from trastienda.engine.bots import load_bot
from trastienda.engine.ourbook import shape_of, write_book
from trastienda.store.connection import open_store
from trastienda.workspace import Workspace

BOT = load_bot(Workspace.at(ROOT), "carrier")


def test_a_book_of_several_batches_has_every_item_with_an_order(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ourbook, "BATCH", 2)
    store = open_store(database_url)
    office = BackOffice(store)
    for number in range(5):
        state = State.READY if number == 3 else State.SETTLED
        reference = None if number == 3 else f"P-{number}"
        office.take_in(a_sale(f"V-{number}"), state=state, reference=reference, accepted={"plan": "Dúo"})
    folder = tmp_path / "book"
    folder.mkdir()

    many = write_book(store, BOT, folder)
    store.close()

    book = pl.read_parquet(folder / "*.parquet")
    assert many == 4
    assert book["order"].to_list() == ["P-0", "P-1", "P-2", "P-4"]
    first = book.row(0, named=True)
    assert (first["monthly_fee"], first["terms_accepted"], first["plan"]) == ("29.90 EUR", "true", None)
    assert json.loads(first["accepted"]) == {"plan": "Dúo"}


def test_an_empty_book_is_one(database_url: str, tmp_path: Path) -> None:
    store = open_store(database_url)

    assert write_book(store, BOT, tmp_path) == 0
    store.close()

    assert pl.read_parquet(tmp_path / "*.parquet").height == 0


def test_the_portals_own_tables_name_the_columns() -> None:
    shape = shape_of(BOT)

    assert shape.orders == ("Nº de pedido",)
    assert shape.headers["Documento"] == "holder_id"
    assert shape.headers["Referencia del distribuidor"] == "reference"
