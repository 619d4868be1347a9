"""Many new items at once: each as if it had been taken in by itself."""

from typing import Any

import pytest

from tests.support.desk import NOW
from trastienda.domain.item import IllegalMove, Item, State
from trastienda.store import arrivals, items, journal
from trastienda.store.arrivals import New, Onward
from trastienda.store.connection import Store


def words(store: Store, item: int) -> list[str]:
    with store.read() as conn:
        return [entry.kind for entry in journal.of_item(conn, item)]


def new(content: str, to: State | None = None, why: str = "", **detail: Any) -> New:
    values: dict[str, Any] = {
        "portal": "carrier",
        "account": "one",
        "sale_reference": f"V-{content}",
        "content_key": content,
        "source": {"file": "ventas.xlsx", "sheet": None, "row": 2},
        "sale": {"reference": f"V-{content}"},
        "raw": {"Línea": "612"},
        "findings": [],
        "seal": {"digest": "d"},
        "customer_key": "k",
        "run": None,
    }
    onward = None if to is None else Onward(to, why, detail)
    return New(values, {"file": "ventas.xlsx"}, onward)


def add_all(store: Store, *rows: New) -> list[Item]:
    with store.begin() as conn:
        return [item for _, item in arrivals.add_all(conn, "carrier", rows, now=NOW, why="taken_in")]


def test_many_rows_are_taken_in_as_one_by_one_would_be(store: Store) -> None:
    added = add_all(
        store,
        new("a", to=State.READY, why="validated", findings=[]),
        new("b"),
        new("c", to=State.REJECTED, why="rejected", findings=["under_age"]),
    )

    with store.read() as conn:
        assert [items.get(conn, item.id) for item in added] == added
        told = [[(entry.kind, entry.detail) for entry in journal.of_item(conn, item.id)] for item in added]
        assert list(journal.breaks(conn)) == []
    assert [item.state for item in added] == [State.READY, State.RECEIVED, State.REJECTED]
    assert [item.id for item in added] == sorted(item.id for item in added)
    assert told[0] == [
        ("taken_in", {"file": "ventas.xlsx"}),
        ("validated", {"from": "received", "to": "ready", "findings": []}),
    ]
    assert told[1] == [("taken_in", {"file": "ventas.xlsx"})]


def test_of_many_rows_those_that_are_known_are_left_out_and_stay_as_they_are(store: Store) -> None:
    (first,) = add_all(store, new("a"))

    added = add_all(store, new("a", to=State.READY, why="validated"), new("b"))

    assert [item.sale_reference for item in added] == ["V-b"]
    with store.read() as conn:
        assert items.get(conn, first.id) == first
    assert words(store, first.id) == ["taken_in"]


def test_many_rows_or_none_are_taken_in(store: Store) -> None:
    added = add_all(store, *(new(f"{number:04}") for number in range(1500)))

    assert add_all(store) == []
    assert [item.sale_reference for item in added] == [f"V-{number:04}" for number in range(1500)]
    assert [item.id for item in added] == sorted(item.id for item in added)


def test_a_new_item_cannot_skip_its_states(store: Store) -> None:
    with pytest.raises(IllegalMove):
        add_all(store, new("a", to=State.SETTLED, why="settled"))

    with store.read() as conn:
        assert items.search(conn) == []


def test_a_journal_goes_on_after_its_first_entries(store: Store) -> None:
    (item,) = add_all(store, new("a", to=State.READY, why="validated"))

    with store.begin() as conn:
        items.move(conn, item, State.ENTERING, now=NOW, why="attempt")

    assert words(store, item.id) == ["taken_in", "validated", "attempt"]
    with store.read() as conn:
        assert list(journal.breaks(conn)) == []


def test_the_items_of_several_references_are_found_in_one_query(store: Store) -> None:
    first, second, other = add_all(store, new("a"), new("b"), new("c"))

    with store.read() as conn:
        found = items.of_sales(conn, ["V-a", "V-b", "V-z"], bot="carrier")
        elsewhere = items.of_sales(conn, ["V-a"], bot="energy")

    assert (found, elsewhere) == ({"V-a": [first], "V-b": [second]}, {})
    assert other.sale_reference not in found
