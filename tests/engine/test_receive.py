"""A file of sales is taken in some rows at a time, on both databases; no row is lost and none comes twice."""

import gc
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter

from tests.documents import sheets
from tests.support.workplace import ROOT
from trastienda.documents.examine import Filing
from trastienda.domain.case import Language
from trastienda.domain.facts import Papers
from trastienda.domain.item import Item, State
from trastienda.engine import receive as receiving
from trastienda.engine.bots import LoadedBot, load_bot, load_form
from trastienda.engine.receive import Received, receive
from trastienda.errors import WorkspaceError
from trastienda.store import cases, items, journal, runs
from trastienda.store.connection import Store, open_store
from trastienda.store.runs import Run
from trastienda.workspace import Workspace

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
SALE = {
    "reference": "V-1",
    "seller": "Ana Ruiz",
    "validator": "Luis Gil",
    "sold_at": "2026-11-02 10:00:00",
    "validated_at": "2026-11-02 11:00:00",
    "channel": "Chat",
    "campaign": "Otoño",
    "holder_id": "12345678Z",
    "holder_name": "María Muñoz López",
    "birth_date": "29/02/1980",
    "email": "maria@example.com",
    "contact_phone": "612345678",
    "technology": "Móvil",
    "plan": "Móvil 20 GB",
    "line": "612000001",
    "address": "Calle Mayor 1, 28013 Madrid",
    "monthly_fee": "12,90",
    "activation": "16/11/2026",
    "iban": "ES91 2100 0418 4502 0005 1332",
    "terms_accepted": "Sí",
    "marketing_accepted": "No",
}


class Killed(BaseException):
    """Nobody catches it, as nobody catches a kill."""


class Owed:
    """Stands where the engine enqueues; may fail at an item, or be killed."""

    def __init__(self, fails_at: str | None = None, dies_after: int | None = None) -> None:
        self.items: list[int] = []
        self.fails_at, self.dies_after = fails_at, dies_after

    def __call__(self, conn: sa.Connection, item: Item, *, after: timedelta = timedelta(0)) -> None:
        if item.sale_reference == self.fails_at:
            raise RuntimeError("no room for it")
        if len(self.items) == self.dies_after:
            raise Killed
        self.items.append(item.id)


@pytest.fixture(scope="module")
def bot() -> LoadedBot:
    return load_bot(Workspace.at(ROOT), "carrier")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "CHUNK", 4)


def sale(number: int, **changes: str) -> dict[str, str]:
    return SALE | {"reference": f"V-{number}", "line": f"6120000{number:02d}"} | changes


