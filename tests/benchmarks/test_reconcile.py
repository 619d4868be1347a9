"""The world of the reconciliation's bench is what its rules say, and the score counts what it says it counts."""

import tempfile
from pathlib import Path

import polars as pl

from benchmarks.reconcile.files import main as write_world
from benchmarks.reconcile.orders import FIELDS, world
from benchmarks.reconcile.people import people
from benchmarks.reconcile.score import score
from benchmarks.reconcile.subjects import BOOK, EXPORT
from tests.cli.shell import ROOT
from trastienda.domain.fields import Address, Day, Email, Iban, PersonId, PersonName, Phone
from trastienda.engine.bots import load_bot
from trastienda.engine.ourbook import shape_of
from trastienda.reconcile import reconcile
from trastienda.reconcile.findings import for_people
from trastienda.workspace import Workspace

KINDS = {
    "holder_id": PersonId,
    "holder_name": PersonName,
    "email": Email,
    "line": Phone,
    "address": Address,
    "iban": Iban,
}


def test_people_are_a_function_of_the_seed_and_their_texts_are_canonical() -> None:
    made = people(300, 7)

    assert made.equals(people(300, 7))
    assert not made.equals(people(300, 8))
    for row in made.iter_rows(named=True):
        for name, kind in KINDS.items():
            assert kind.from_canonical(row[name]) == row[name]
        assert Day.from_canonical(row["birth_date"]).canonical == row["birth_date"]


def test_everything_planted_is_found_and_nothing_else(tmp_path: Path) -> None:
    write_world(4_000, 3, tmp_path)
    bot = load_bot(Workspace.at(ROOT), "carrier")
    with tempfile.TemporaryDirectory() as scratch:
        result = reconcile(
            tmp_path / EXPORT, tmp_path / BOOK, shape_of(bot), scratch=Path(scratch), say=lambda text: None
        )
        for_people(result.findings).sink_parquet(tmp_path / "found.parquet")

    came_to = score(tmp_path, tmp_path / "found.parquet")

    assert came_to.found == came_to.planted > 100
    assert came_to.relinked == came_to.moved > 10
    assert came_to.invented == 0
    assert set(FIELDS) <= set(result.compared)


def test_a_finding_where_nothing_was_planted_counts_as_invented(tmp_path: Path) -> None:
    write_world(4_000, 3, tmp_path)
    made = world(4_000, 3)
    agreeing = made.there.with_row_index("row", offset=2).filter(pl.col("kind") == "agrees")["row"][0]
    found = {"kind": ["differs"], "row_there": [agreeing], "row_here": [None], "fields": [["plan"]]}
    pl.DataFrame(found, schema_overrides={"row_here": pl.UInt32}).write_parquet(tmp_path / "found.parquet")

    came_to = score(tmp_path, tmp_path / "found.parquet")

    assert (came_to.found, came_to.invented, came_to.relinked) == (0, 1, 0)