def saved(folder: Path, *sales: dict[str, str], name: str = "sales.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(sales), encoding="utf-8")
    return path


def taken_in(store: Store, bot: LoadedBot, path: Path, owed: Owed, **more: Any) -> Received:
    return receive(
        store, bot, path, run=more.pop("run", None), dispatch=owed, language=Language.EN, now=NOW, **more
    )


def states(store: Store) -> dict[str, str]:
    with store.read() as conn:
        return {item.sale_reference: item.state.value for item in items.search(conn)}


def findings(store: Store, reference: str) -> list[dict[str, Any]]:
    with store.read() as conn:
        (item,) = items.of_sale(conn, reference)
        told: list[dict[str, Any]] = items.source_of(conn, [item.id])[item.id].findings
        return told


def test_rows_become_items_in_the_order_of_the_file(store: Store, bot: LoadedBot, tmp_path: Path) -> None:
    path, owed = saved(tmp_path, *(sale(number) for number in range(1, 11))), Owed()

    received = taken_in(store, bot, path, owed)

    assert (received.rows, received.taken_in, received.known, received.states) == (10, 10, 0, {"ready": 10})
    with store.read() as conn:
        taken = sorted(items.search(conn), key=lambda item: item.id)
        assert [[entry.kind for entry in journal.of_item(conn, item.id)] for item in taken] == [
            ["taken_in", "validated"]
        ] * 10
        assert list(journal.breaks(conn)) == []
    assert [item.sale_reference for item in taken] == [f"V-{number}" for number in range(1, 11)]
    assert owed.items == [item.id for item in taken]


def test_the_garbage_collector_has_its_own_pace_again_after_an_intake(
    store: Store, bot: LoadedBot, tmp_path: Path
) -> None:
    before, paces = gc.get_threshold(), list[tuple[int, int, int]]()

    def told(rows: int, most: int) -> None:
        paces.append(gc.get_threshold())

    taken_in(store, bot, saved(tmp_path, sale(1)), Owed(), seen=told)
    with pytest.raises(Killed):
        taken_in(store, bot, saved(tmp_path, sale(2)), Owed(dies_after=0))

    assert gc.get_threshold() == before
    assert paces[0] > before


def test_every_row_says_where_it_stands_in_the_intake(store: Store, bot: LoadedBot, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def told(rows: int, most: int) -> None:
        seen.append((rows, most))

    taken_in(store, bot, saved(tmp_path, *(sale(number) for number in range(1, 11))), Owed(), seen=told)

    assert seen == [(4, 10), (8, 10), (10, 10)]


def test_after_a_crash_in_the_middle_whole_rows_are_there_and_the_same_file_brings_the_rest(
    store: Store, bot: LoadedBot, tmp_path: Path
) -> None:
    path, killed, after = (
        saved(tmp_path, *(sale(number) for number in range(1, 11))),
        Owed(dies_after=6),
        Owed(),
    )

    with pytest.raises(Killed):
        taken_in(store, bot, path, killed)
    left = states(store)
    received = taken_in(store, bot, path, after)

    assert left == dict.fromkeys(["V-1", "V-2", "V-3", "V-4"], "ready")
    assert (received.taken_in, received.known) == (6, 4)
    assert Counter(states(store).values()) == {"ready": 10}
    # What was enqueued with the rows that a crash left out went with them.
    assert len(set(killed.items[:4]) | set(after.items)) == 10


def test_a_row_that_cannot_be_written_takes_no_other_one_with_it(
    store: Store, bot: LoadedBot, tmp_path: Path
) -> None:
    path, owed = saved(tmp_path, *(sale(number) for number in range(1, 11))), Owed(fails_at="V-6")

    with pytest.raises(RuntimeError, match="no room for it"):
        taken_in(store, bot, path, owed)
    without = states(store)
    received = taken_in(store, bot, path, Owed())

    assert without == {f"V-{number}": "ready" for number in range(1, 11) if number != 6}
    assert (received.taken_in, received.known) == (1, 9)


def test_where_no_row_can_be_written_the_intake_stops(store: Store, bot: LoadedBot, tmp_path: Path) -> None:
    path = saved(tmp_path, *(sale(number) for number in range(1, 11)))
    tried: list[int] = []

    def never(conn: sa.Connection, item: Item, *, after: timedelta = timedelta(0)) -> None:
        tried.append(item.id)
        raise RuntimeError("no queue")

    with pytest.raises(RuntimeError, match="no queue"):
        receive(store, bot, path, run=None, dispatch=never, language=Language.EN, now=NOW)

    assert states(store) == {}
    assert len(tried) == 5  # the first of the four, then each of them alone


def test_a_run_enlists_what_it_takes_in(store: Store, bot: LoadedBot, tmp_path: Path) -> None:
    with store.begin() as conn:
        runs.add(conn, Run("r-1", "carrier", "hand", None, "enter", NOW, None, None, {}, {"files": []}))
    before = sale(3, activation="01/10/2026")

    taken_in(store, bot, saved(tmp_path, sale(1), sale(2, iban="ES00"), before), Owed(), run="r-1")

    with store.read() as conn:
        enlisted = items.of_run(conn, "r-1")
        (case,) = cases.open_ones(conn, run="r-1")
    assert [(item.sale_reference, item.run) for item in enlisted] == [
        ("V-1", "r-1"),
        ("V-2", "r-1"),
        ("V-3", "r-1"),
    ]
    assert case.item == enlisted[2].id


def test_a_reference_with_other_values_is_refused_in_the_same_file_and_later(
    store: Store, bot: LoadedBot, tmp_path: Path
) -> None:
    first = saved(tmp_path, sale(1), sale(1, plan="Móvil 5 GB"), name="a.json")
    second = saved(tmp_path, sale(2), sale(1, plan="Móvil 50 GB"), name="b.json")

    received = [taken_in(store, bot, path, Owed()) for path in (first, second)]

    assert [one.states for one in received] == [{"ready": 1, "rejected": 1}, {"ready": 1, "rejected": 1}]
    with store.read() as conn:
        kept, *refused = items.of_sale(conn, "V-1")
        told = items.source_of(conn, [item.id for item in refused])
    assert kept.state is State.READY
    assert [told[item.id].findings[0]["en"] for item in refused] == [
        f"Reference V-1 already stands for a sale with other values (item {kept.id})."
    ] * 2


def test_a_row_that_is_there_twice_is_one_item(store: Store, bot: LoadedBot, tmp_path: Path) -> None:
    received = taken_in(store, bot, saved(tmp_path, sale(1), sale(1), sale(2), sale(1)), Owed())

    assert (received.rows, received.taken_in, received.known) == (4, 2, 2)


def test_one_order_under_two_references_is_asked_about_on_both_sides(
    store: Store, bot: LoadedBot, tmp_path: Path
) -> None:
    same = sale(1)["line"]
    rows = [sale(1), *(sale(number) for number in range(2, 9)), sale(9, line=f"+34 {same[:3]} {same[3:]}")]

    taken_in(store, bot, saved(tmp_path, *rows), Owed())

    assert Counter(states(store).values()) == {"ready": 7, "in_case": 2}
    assert [one["en"] for one in findings(store, "V-1")] == [
        "It seems to be the same order as sale V-9 (sales.json, row 9)."
    ]
    assert [one["es"] for one in findings(store, "V-9")] == [
        "Parece el mismo pedido que la venta V-1 (sales.json, fila 1)."
    ]


def test_a_row_that_is_refused_anyway_is_nobodys_twin(store: Store, bot: LoadedBot, tmp_path: Path) -> None:
    unreadable, refused = {"iban": "ES00"}, {"terms_accepted": "No"}
    line = sale(1)["line"]

    taken_in(
        store,
        bot,
        saved(tmp_path, sale(1), sale(2, line=line, **unreadable), sale(3, line=line, **refused)),
        Owed(),
    )

    assert states(store) == {"V-1": "ready", "V-2": "rejected", "V-3": "rejected"}


def test_an_order_that_is_equal_in_half_of_its_identity_is_no_twin(
    store: Store, bot: LoadedBot, tmp_path: Path
) -> None:
    line = sale(1)["line"]

    taken_in(store, bot, saved(tmp_path, sale(1), sale(2, line=line, holder_id="11111111H")), Owed())

    assert Counter(states(store).values()) == {"ready": 2}


def test_twins_in_two_sheets_are_found(store: Store, bot: LoadedBot, tmp_path: Path) -> None:
    path = tmp_path / "ventas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, row in (("Uno", sale(1)), ("Dos", sale(2, line=sale(1)["line"]))):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(row))
            sheet.write_row(1, 0, list(row.values()))

    taken_in(store, bot, path, Owed())

    assert findings(store, "V-1")[0]["en"].endswith("V-2 (ventas.xlsx, sheet 'Dos', row 2).")
    assert findings(store, "V-2")[0]["en"].endswith("V-1 (ventas.xlsx, sheet 'Uno', row 2).")


VALUES = {
    "reference": "V-1",
    "holder_id": "12345678-Z",
    "holder_name": "María Muñoz López",
    "line": "612 00 00 01",
    "plan": "Móvil 20 GB",
    "monthly_fee": "12,90 €",
    "activation": "16/11/2026",
    "iban": "ES91 2100 0418 4502 0005 1332",
    "terms_accepted": "Sí",
}


@pytest.fixture
def with_papers(bot: LoadedBot, tmp_path: Path) -> LoadedBot:
    """The bot of a portal whose sales must come with their order form."""
    form = load_form(Workspace.at(ROOT), "order_form", bot.sale_type)
    (tmp_path / "papers").mkdir()
    facts = bot.facts.model_copy(update={"papers": Papers(folder="papers", required=("order_form",))})
    return replace(bot, facts=facts, filing=Filing(tmp_path / "papers", {"order_form": form}))


def filed(folder: Path, **values: str) -> str:
    """The hash of an order form that lies in the folder now."""
    said = VALUES | values
    printed = sheets.printed(said, labels=sheets.LABELS | {"iban": "IBAN"})
    paper = sheets.sheet(printed, sheets.signed_by_hand())
    (folder / "papers" / f"{said['reference']}-order_form.pdf").write_bytes(paper)
    return hashlib.sha256(paper).hexdigest()


def test_a_sale_is_held_against_its_papers_and_the_journal_says_which_they_were(
    store: Store, with_papers: LoadedBot, tmp_path: Path
) -> None:
    path, owed = saved(tmp_path, sale(1), sale(2), sale(3)), Owed()
    kept = filed(tmp_path)
    filed(tmp_path, reference="V-2", line="612 00 00 02", holder_id="87654321-X")

    taken_in(store, with_papers, path, owed)

    assert states(store) == {"V-1": "ready", "V-2": "rejected", "V-3": "in_case"}
    assert [one["code"] for one in findings(store, "V-3")] == ["paper_missing"]
    assert {one["severity"] for one in findings(store, "V-2")} == {"reject"}
    with store.read() as conn:
        (item,) = items.of_sale(conn, "V-1")
        assert journal.of_item(conn, item.id)[0].detail["papers"] == {"order_form": kept}
    assert owed.items == [item.id]


def test_without_the_folder_of_its_papers_nothing_is_taken_in(
    store: Store, with_papers: LoadedBot, tmp_path: Path
) -> None:
    (tmp_path / "papers").rmdir()

    with pytest.raises(WorkspaceError, match=r"There is no folder .*papers"):
        taken_in(store, with_papers, saved(tmp_path, sale(1)), Owed())

    assert states(store) == {}
